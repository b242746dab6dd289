import type { BucketAggregation } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { BUCKET_LIMIT, badInterval, notNumeric } from '../errors.ts'
import type { Key, Source } from './group.ts'
import { type Bucket, countBuckets, type Env, type Kind } from './level.ts'
import { number } from './literal.ts'
import { orElse, type Unified, unify } from './value.ts'

type Histogram = Extract<BucketAggregation, { kind: 'histogram' }>

/** Buckets of equal width; grouped by their ordinal, so that no key drifts with rounding. */
export function histogramKind(histogram: Histogram, _source: Source, env: Env): Kind {
  const { field, interval, offset } = histogram
  if (!(interval > 0)) throw badInterval(interval)
  const { type, sql } = unify(env.scopes, field)
  if (type !== undefined && sql === 'VARCHAR') throw notNumeric(field, type, 'histogram')
  const ordinal = (value: number) => Math.floor((value - offset) / interval)
  const { extendedBounds: bounds, hardBounds: hard } = histogram
  return {
    keys: [ordinalKey(histogram, { type, sql })],
    ...(hard
      ? {
          keeps: (key) => {
            const at = Number(key) * interval + offset
            return at >= (hard.min ?? at) && at <= (hard.max ?? at)
          },
        }
      : {}),
    keepsAll: histogram.minDocCount <= 1,
    inline: new Set(),
    select: limited,
    present: (buckets, empty) => ({
      buckets: filled(buckets, empty, histogram.minDocCount, env, {
        next: (key) => key + 1,
        ...(bounds ? { min: ordinal(bounds.min), max: ordinal(bounds.max) } : {}),
      }).map(({ key, count, children }) => ({
        key: Number(key) * interval + offset,
        doc_count: count,
        ...children,
      })),
    }),
  }
}

/** The bucket's number, from its width and where the first one begins. */
export function ordinalKey(
  {
    field,
    interval,
    offset = 0,
    missing,
  }: { field: string; interval: number; offset?: number; missing?: number },
  unified: Unified,
): Key {
  return {
    field,
    total: missing !== undefined,
    expression: (value) =>
      `CAST(floor((CAST(${orElse(value, unified, missing)} AS DOUBLE) - ${number(offset)}) / ${number(interval)}) AS BIGINT)`,
  }
}

/** One row more than buckets are allowed is enough to know. */
export const limited = (grouped: string) =>
  `SELECT * FROM (${grouped}) h ORDER BY ALL LIMIT ${BUCKET_LIMIT + 1}`

interface Steps {
  next(key: number): number
  /** Keys that must be there. */
  readonly min?: number
  readonly max?: number
}

/** Buckets in key order, with the empty ones between them if those are wanted. */
export function filled(
  buckets: readonly Bucket[],
  empty: (key: Value) => Bucket,
  minDocCount: number,
  env: Env,
  { next, min, max }: Steps,
): Bucket[] {
  const sorted = [...buckets].sort((a, b) => Number(a.key) - Number(b.key))
  if (minDocCount > 0) return sorted.filter(({ count }) => count >= minDocCount)
  const keys = sorted.map(({ key }) => Number(key))
  const first = Math.min(min ?? Number.POSITIVE_INFINITY, keys[0] ?? Number.POSITIVE_INFINITY)
  const last = Math.max(max ?? Number.NEGATIVE_INFINITY, keys[keys.length - 1] ?? Number.NEGATIVE_INFINITY)
  const all: Bucket[] = []
  let at = 0
  for (let key = first; key <= last; key = next(key)) {
    // A key that a change of clocks moved off the grid still comes in its place.
    while (at < sorted.length && keys[at] < key) all.push(sorted[at++])
    if (at < sorted.length && keys[at] === key) all.push(sorted[at++])
    else {
      countBuckets(env, 1)
      all.push(empty(key))
    }
  }
  while (at < sorted.length) all.push(sorted[at++])
  return all
}
