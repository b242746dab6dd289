import { badTimeZone } from '../errors.ts'

/** Offsets from UTC of a time zone, ms east of Greenwich. */
export interface Zone {
  readonly utc: boolean
  offsetAt(utc: number): number
  /** First instant at which clocks of the zone show this time or a later one (`local` as if it were UTC). */
  toUtc(local: number): number
  /** A row's local time, as SQL, for instants from `min` to `max`. */
  localSql(utc: string, min: number, max: number): string
  /** The offset alone, as SQL. */
  offsetSql(utc: string, min: number, max: number): string
  /** `Z` or `+02:00`. */
  suffixAt(utc: number): string
}

const MINUTE = 60_000
const DAY = 86_400_000
/** Samples when looking for changes of the offset; the shortest summer time in use is four weeks. */
const SAMPLES = 4000

export function zoneOf(name: string): Zone {
  const fixed = fixedOffset(name)
  const offsetAt = fixed === undefined ? namedOffsets(name) : () => fixed
  const offsetSql = (utc: string, min: number, max: number) =>
    fixed === undefined ? cases(utc, offsetAt, min, max) : `${fixed}`
  return {
    utc: fixed === 0,
    offsetAt,
    toUtc: (local) => (fixed === undefined ? firstInstant(local, offsetAt) : local - fixed),
    offsetSql,
    localSql: (utc, min, max) => (fixed === 0 ? utc : `(${utc} + (${offsetSql(utc, min, max)}))`),
    suffixAt: (utc) => (fixed === 0 ? 'Z' : suffix(offsetAt(utc))),
  }
}

function fixedOffset(name: string): number | undefined {
  if (name === 'UTC' || name === 'Z' || name === 'GMT' || name === 'Etc/UTC') return 0
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name)
  if (!match || Number(match[2]) > 18) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return (match[1] === '-' ? -minutes : minutes) * MINUTE
}

function namedOffsets(name: string): (utc: number) => number {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw badTimeZone(name)
  }
  return (utc) => {
    const parts: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(utc)) parts[type] = Number(value)
    const { year, month, day, hour, minute, second } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utc / 1000) * 1000
  }
}

function firstInstant(local: number, offsetAt: (utc: number) => number): number {
  // The offset is one of those a day before and a day after; the greater gives the earlier instant.
  const offsets = [offsetAt(local - DAY), offsetAt(local + DAY)].sort((a, b) => b - a)
  for (const offset of offsets) if (offsetAt(local - offset) === offset) return local - offset
  // Clocks skipped this time: the change itself is the first instant after it.
  return transition(local - offsets[0] - 1, local - offsets[1] + 1, offsetAt)
}

/** First instant in (low, high] with the offset of `high`. */
function transition(low: number, high: number, offsetAt: (utc: number) => number): number {
  const after = offsetAt(high)
  let from = low
  let to = high
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (offsetAt(middle) === after) to = middle
    else from = middle
  }
  return to
}

function cases(utc: string, offsetAt: (utc: number) => number, min: number, max: number): string {
  const step = Math.max(DAY, Math.ceil((max - min) / SAMPLES))
  const branches: string[] = []
  let from = min
  let offset = offsetAt(min)
  while (from < max) {
    const to = Math.min(max, from + step)
    const next = offsetAt(to)
    if (next !== offset) branches.push(`WHEN ${utc} < ${transition(from, to, offsetAt)} THEN ${offset}`)
    from = to
    offset = next
  }
  return branches.length === 0 ? `${offset}` : `CASE ${branches.join(' ')} ELSE ${offset} END`
}

function suffix(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

/** ISO 8601 with milliseconds, as OpenSearch writes dates. */
export function isoIn(zone: Zone, utc: number): string {
  const local = new Date(utc + (zone.utc ? 0 : zone.offsetAt(utc)))
  return `${local.toISOString().slice(0, -1)}${zone.suffixAt(utc)}`
}
