/**
 * Finding bytes four at a time. `w ^ pattern` has a zero byte where the text has the byte sought;
 * `(w - 0x01010101) & ~w & 0x80808080` marks zero bytes, exactly so up to and with the lowest one.
 * Callers guarantee that four bytes may be read at any place before `end` (see batch-text.ts).
 */
const ONES = 0x01010101
const HIGH = 0x80808080 | 0
const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c

/** Four copies of a byte in a word. */
export function fourOf(byte: number): number {
  return Math.imul(byte, ONES)
}

/** Place of the first byte of `pattern` (see `fourOf`) in [from, end), or -1. */
export function findByte(view: DataView, from: number, end: number, pattern: number): number {
  for (let at = from; at < end; at += 4) {
    const word = view.getInt32(at, true) ^ pattern
    const marks = (word - ONES) & ~word & HIGH
    if (marks !== 0) {
      const found = at + ((31 - Math.clz32(marks & -marks)) >>> 3)
      return found < end ? found : -1
    }
  }
  return -1
}

/** Place of the first `"` in [from, end) that no backslash escapes, or -1. */
export function findQuote(view: DataView, from: number, end: number): number {
  let at = from
  while (at < end) {
    const word = view.getInt32(at, true)
    const quotes = word ^ QUOTES
    const slashes = word ^ BACKSLASHES
    const marks = (((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes)) & HIGH
    if (marks === 0) {
      at += 4
      continue
    }
    const found = at + ((31 - Math.clz32(marks & -marks)) >>> 3)
    if (found >= end) return -1
    if (view.getUint8(found) === 0x22) return found
    at = found + 2
  }
  return -1
}

/** True when `literal` stands at `at` and ends before `end`. */
export function standsAt(bytes: Uint8Array, at: number, end: number, literal: Uint8Array): boolean {
  if (at + literal.length > end) return false
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false
  return true
}

/** A decimal such as `-0.25` or `1e-3` in [from, to), or NaN. */
export function decimalNumber(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  const negative = bytes[at] === 45
  if (negative || bytes[at] === 43) at++
  if (at >= to || to - at > 32) return Number.NaN
  let mantissa = 0
  let scale = 1
  let point = false
  let digits = 0
  for (; at < to; at++) {
    const byte = bytes[at]
    if (byte === 46 && !point) {
      point = true
      continue
    }
    const digit = byte - 48
    if (digit < 0 || digit > 9) return exponential(bytes, from, to)
    digits++
    mantissa = mantissa * 10 + digit
    if (point) scale *= 10
  }
  if (digits === 0) return Number.NaN
  const value = mantissa / scale
  return negative ? -value : value
}

/** Slow path: numbers with an exponent, which only JSON writes. */
function exponential(bytes: Uint8Array, from: number, to: number): number {
  const text = String.fromCharCode(...bytes.subarray(from, to))
  return /^[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN
}
