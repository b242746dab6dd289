import { FormatError, formatErrors } from '../../errors.ts'
import { digits, monthAt, utc, zoneMillis } from '../moments.ts'
import { encode } from '../utf8.ts'

type ReadMoment = (bytes: Uint8Array, from: number, to: number) => number

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millis: number
  afternoon: number
  zone: number
  epoch: number
}

/** Reads one token at `at`; answers where it ends, or -1. */
type Token = (bytes: Uint8Array, at: number, to: number, parts: Parts) => number

const expansions: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  c: '%a %b %e %H:%M:%S %Y',
  r: '%I:%M:%S %p',
}

const number =
  (width: number, set: (parts: Parts, value: number) => void): Token =>
  (bytes, at, to, parts) => {
    let start = at
    while (bytes[start] === 32 && start < at + width - 1) start++
    let end = start
    while (end < to && end < at + width && bytes[end] >= 48 && bytes[end] <= 57) end++
    if (end === start) return -1
    set(parts, digits(bytes, start, end - start))
    return end
  }

const letters: Token = (bytes, at, to) => {
  let end = at
  while (end < to && /[a-z]/i.test(String.fromCharCode(bytes[end]))) end++
  return end > at ? end : -1
}

const month: Token = (bytes, at, to, parts) => {
  parts.month = monthAt(bytes, at)
  return Number.isNaN(parts.month) ? -1 : letters(bytes, at, to, parts)
}

const zone: Token = (bytes, at, to, parts) => {
  const end = at + (bytes[at] === 90 ? 1 : bytes[at + 3] === 58 ? 6 : 5)
  parts.zone = end <= to ? zoneMillis(bytes, at, end) : Number.NaN
  return Number.isNaN(parts.zone) ? -1 : end
}

const tokens: Readonly<Record<string, Token>> = {
  Y: number(4, (parts, value) => (parts.year = value)),
  y: number(2, (parts, value) => (parts.year = value + (value < 70 ? 2000 : 1900))),
  m: number(2, (parts, value) => (parts.month = value - 1)),
  d: number(2, (parts, value) => (parts.day = value)),
  e: number(2, (parts, value) => (parts.day = value)),
  j: number(3, (parts, value) => Object.assign(parts, { month: 0, day: value })),
  H: number(2, (parts, value) => (parts.hour = value)),
  k: number(2, (parts, value) => (parts.hour = value)),
  I: number(2, (parts, value) => (parts.hour = value % 12)),
  l: number(2, (parts, value) => (parts.hour = value % 12)),
  M: number(2, (parts, value) => (parts.minute = value)),
  S: number(2, (parts, value) => (parts.second = value)),
  s: number(12, (parts, value) => (parts.epoch = value * 1000)),
  b: month,
  h: month,
  B: month,
  a: letters,
  A: letters,
  Z: letters,
  z: zone,
  p: (bytes, at, to, parts) => {
    parts.afternoon = bytes[at] === 80 || bytes[at] === 112 ? 12 : 0
    return letters(bytes, at, to, parts)
  },
}

/** Apache's own words beside strftime's. */
const words: Readonly<Record<string, Token>> = {
  sec: number(12, (parts, value) => (parts.epoch = value * 1000)),
  msec: number(15, (parts, value) => (parts.epoch = value)),
  usec: number(18, (parts, value) => (parts.epoch = Math.floor(value / 1000))),
  msec_frac: number(3, (parts, value) => (parts.millis = value)),
  usec_frac: number(6, (parts, value) => (parts.millis = Math.floor(value / 1000))),
}

/** One piece of a time: a format of strftime, or one of Apache's words. */
export type TimePiece = { readonly literal: string } | { readonly format: string; readonly at: number }

/** A reader for times in pieces, as `%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t`. A time without zone is UTC. */
export function compileMoment(pieces: readonly TimePiece[]): ReadMoment {
  const program = pieces.flatMap((piece) => ('literal' in piece ? [literal(piece.literal)] : tokensOf(piece)))
  return (bytes, from, to) => {
    const parts = { ...emptyParts }
    let at = from
    for (const token of program) {
      at = token(bytes, at, to, parts)
      if (at < 0 || at > to) return Number.NaN
    }
    return at === to ? millisOf(parts) : Number.NaN
  }
}

const emptyParts: Parts = {
  year: 1970,
  month: 0,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  millis: 0,
  afternoon: 0,
  zone: 0,
  epoch: Number.NaN,
}

function millisOf(parts: Parts): number {
  if (!Number.isNaN(parts.epoch)) return parts.epoch + parts.millis
  const day = parts.day > 31 ? parts.day - 1 : 0
  const hour = parts.hour + parts.afternoon
  const local = utc(parts.year, parts.month, parts.day - day, hour, parts.minute, parts.second)
  return local + day * 86_400_000 + parts.millis - parts.zone
}

function tokensOf(piece: { readonly format: string; readonly at: number }): Token[] {
  if (words[piece.format]) return [words[piece.format]]
  const format = piece.format.replace(/%[EO]?([TRDFcr])/g, (_whole, letter: string) => expansions[letter])
  const program: Token[] = []
  for (const part of format.match(/%[EO]?.|[^%]+|%$/gs) ?? []) {
    const token = part.startsWith('%') ? tokens[part.at(-1)!] : undefined
    if (part === '%%' || !part.startsWith('%')) program.push(literal(part.replace('%%', '%')))
    else if (token) program.push(token)
    else throw new FormatError(formatErrors.badTime(part, piece.at))
  }
  return program
}

function literal(text: string): Token {
  const wanted = encode(text)
  return (bytes, at) => (wanted.every((byte, i) => bytes[at + i] === byte) ? at + wanted.length : -1)
}
