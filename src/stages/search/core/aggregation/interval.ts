import { illegal } from '../../errors.ts'
import type { CalendarUnit } from '../../ports.ts'
import type { Node } from '../json.ts'

export type Interval = { readonly millis: number } | { readonly calendar: CalendarUnit }

const CALENDAR: Readonly<Record<string, Interval>> = {
  '1s': { millis: 1000 },
  second: { millis: 1000 },
  '1m': { calendar: 'minute' },
  minute: { calendar: 'minute' },
  '1h': { calendar: 'hour' },
  hour: { calendar: 'hour' },
  '1d': { calendar: 'day' },
  day: { calendar: 'day' },
  '1w': { calendar: 'week' },
  week: { calendar: 'week' },
  '1M': { calendar: 'month' },
  month: { calendar: 'month' },
  '1q': { calendar: 'quarter' },
  quarter: { calendar: 'quarter' },
  '1y': { calendar: 'year' },
  year: { calendar: 'year' },
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A length of time such as `30s` or `1.5h`, or a number of ms; undefined if it is none. */
export function durationOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  const found = /^([+-]?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(String(value))
  if (!found) return undefined
  if (found[2] === undefined) return Number(found[1])
  return Number(found[1]) * UNITS[found[2].toLowerCase()]
}

export interface IntervalParts {
  /** The key before OpenSearch 1.0, still what Grafana sends: calendar where the unit is one, else fixed. */
  readonly interval?: Node
  readonly fixed_interval?: Node
  readonly calendar_interval?: Node
}

export function intervalOf(parts: IntervalParts, owner: Node): Interval {
  const given = Object.entries(parts).filter(([, part]) => part !== undefined) as [string, Node][]
  if (given.length > 1) {
    throw illegal(`Cannot use [${given[0][0]}] with [${given[1][0]}] configuration option.`, given[1][1].path)
  }
  if (given.length === 0)
    throw illegal('Invalid interval specified, must be non-null and non-empty', owner.path)
  const [[key, part]] = given
  const calendar = key !== 'fixed_interval' && Object.hasOwn(CALENDAR, String(part.value))
  if (calendar) return CALENDAR[String(part.value)]
  if (key === 'calendar_interval') {
    throw illegal(
      `The supplied interval [${String(part.value)}] could not be parsed as a calendar interval.`,
      part.path,
    )
  }
  return fixed(part)
}

function fixed(part: Node): Interval {
  const millis = durationOf(part.value)
  if (millis === undefined || (typeof part.value === 'string' && /^\d+$/.test(part.value))) {
    throw illegal(
      `failed to parse setting [date_histogram.fixedInterval] with value [${String(part.value)}] as a time value: unit is missing or unrecognized`,
      part.path,
    )
  }
  if (!(millis >= 1)) throw illegal('Zero or negative time interval not supported', part.path)
  return { millis: Math.floor(millis) }
}
