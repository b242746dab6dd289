const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Steps that a clock face or calendar knows, each at most 2.5 times the one before. */
const STEPS: readonly (readonly [millis: number, name: string])[] = [
  [SECOND, '1s'],
  [2 * SECOND, '2s'],
  [5 * SECOND, '5s'],
  [10 * SECOND, '10s'],
  [15 * SECOND, '15s'],
  [30 * SECOND, '30s'],
  [MINUTE, '1m'],
  [2 * MINUTE, '2m'],
  [5 * MINUTE, '5m'],
  [10 * MINUTE, '10m'],
  [15 * MINUTE, '15m'],
  [30 * MINUTE, '30m'],
  [HOUR, '1h'],
  [2 * HOUR, '2h'],
  [3 * HOUR, '3h'],
  [6 * HOUR, '6h'],
  [12 * HOUR, '12h'],
  [DAY, '1d'],
  [2 * DAY, '2d'],
  [4 * DAY, '4d'],
  [7 * DAY, '7d'],
  [14 * DAY, '14d'],
  [28 * DAY, '28d'],
]

export interface Interval {
  readonly millis: number
  /** As `fixed_interval` takes it. */
  readonly name: string
}

/** The finest step that cuts `span` into at most `most` buckets (so at least about half as many). */
export function intervalFor(span: number, most = 120): Interval {
  const step = STEPS.find(([millis]) => span / millis <= most)
  if (step) return { millis: step[0], name: step[1] }
  const days = Math.ceil(span / most / DAY / 28) * 28
  return { millis: days * DAY, name: `${days}d` }
}
