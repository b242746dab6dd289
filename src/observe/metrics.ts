import { addValue, emptyStatistic, type Statistic } from '../record/index.ts'

/**
 * The program's own metrics, as rooms count them and CloudWatch shows them.
 *
 * A room asks for its metrics once and keeps the handles; `add` on the hot path is a comparison of minutes and a
 * few additions in memory. Count a batch with one `add` (its records, its bytes), never record by record:
 *
 *     const incoming = meter.metric('AWS/Kinesis', 'IncomingRecords', { StreamName: name }, 'Count')
 *     incoming.add(batch.ends.length)
 *
 * Operations are not sprinkled with this but wrapped: see observed.ts. Once a minute compose.ts moves what `drain`
 * gives into the metrics room; what was counted since is lost in a crash.
 */
export interface Meter {
  /** The same names and dimensions give the same metric, with the unit of the first call. */
  metric(namespace: string, name: string, dimensions?: Dimensions, unit?: Unit): Metric
  /** For what happens rarely: looks the metric up each time. */
  add(key: MetricKey, value: number, unit?: Unit, at?: number): void
  /** The minutes that ended before `now`, or `all` of them, each once, oldest first per metric. */
  drain(now: number, all?: boolean): readonly Reading[]
  /** Values not counted (not finite, or of a metric past `MAX_METRICS`), and minutes that nobody took. */
  dropped(): number
}

export interface Metric {
  /** `at`: ms since 1970, now when absent; `count`: how often that value was seen. */
  add(value: number, at?: number, count?: number): void
}

export interface MetricKey {
  readonly namespace: string
  readonly name: string
  readonly dimensions?: Dimensions
}

/** Empty names or values are not allowed, and at most 30 of them. Never an address or a name of a person. */
export type Dimensions = Readonly<Record<string, string>>

/** The part of CloudWatch's units that rooms use. */
export type Unit = 'None' | 'Count' | 'Seconds' | 'Milliseconds' | 'Bytes' | 'Percent' | 'Bytes/Second'

/** One metric in one minute. Its taker owns it. */
export interface Reading {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Dimensions
  readonly unit: Unit
  /** Start of the minute, ms since 1970. */
  readonly at: number
  readonly statistic: Statistic
}

/** Metrics that a program of one machine can name; a room that makes more has taken a user's data for a name. */
export const MAX_METRICS = 10_000
/** Minutes of a metric that wait for somebody to take them; an import of its own has nobody who does. */
export const MAX_MINUTES = 60
const MINUTE = 60_000

interface Counter extends Metric {
  take(before: number): Reading[]
}

export function createMeter(now: () => number): Meter {
  const counters = new Map<string, Counter>()
  let dropped = 0
  const drop = () => void dropped++
  const nowhere: Metric = { add: drop }

  function metric(namespace: string, name: string, dimensions: Dimensions = {}, unit: Unit = 'None'): Metric {
    const key = keyOf(namespace, name, dimensions)
    const known = counters.get(key)
    if (known) return known
    if (counters.size >= MAX_METRICS) return nowhere
    const made = createCounter({ namespace, name, dimensions, unit }, now, drop)
    counters.set(key, made)
    return made
  }

  return {
    metric,
    add: ({ namespace, name, dimensions }, value, unit, at) =>
      metric(namespace, name, dimensions, unit).add(value, at),
    drain(now, all = false) {
      const before = all ? Number.POSITIVE_INFINITY : minuteOf(now)
      return [...counters.values()].flatMap((counter) => counter.take(before))
    },
    dropped: () => dropped,
  }
}

type Named = Pick<Reading, 'namespace' | 'name' | 'dimensions' | 'unit'>

/** Nearly every value belongs to the newest minute: only a value of another one searches the rest. */
function createCounter(named: Named, now: () => number, drop: () => void): Counter {
  const minutes = new Map<number, Statistic>()
  let newest = Number.NaN
  let current = emptyStatistic()

  function turnTo(minute: number) {
    newest = minute
    current = minutes.get(minute) ?? emptyStatistic()
    minutes.set(minute, current)
    if (minutes.size > MAX_MINUTES) forget(Math.min(...minutes.keys()))
  }

  function forget(minute: number) {
    minutes.delete(minute)
    if (newest === minute) newest = Number.NaN
    drop()
  }

  return {
    add(value, at = now(), count = 1) {
      if (!Number.isFinite(value) || !Number.isFinite(at) || !(count > 0)) return drop()
      const minute = minuteOf(at)
      if (minute !== newest) turnTo(minute)
      addValue(current, value, count)
    },
    take(before) {
      const ended = [...minutes.keys()].filter((minute) => minute < before).sort((one, two) => one - two)
      if (newest < before) newest = Number.NaN
      return ended.map((at) => {
        const statistic = minutes.get(at) as Statistic
        minutes.delete(at)
        return { ...named, at, statistic }
      })
    },
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE
}

function keyOf(namespace: string, name: string, dimensions: Dimensions): string {
  const pairs = Object.entries(dimensions).sort(([one], [two]) => (one < two ? -1 : 1))
  return JSON.stringify([namespace, name, pairs])
}
