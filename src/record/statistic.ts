import { countValue, type Distribution, emptyDistribution, mergeDistribution } from './distribution.ts'

/** All that is kept of a metric's values in one period. Its owner alone changes it. */
export interface Statistic {
  sum: number
  count: number
  minimum: number
  maximum: number
  /** Absent once a summary came in of which only the four numbers are known: then there are no percentiles. */
  values?: Distribution
}

export function emptyStatistic(): Statistic {
  return {
    sum: 0,
    count: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
    values: emptyDistribution(),
  }
}

/** `value` was seen `count` times; both finite, `count` above 0 and not necessarily whole. */
export function addValue(into: Statistic, value: number, count = 1): void {
  into.sum += value * count
  into.count += count
  if (value < into.minimum) into.minimum = value
  if (value > into.maximum) into.maximum = value
  if (into.values) countValue(into.values, value, count)
}

export function mergeStatistic(into: Statistic, other: Statistic): void {
  into.sum += other.sum
  into.count += other.count
  into.minimum = Math.min(into.minimum, other.minimum)
  into.maximum = Math.max(into.maximum, other.maximum)
  if (into.values && other.values) mergeDistribution(into.values, other.values)
  else into.values = undefined
}
