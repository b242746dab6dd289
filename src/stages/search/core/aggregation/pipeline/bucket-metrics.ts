import { illegal } from '../../../errors.ts'
import type { AggregationResult } from '../../../ports.ts'
import { flag, items, number, type Reader } from '../../json.ts'
import { statisticsOf } from '../extended-stats.ts'
import { members } from '../members.ts'
import { numberFormat } from '../number-format.ts'
import { withTexts, withValueTexts } from '../shown-values.ts'
import { type GapPolicy, resolved } from './gap.ts'
import { needed, SHARED, simpleValue } from './parameters.ts'
import { type BucketsPath, bucketsAt, type Results } from './path.ts'
import type { PipelineBody, PipelineParser, SiblingPipeline } from './pipeline.ts'

interface Valued {
  readonly id: string
  readonly value: number
}

/** Numbers of the buckets that the path names, gaps left out. */
function valuesOf(results: Results, path: BucketsPath, policy: GapPolicy, owner: string): readonly Valued[] {
  const { buckets, rest } = bucketsAt(results, path, owner)
  return buckets
    .map(({ id, bucket }) => ({ id, value: resolved(bucket, rest, policy) }))
    .filter(({ value }) => !Number.isNaN(value))
}

function sibling<M extends Readonly<Record<string, Reader<unknown>>>>(
  kind: string,
  more: M,
  show: (
    values: readonly Valued[],
    read: Readonly<Record<string, unknown>> & { format?: string },
  ) => AggregationResult,
): PipelineParser {
  return ({ name, node: body }: PipelineBody): SiblingPipeline => {
    const read = members(body, kind, { ...SHARED, ...more } as typeof SHARED & M)
    const path = needed(read.buckets_path as BucketsPath | undefined, name, body)
    const policy = (read.gap_policy as GapPolicy | undefined) ?? 'skip'
    const options = read as Readonly<Record<string, unknown>> & { format?: string }
    return {
      place: 'sibling',
      kind,
      name,
      paths: [path],
      run: (results) => show(valuesOf(results, path, policy, name), options),
    }
  }
}

const total = (values: readonly Valued[]) => values.reduce((sum, { value }) => sum + value, 0)

export const parseAvgBucket = sibling('avg_bucket', {}, (values, { format }) =>
  simpleValue(format)(values.length === 0 ? Number.NaN : total(values) / values.length),
)

export const parseSumBucket = sibling('sum_bucket', {}, (values, { format }) =>
  simpleValue(format)(total(values)),
)

const extreme = (kind: string, better: (a: number, b: number) => boolean) =>
  sibling(kind, {}, (values, { format }) => {
    const best = values.reduce((found, { value }) => (better(value, found) ? value : found), values[0]?.value)
    const keys = values.filter(({ value }) => value === best).map(({ id }) => id)
    return { ...simpleValue(format)(best ?? Number.NaN), keys }
  })

export const parseMaxBucket = extreme('max_bucket', (a, b) => a > b)
export const parseMinBucket = extreme('min_bucket', (a, b) => a < b)

function sumsOf(values: readonly Valued[]) {
  const numbers = values.map(({ value }) => value)
  const pick = (choose: (a: number, b: number) => number) =>
    numbers.length === 0 ? null : numbers.reduce((a, b) => choose(a, b))
  return {
    count: numbers.length,
    min: pick(Math.min),
    max: pick(Math.max),
    sum: total(values),
    sum_of_squares: numbers.reduce((sum, value) => sum + value * value, 0),
  }
}

const texts = (format: string | undefined) => (format === undefined ? undefined : numberFormat(format))
const UNCOUNTED = { buckets: 0 }

export const parseStatsBucket = sibling('stats_bucket', {}, (values, { format }) => {
  const { count, min, max, sum } = sumsOf(values)
  return withTexts(texts(format))({ count, min, max, avg: count > 0 ? sum / count : null, sum }, UNCOUNTED)
})

const sigma: Reader<number> = (value, key, owner) => {
  const read = number(value, key, owner)
  if (read >= 0) return read
  throw illegal(`[sigma] must be a non-negative double`, value.path)
}

export const parseExtendedStatsBucket = sibling('extended_stats_bucket', { sigma }, (values, read) =>
  withTexts(texts(read.format))(
    statisticsOf(sumsOf(values), (read.sigma as number | undefined) ?? 2) as unknown as AggregationResult,
    UNCOUNTED,
  ),
)

const DEFAULT_PERCENTS = [1, 5, 25, 50, 75, 95, 99]

const percents: Reader<readonly number[]> = (value, key, owner) =>
  items(value).map((item) => {
    const percent = number(item, key, owner)
    if (percent >= 0 && percent <= 100) return percent
    throw illegal(
      `[percents] must only contain non-null doubles from 0.0-100.0 inclusive: [${percent}]`,
      item.path,
    )
  })

/** The bucket nearest to each percent of the way through the sorted buckets: no value in between is made up. */
export const parsePercentilesBucket = sibling(
  'percentiles_bucket',
  { percents, keyed: flag },
  (values, read) => {
    const sorted = values.map(({ value }) => value).sort((a, b) => a - b)
    const wanted = (read.percents as readonly number[] | undefined) ?? DEFAULT_PERCENTS
    const found = wanted.map((percent): readonly [number, number | null] => {
      const place = Math.round((percent / 100) * (sorted.length - 1))
      return [percent, sorted[place] ?? null]
    })
    const nameOf = (percent: number) => (Number.isInteger(percent) ? percent.toFixed(1) : String(percent))
    const shown =
      read.keyed === false
        ? found.map(([key, value]) => ({ key, value }))
        : Object.fromEntries(found.map(([percent, value]) => [nameOf(percent), value]))
    return withValueTexts(texts(read.format))({ values: shown }, UNCOUNTED)
  },
)
