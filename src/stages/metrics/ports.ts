import type { Distribution, Statistic } from '../../record/index.ts'

/**
 * Where metrics are kept. Points of a metric are kept by minute for 15 days, by five minutes for 63 and by hour for
 * 455, those sent with one second's resolution by second for 3 hours as well:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
 */
export interface MetricStore {
  /** Resolves when all of it is on disk. Rejects with `TooManyMetrics` and then keeps nothing of it. */
  write(readings: readonly Reading[]): Promise<void>
  /** Metrics in the order in which they came up, beginning after that number. */
  list(after?: number): Iterable<ListedMetric>
  /** A metric without data has no series. */
  read(metric: Metric, range: Range): readonly Series[]
  /** Metrics, each unit counted. */
  size(): number
  close(): Promise<void>
}

/** What tells metrics apart; the order of dimensions does not. */
export interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly Dimension[]
}

export interface Dimension {
  readonly name: string
  readonly value: string
}

export interface Reading extends Metric {
  readonly unit: string
  /** ms since 1970. */
  readonly at: number
  /** Keep it by the second, too. */
  readonly fine?: boolean
  readonly statistic: Statistic
}

export interface ListedMetric extends Metric {
  /** Rises with every new metric. */
  readonly number: number
  /** When data came last, ms since 1970; right to some minutes after a restart. */
  readonly published: number
}

export interface Range {
  /** ms since 1970, `from` inclusive. */
  readonly from: number
  readonly until: number
  /** Seconds that a point may stand for. */
  readonly resolution: Resolution
  /** Whether the distributions are wanted; without them reading is quicker. */
  readonly values: boolean
}

export type Resolution = 1 | 60 | 300 | 3600

export interface Series {
  readonly unit: string
  /** In no order; a time may come more than once, and some points lie outside the range. */
  readonly runs: readonly PointRun[]
}

/** Points as columns. */
export interface PointRun {
  /** Starts of the periods, ms since 1970. */
  readonly times: Float64Array
  readonly sums: Float64Array
  readonly counts: Float64Array
  readonly minima: Float64Array
  readonly maxima: Float64Array
  /** Only when they are wanted. */
  readonly values?: readonly (Distribution | undefined)[]
}

/** The store has as many metrics as it may have. */
export class TooManyMetrics extends Error {
  readonly limit: number
  constructor(limit: number) {
    super(`This program keeps at most ${limit} metrics (namespace, name, dimensions and unit).`)
    this.name = 'TooManyMetrics'
    this.limit = limit
  }
}
