/*
 * strict_date_optional_time = yyyy[-MM[-dd[T[HH[:mm[:ss[.fraction]]]][zone]]]]
 * and for dynamic mapping also yyyy/MM/dd[ HH:mm:ss][ zone].
 * zone = Z | ±HH[[:]mm]. Without one the time is UTC.
 */
const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?$/
const SLASHED = /^(\d{4})\/(\d\d)\/(\d\d)(?: (\d\d):(\d\d):(\d\d)())?(?: (Z|[+-]\d\d(?::?\d\d)?))?$/

/** ms since 1970 of a text in a date field's default formats (with `epoch_millis`); undefined if it is none. */
export function parseDate(text: string): number | undefined {
  const parts = ISO.exec(text) ?? SLASHED.exec(text)
  if (parts) return instantOf(parts)
  return /^-?\d{5,16}$/.test(text) ? Number(text) : undefined
}

/** Whether dynamic mapping takes a text for a date: only with a sign that a plain number or word lacks. */
export function looksLikeDate(text: string): boolean {
  return (
    /[-:/]/.test(text) &&
    text.length <= 40 &&
    (ISO.test(text) || SLASHED.test(text)) &&
    parseDate(text) !== undefined
  )
}

function instantOf(parts: RegExpExecArray): number | undefined {
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone] =
    parts
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3))
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    millis,
  )
  // Date.UTC lets 30 February and 25 o'clock run over; a date must come back as it went in.
  const back = new Date(utc)
  if (Number(year) < 100) return undefined
  if (back.getUTCMonth() + 1 !== Number(month) || back.getUTCDate() !== Number(day)) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  return utc - zoneMillis(zone)
}

function zoneMillis(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (zone[0] === '-' ? -minutes : minutes) * 60_000
}
