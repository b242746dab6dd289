/**
 * Time zones: an IANA name, `Z`, `UTC` or an offset such as `+02:00`. "Local" milliseconds are wall-clock
 * time counted as if it were UTC.
 */
export interface Zone {
  readonly name: string
  /** Wall clock minus UTC at an instant, ms. */
  offsetAt(instant: number): number
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 }

const zones = new Map<string, Zone>()

/** The zone of that name, or undefined if there is none. */
export function zoneOf(name: string): Zone | undefined {
  if (name === 'Z' || name === 'z' || name === 'UTC' || name === 'GMT') return UTC
  const offset = /^([+-])(\d\d):?(\d\d)?$/.exec(name)
  if (offset) return fixedZone(name, offset)
  const known = zones.get(name)
  if (known) return known
  const made = ianaZone(name)
  if (made && zones.size < 1000) zones.set(name, made)
  return made
}

function fixedZone(name: string, [, sign, hours, minutes]: RegExpExecArray): Zone | undefined {
  const total = Number(hours) * 60 + Number(minutes ?? 0)
  if (total > 18 * 60 || Number(minutes ?? 0) > 59) return undefined
  const millis = (sign === '-' ? -total : total) * 60_000
  return { name, offsetAt: () => millis }
}

function ianaZone(name: string): Zone | undefined {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    })
  } catch {
    return undefined
  }
  return {
    name,
    offsetAt(instant) {
      if (!Number.isFinite(new Date(instant).getTime())) return 0
      const part: Record<string, string> = {}
      for (const { type, value } of format.formatToParts(instant)) part[type] = value
      const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
      const local = utcMillis([
        year,
        Number(part.month) - 1,
        Number(part.day),
        Number(part.hour),
        Number(part.minute),
        Number(part.second),
      ])
      return local - Math.floor(instant / 1000) * 1000
    },
  }
}

export type Calendar = readonly [
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
]

/** Like Date.UTC, without its trap that years 0 to 99 mean 1900 to 1999. */
export function utcMillis([year, month, day, hour, minute, second]: Calendar, millis = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hour, minute, second, millis)
  return date.getTime()
}

/** The instant at which clocks in `zone` show `local`; in a gap, the moment after the jump. */
export function toInstant(local: number, zone: Zone): number {
  if (zone === UTC) return local
  const first = local - zone.offsetAt(local)
  const second = local - zone.offsetAt(first)
  if (first === second) return first
  return second + zone.offsetAt(second) === local ? second : Math.max(first, second)
}

export const toLocal = (instant: number, zone: Zone) => instant + zone.offsetAt(instant)
