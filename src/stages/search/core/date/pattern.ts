import { type Calendar, toInstant, toLocal, utcMillis, type Zone, zoneOf } from './zone.ts'

/**
 * Date patterns in Java's letters, both ways. Served letters: `y u M d H h m s S a E Z X x z V`, text in
 * quotes, any punctuation. A pattern with another letter is none of ours: `compilePattern` answers undefined.
 */
export interface DatePattern {
  /** First and last millisecond that the text can mean, or undefined if it does not fit. */
  parse(text: string, zone: Zone): Span | undefined
  print(instant: number, zone: Zone): string
}

export interface Span {
  readonly from: number
  readonly to: number
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const FULL_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A run of one letter, e.g. `yyyy`, or literal text. */
interface Piece {
  readonly letter?: string
  readonly width: number
  readonly literal: string
}

export function compilePattern(pattern: string): DatePattern | undefined {
  const pieces = cut(pattern)
  if (!pieces) return undefined
  const regexp = new RegExp(`^${pieces.map(source).join('')}$`, 'u')
  const letters = pieces.filter((piece) => piece.letter !== undefined)
  return {
    parse(text, zone) {
      const found = regexp.exec(text)
      return found ? spanOf(letters, found.slice(1), zone) : undefined
    },
    print: (instant, zone) => pieces.map((piece) => show(piece, instant, zone)).join(''),
  }
}

function cut(pattern: string): readonly Piece[] | undefined {
  const pieces: Piece[] = []
  for (const [run] of pattern.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    if (run[0] === "'") {
      pieces.push({ width: 0, literal: run === "''" ? "'" : run.slice(1, -1).replaceAll("''", "'") })
    } else if (/[A-Za-z]/.test(run[0])) {
      if (!'yuMdHhmsSaEZXxzV'.includes(run[0])) return undefined
      pieces.push({ letter: run[0], width: run.length, literal: '' })
    } else pieces.push({ width: 0, literal: run })
  }
  return pieces.length > 0 && pieces.some((piece) => piece.letter) ? pieces : undefined
}

function source({ letter, width, literal }: Piece): string {
  if (letter === undefined) return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  if (letter === 'y' || letter === 'u') return width === 2 ? '(\\d{2})' : '(\\d{4})'
  if (letter === 'M' && width >= 3) return '([A-Za-z]+)'
  if (letter === 'S') return `(\\d{${width}})`
  if (letter === 'E') return '([A-Za-z]+)'
  if (letter === 'a') return '([AaPp][Mm])'
  if ('ZXx'.includes(letter)) return '(Z|[+-]\\d\\d(?::?\\d\\d)?)'
  if (letter === 'z' || letter === 'V') return '([A-Za-z][A-Za-z_/+-]*[A-Za-z0-9+-]*)'
  return width >= 2 ? `(\\d{${width}})` : '(\\d{1,2})'
}

function spanOf(letters: readonly Piece[], texts: readonly string[], zone: Zone): Span | undefined {
  const read: Partial<Record<string, number>> = {}
  let inZone: Zone | undefined = zone
  for (const [at, { letter, width }] of letters.entries()) {
    const text = texts[at]
    if (letter === 'y' || letter === 'u') read.y = Number(text) + (width === 2 ? 2000 : 0)
    else if (letter === 'M') read.M = width >= 3 ? monthOf(text) : Number(text)
    else if (letter === 'a') read.a = text.toLowerCase() === 'pm' ? 12 : 0
    else if (letter === 'S') read.S = Number(text.padEnd(3, '0').slice(0, 3))
    else if ('ZXxzV'.includes(letter!)) inZone = zoneOf(text)
    else if (letter !== 'E') read[letter!] = Number(text)
  }
  return inZone && toSpan(read, inZone)
}

function toSpan(read: Partial<Record<string, number>>, zone: Zone): Span | undefined {
  const { y = 1970, M = 1, d = 1, m = 0, s = 0 } = read
  const H = read.H ?? (read.h === undefined ? undefined : (read.h % 12) + (read.a ?? 0))
  const start: Calendar = [y, M - 1, d, H ?? 0, m, s]
  if (!sound(start)) return undefined
  const next = [...start] as [number, number, number, number, number, number]
  const finest = [1, read.M, read.d, H, read.m, read.s].findLastIndex((value) => value !== undefined)
  if (read.S !== undefined) {
    const instant = toInstant(utcMillis(start, read.S), zone)
    return { from: instant, to: instant }
  }
  next[finest] += 1
  return { from: toInstant(utcMillis(start), zone), to: toInstant(utcMillis(next), zone) - 1 }
}

/** Whether those numbers are a real day and time. */
export function sound([year, month, day, hour, minute, second]: Calendar): boolean {
  if (month < 0 || month > 11 || day < 1 || hour > 23 || minute > 59 || second > 59) return false
  return day <= new Date(utcMillis([year, month + 1, 0, 0, 0, 0])).getUTCDate()
}

function monthOf(text: string): number {
  return MONTHS.findIndex((name) => text.slice(0, 3).toLowerCase() === name.toLowerCase()) + 1
}

function show({ letter, width, literal }: Piece, instant: number, zone: Zone): string {
  if (letter === undefined) return literal
  const date = new Date(toLocal(instant, zone))
  const pad = (value: number) => String(value).padStart(width, '0')
  switch (letter) {
    case 'y':
    case 'u':
      return width === 2 ? String(date.getUTCFullYear() % 100).padStart(2, '0') : pad(date.getUTCFullYear())
    case 'M':
      if (width < 3) return pad(date.getUTCMonth() + 1)
      return (width === 3 ? MONTHS : FULL_MONTHS)[date.getUTCMonth()]
    case 'd':
      return pad(date.getUTCDate())
    case 'H':
      return pad(date.getUTCHours())
    case 'h':
      return pad(date.getUTCHours() % 12 || 12)
    case 'm':
      return pad(date.getUTCMinutes())
    case 's':
      return pad(date.getUTCSeconds())
    case 'S':
      return String(date.getUTCMilliseconds()).padStart(3, '0').padEnd(width, '0').slice(0, width)
    case 'a':
      return date.getUTCHours() < 12 ? 'AM' : 'PM'
    case 'E':
      return DAYS[date.getUTCDay()]
    case 'Z':
      return printOffset(instant, zone, '')
    case 'z':
    case 'V':
      return zone.name
    default:
      return printZone(instant, zone, width, letter)
  }
}

function printZone(instant: number, zone: Zone, width: number, letter: string): string {
  const millis = zone.offsetAt(instant)
  if (millis === 0 && letter === 'X') return 'Z'
  return width === 1 && millis % 3_600_000 === 0
    ? printOffset(instant, zone, '').slice(0, 3)
    : printOffset(instant, zone, width === 3 ? ':' : '')
}

/** `+02:00`. */
export function printOffset(instant: number, zone: Zone, colon: ':' | ''): string {
  const minutes = Math.round(zone.offsetAt(instant) / 60_000)
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`
}
