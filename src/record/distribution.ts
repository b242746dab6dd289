/**
 * How often which value was seen, in bounded space: exact while there are few distinct values, then buckets whose
 * borders grow geometrically, so that a percentile errs by half a bucket's width relative to its value at most.
 *
 * `level` 0 is exact; at level k values share a bucket when they lie between the same two powers of
 * `1.01 ** (2 ** (k - 1))`: 1 %, 2 %, 4 % …, as DDSketch with uniform collapse (Epicoco et al. 2020). A level more
 * joins buckets in pairs, so distributions of different levels can be merged.
 */
export interface Distribution {
  level: number
  /** Value (a bucket's own, at level > 0) → how often. */
  counts: Map<number, number>
}

/** More distinct values than this are put in buckets. */
export const MAX_DISTINCT = 256

const FINEST = Math.log(1.01)
/** Values from 2 ** -360 to 2 ** 360 have three buckets of either sign then; beyond it `Math.exp` would overflow. */
const COARSEST = 16

export function emptyDistribution(): Distribution {
  return { level: 0, counts: new Map() }
}

/** `value` must be finite. */
export function countValue(into: Distribution, value: number, count: number): void {
  const place = into.level === 0 ? value : bucketOf(value, into.level)
  const known = into.counts.get(place)
  into.counts.set(place, (known ?? 0) + count)
  if (known === undefined && into.counts.size > MAX_DISTINCT && into.level < COARSEST) {
    coarsen(into, into.level + 1)
  }
}

export function mergeDistribution(into: Distribution, other: Distribution): void {
  if (other.level > into.level) coarsen(into, other.level)
  for (const [value, count] of other.counts) countValue(into, value, count)
}

/** Joins buckets until there are at most that many. */
export function shrinkDistribution(distribution: Distribution, most: number): void {
  while (distribution.counts.size > most && distribution.level < COARSEST)
    coarsen(distribution, distribution.level + 1)
}

function coarsen(distribution: Distribution, level: number): void {
  const finer = distribution.counts
  distribution.level = level
  distribution.counts = new Map()
  // May coarsen again on the way: the values that are left go to the buckets of the last level.
  for (const [value, count] of finer) countValue(distribution, value, count)
}

function bucketOf(value: number, level: number): number {
  return value === 0 ? 0 : Math.sign(value) * bucketValue(bucketIndex(Math.abs(value), level), level)
}

/** The number of the bucket of a positive value; small, where a value takes eight bytes. */
export function bucketIndex(value: number, level: number): number {
  return Math.ceil(Math.log(value) / widthOf(level))
}

/** The value that stands for a whole bucket: the one whose relative distance to both borders is the same. */
export function bucketValue(index: number, level: number): number {
  const width = widthOf(level)
  return (2 * Math.exp(index * width)) / (Math.exp(width) + 1)
}

function widthOf(level: number): number {
  return FINEST * 2 ** (level - 1)
}
