import { parsing } from '../../errors.ts'
import type { MetricAggregation } from '../../ports.ts'
import { flag, integer, number, only, scalar, text } from '../json.ts'
import { extendedStats } from './extended-stats.ts'
import { anyValue, countable, fieldFor, numeric } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import { asItIs, type EnginePlan, type Present } from './plan.ts'
import { type PrintValue, printValue, withTexts } from './shown-values.ts'

type Kind = Exclude<
  MetricAggregation['kind'],
  'percentiles' | 'percentile_ranks' | 'weighted_avg' | 'geo_bounds' | 'geo_centroid' | 'top_hits'
>

interface Read {
  readonly sigma?: number
}

function parser(
  kind: Kind,
  fits: Parameters<typeof fieldFor>[4],
  more: Readonly<Record<string, typeof scalar>> = {},
  present: (print: PrintValue, read: Read) => Present = withTexts,
) {
  return ({ name, node: body, context }: AggregationBody): EnginePlan => {
    const read = members(body, kind, {
      field: text,
      format: text,
      missing: scalar,
      value_type: text,
      script: only(),
      ...more,
    })
    const field = fieldFor(kind, read.field, body, context, fits)
    const missing = missingValue(field, read.missing, context, read)
    return {
      aggregation: { name, kind, field, ...missing },
      present: present(printValue(field, read.format, context), read as Read),
    }
  }
}

/** Counting here is exact, which is what any threshold asks for at best. */
const CARDINALITY = {
  precision_threshold: integer(0),
  execution_hint: only('direct', 'ordinals'),
  rehash: flag,
} as never

export const parseSum = parser('sum', countable)
export const parseAvg = parser('avg', countable)
export const parseMin = parser('min', countable)
export const parseMax = parser('max', countable)
export const parseStats = parser('stats', countable)
export const parseValueCount = parser(
  'value_count',
  () => true,
  {},
  () => asItIs,
)
export const parseCardinality = parser('cardinality', anyValue, CARDINALITY, () => asItIs)

const EXTENDED = {
  sigma: ((value, key, owner) => {
    const sigma = number(value, key, owner)
    if (sigma >= 0) return sigma
    throw parsing(`[${key}] must be greater than or equal to 0. Found [${sigma}]`, value.path)
  }) as typeof number,
} as never
export const parseExtendedStats = parser('extended_stats', countable, EXTENDED, (print, { sigma = 2 }) =>
  extendedStats(sigma, print),
)

const DEVIATION = { compression: number } as never
export const parseMedianAbsoluteDeviation = parser('median_absolute_deviation', numeric, DEVIATION)
