import type { Resolution } from '../ports.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** 1, 5, 10, 20 and 30 seconds for metrics of one second's resolution. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0)
}

export interface Window {
  /** ms since 1970; periods are counted from here, as CloudWatch does, not from the full hour. */
  readonly start: number
  /** Exclusive. */
  readonly end: number
  /** Seconds. */
  readonly period: number
}

/**
 * The start rounded down as CloudWatch does: to a minute, or from 15 days back to five minutes, from 63 to an hour;
 * for a period under a minute to that period.
 */
export function windowOf(start: number, end: number, period: number, now: number): Window {
  const age = now - start
  let step = MINUTE
  if (age > 63 * DAY) step = 60 * MINUTE
  else if (age > 15 * DAY) step = 5 * MINUTE
  else if (period < 60) step = period * 1000
  return { start: Math.floor(start / step) * step, end, period }
}

/** The coarsest points that fill the window's periods exactly: the fewest to read. */
export function resolutionOf({ start, period }: Window): Resolution {
  if (period < 60) return 1
  for (const resolution of [3600, 300] as const) {
    if (period % resolution === 0 && start % (resolution * 1000) === 0) return resolution
  }
  return 60
}

export function datapointsOf({ start, end, period }: Window): number {
  return Math.ceil((end - start) / (period * 1000))
}
