import { illegal } from '../../errors.ts'
import { compilePattern, type DatePattern, printOffset, type Span, sound } from './pattern.ts'
import { type Calendar, toInstant, toLocal, UTC, utcMillis, type Zone, zoneOf } from './zone.ts'

/** A date field's own format, as OpenSearch maps dates by default. */
export const DEFAULT_FORMAT = 'strict_date_optional_time||epoch_millis'

const compiled = new Map<string, DatePattern>()

/** One or more formats joined by `||`: reads with the first that fits, prints with the first. */
export function dateFormat(names: string): DatePattern {
  const known = compiled.get(names)
  if (known) return known
  const formats = names.split('||').map((name) => oneFormat(name))
  const made: DatePattern = {
    parse(text, zone) {
      for (const format of formats) {
        const span = format.parse(text, zone)
        if (span) return span
      }
      return undefined
    },
    print: (instant, zone) => formats[0].print(instant, zone),
  }
  if (compiled.size < 1000) compiled.set(names, made)
  return made
}

function oneFormat(name: string): DatePattern {
  const found = NAMED[name] ?? compilePattern(PATTERNS[name] ?? name)
  if (found) return found
  throw illegal(
    `Invalid format: [${name}]: not a format that this engine knows. Named ones: ${[...Object.keys(NAMED), ...Object.keys(PATTERNS)].join(', ')}; or a pattern such as yyyy-MM-dd HH:mm:ss.`,
  )
}

/** ISO 8601, everything after the year optional; printed as `2026-11-20T13:00:00.000Z`. */
const iso: DatePattern = {
  parse(text, zone) {
    const found = ISO.exec(text)
    if (!found) return undefined
    const [, year, month, day, hour, minute, second, fraction, offset] = found
    const inZone = offset === undefined ? zone : zoneOf(offset)
    if (!inZone) return undefined
    const parts = [month, day, hour, minute, second].map((part) => (part === undefined ? undefined : +part))
    return isoSpan(Number(year), parts, fraction, inZone)
  },
  print: printIso,
}

const ISO =
  /^([+-]?\d{4,9})(?:-(\d\d)(?:-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/

function isoSpan(
  year: number,
  parts: readonly (number | undefined)[],
  fraction: string | undefined,
  zone: Zone,
): Span | undefined {
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  const start: Calendar = [year, month - 1, day, hour, minute, second]
  if (!sound(start)) return undefined
  if (fraction !== undefined) {
    const instant = toInstant(utcMillis(start, Number(fraction.padEnd(3, '0').slice(0, 3))), zone)
    return { from: instant, to: instant }
  }
  const next = [...start] as [number, number, number, number, number, number]
  next[parts.findLastIndex((part) => part !== undefined) + 1] += 1
  return { from: toInstant(utcMillis(start), zone), to: toInstant(utcMillis(next), zone) - 1 }
}

function printIso(instant: number, zone: Zone): string {
  const local = new Date(toLocal(instant, zone))
  if (!Number.isFinite(local.getTime())) return String(instant)
  const text = local.toISOString().slice(0, -1)
  return zone === UTC ? `${text}Z` : `${text}${printOffset(instant, zone, ':')}`
}

function epoch(unit: number): DatePattern {
  return {
    parse(text) {
      if (!/^-?\d{1,16}(?:\.\d{1,9})?$/.test(text)) return undefined
      const from = Math.floor(Number(text) * unit)
      if (Math.abs(from) > 8.64e15) return undefined
      return { from, to: from }
    },
    print: (instant) => String(unit === 1 ? instant : Math.floor(instant / unit)),
  }
}

const NAMED: Readonly<Record<string, DatePattern>> = {
  strict_date_optional_time: iso,
  date_optional_time: iso,
  strict_date_optional_time_nanos: iso,
  iso8601: iso,
  epoch_millis: epoch(1),
  epoch_second: epoch(1000),
}

const STRICTABLE: Readonly<Record<string, string>> = {
  date: 'yyyy-MM-dd',
  date_hour: "yyyy-MM-dd'T'HH",
  date_hour_minute: "yyyy-MM-dd'T'HH:mm",
  date_hour_minute_second: "yyyy-MM-dd'T'HH:mm:ss",
  date_hour_minute_second_millis: "yyyy-MM-dd'T'HH:mm:ss.SSS",
  date_hour_minute_second_fraction: "yyyy-MM-dd'T'HH:mm:ss.SSS",
  date_time: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
  date_time_no_millis: "yyyy-MM-dd'T'HH:mm:ssXXX",
  hour: 'HH',
  hour_minute: 'HH:mm',
  hour_minute_second: 'HH:mm:ss',
  year: 'yyyy',
  year_month: 'yyyy-MM',
  year_month_day: 'yyyy-MM-dd',
}

const PATTERNS: Readonly<Record<string, string>> = {
  ...STRICTABLE,
  ...Object.fromEntries(Object.entries(STRICTABLE).map(([name, pattern]) => [`strict_${name}`, pattern])),
  basic_date: 'yyyyMMdd',
  basic_date_time: "yyyyMMdd'T'HHmmss.SSSXX",
  basic_date_time_no_millis: "yyyyMMdd'T'HHmmssXX",
}
