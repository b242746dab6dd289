import {
  type BooleanColumn,
  type Column,
  type GeoColumn,
  NONE,
  type NumberColumn,
  type TextColumn,
} from './document.ts'

/** Writes one field of a row (or nothing) and answers where it stopped. */
export interface Part {
  /** Bytes that all rows together need at most. */
  readonly size: number
  write(out: Uint8Array, at: number, row: number): number
}

export const [OPEN, CLOSE, NEWLINE] = [0x7b, 0x7d, 0x0a]
const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const HEX = bytesOf('0123456789abcdef')
/** The longest number that JavaScript prints, `-1.2345678901234567e-300`, with room to spare. */
const NUMBER_SIZE = 26
/** Up to so many bytes a loop beats `set`. */
const SHORT = 64

/** Answers a part of size 0 when no row has a value. */
export function columnPart(column: Column, rows: number): Part {
  switch (column.type) {
    case 'keyword':
    case 'text':
    case 'ip':
      return textPart(column, rows)
    case 'boolean':
      return booleanPart(column, rows)
    case 'geo_point':
      return geoPart(column, rows)
    case 'date':
      return datePart(column, rows)
    default:
      return numberPart(column, rows)
  }
}

function textPart({ name, bytes: given, starts, ends }: TextColumn, rows: number): Part {
  const bytes = plain(given)
  const head = bytesOf(`,${JSON.stringify(name)}:"`)
  let size = 0
  let clean = true
  for (let row = 0; row < rows; row++) {
    if (starts[row] === NONE) continue
    const escaped = escapedSize(bytes, starts[row], ends[row])
    if (escaped > ends[row] - starts[row]) clean = false
    size += head.length + 1 + escaped
  }
  const write = (out: Uint8Array, start: number, row: number) => {
    if (starts[row] === NONE) return start
    const end = ends[row]
    const at = copy(out, start, head)
    const stop = clean
      ? copyText(out, at, bytes, starts[row], end)
      : escapeText(out, at, bytes, starts[row], end)
    out[stop] = QUOTE
    return stop + 1
  }
  return { size, write }
}

function copyText(out: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  if (end - start > SHORT) out.set(bytes.subarray(start, end), at)
  else for (let i = start; i < end; i++) out[at + i - start] = bytes[i]
  return at + end - start
}

function escapeText(out: Uint8Array, start: number, bytes: Uint8Array, from: number, end: number): number {
  let at = start
  for (let i = from; i < end; i++) {
    const byte = bytes[i]
    if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) at = escapeByte(out, at, byte)
    else out[at++] = byte
  }
  return at
}

function escapedSize(bytes: Uint8Array, start: number, end: number): number {
  let size = end - start
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (byte < 0x20) size += 5
    else if (byte === QUOTE || byte === BACKSLASH) size++
  }
  return size
}

/** RFC 8259, section 7: quote, backslash and control characters; everything else stands as it is. */
function escapeByte(out: Uint8Array, start: number, byte: number): number {
  let at = start
  out[at++] = BACKSLASH
  const short = byte >= 0x20 ? byte : SHORT_ESCAPES[byte]
  if (short) {
    out[at++] = short
    return at
  }
  out[at++] = 0x75
  out[at++] = 0x30
  out[at++] = 0x30
  out[at++] = HEX[byte >> 4]
  out[at++] = HEX[byte & 15]
  return at
}

const SHORT_ESCAPES = new Uint8Array(0x20)
for (const [byte, letter] of [
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [12, 'f'],
  [13, 'r'],
] as const) {
  SHORT_ESCAPES[byte] = letter.charCodeAt(0)
}

function numberPart({ name, values }: NumberColumn, rows: number): Part {
  const head = bytesOf(`,${JSON.stringify(name)}:`)
  const write = (out: Uint8Array, at: number, row: number) => {
    const value = values[row]
    return Number.isFinite(value) ? writeNumber(out, copy(out, at, head), value) : at
  }
  return { size: countValues(values, rows) * (head.length + NUMBER_SIZE), write }
}

function writeNumber(out: Uint8Array, at: number, value: number): number {
  if (value >= 0 && value <= 0x7fffffff) {
    const whole = value | 0
    if (whole === value) return writeDigits(out, at, whole)
    // Durations have at most three decimals. Both the quotient and the printed form are the double nearest to
    // the decimal number, so that equality here means that the printed form reads back as the same value.
    const thousandths = Math.round(value * 1000)
    if (thousandths / 1000 === value && thousandths <= 0x7fffffff) {
      return writeThousandths(out, at, thousandths)
    }
  }
  const text = JSON.stringify(value)
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i)
  return at + text.length
}

function writeThousandths(out: Uint8Array, start: number, thousandths: number): number {
  const whole = (thousandths / 1000) | 0
  const rest = thousandths - whole * 1000
  const tenths = (rest / 100) | 0
  const hundredths = ((rest / 10) | 0) - tenths * 10
  const last = rest - tenths * 100 - hundredths * 10
  const at = writeDigits(out, start, whole)
  out[at] = 0x2e
  out[at + 1] = 0x30 + tenths
  if (hundredths === 0 && last === 0) return at + 2
  out[at + 2] = 0x30 + hundredths
  if (last === 0) return at + 3
  out[at + 3] = 0x30 + last
  return at + 4
}

/** `value`: a whole number from 0 to 2^31 - 1. */
function writeDigits(out: Uint8Array, at: number, value: number): number {
  let digits = 1
  for (let left = value; left >= 10; left = (left / 10) | 0) digits++
  let left = value
  for (let i = at + digits - 1; i >= at; i--) {
    const rest = (left / 10) | 0
    out[i] = 0x30 + left - rest * 10
    left = rest
  }
  return at + digits
}

function datePart({ name, values }: NumberColumn, rows: number): Part {
  const field = `,${JSON.stringify(name)}:"`
  let second = Number.NaN
  let head = bytesOf('')
  const write = (out: Uint8Array, start: number, row: number) => {
    const value = values[row]
    if (!(Math.abs(value) <= LAST_DATE)) return start
    const here = Math.floor(value / 1000)
    if (here !== second) {
      second = here
      head = bytesOf(`${field}${new Date(here * 1000).toISOString().slice(0, -4)}`)
    }
    const at = copy(out, start, head)
    const millis = Math.floor(value - here * 1000)
    out[at] = 0x30 + ((millis / 100) | 0)
    out[at + 1] = 0x30 + (((millis / 10) | 0) % 10)
    out[at + 2] = 0x30 + (millis % 10)
    out[at + 3] = 0x5a
    out[at + 4] = QUOTE
    return at + 5
  }
  return { size: countValues(values, rows) * (field.length + 29), write }
}

/** The last instant that an ISO 8601 date of JavaScript can tell, ms (ECMA-262, 21.4.1.1). */
const LAST_DATE = 8.64e15

function booleanPart({ name, values }: BooleanColumn, rows: number): Part {
  const words = [false, true].map((value) => bytesOf(`,${JSON.stringify(name)}:${value}`))
  let size = 0
  for (let row = 0; row < rows; row++) if (values[row] < 2) size += words[values[row]].length
  const write = (out: Uint8Array, at: number, row: number) =>
    values[row] < 2 ? copy(out, at, words[values[row]]) : at
  return { size, write }
}

function geoPart({ name, lat, lon }: GeoColumn, rows: number): Part {
  const head = bytesOf(`,${JSON.stringify(name)}:{"lat":`)
  const middle = bytesOf(',"lon":')
  const write = (out: Uint8Array, start: number, row: number) => {
    if (!Number.isFinite(lat[row]) || !Number.isFinite(lon[row])) return start
    let at = writeNumber(out, copy(out, start, head), lat[row])
    at = writeNumber(out, copy(out, at, middle), lon[row])
    out[at] = CLOSE
    return at + 1
  }
  return { size: countValues(lat, rows) * (head.length + middle.length + 2 * NUMBER_SIZE + 1), write }
}

function countValues(values: Float64Array, rows: number): number {
  let count = 0
  for (let row = 0; row < rows; row++) if (Number.isFinite(values[row])) count++
  return count
}

function copy(out: Uint8Array, at: number, piece: Uint8Array): number {
  for (let i = 0; i < piece.length; i++) out[at + i] = piece[i]
  return at + piece.length
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Not zeroed, and never a `Buffer`: one class of array in every loop is worth 0.2 µs a row. */
export function memory(size: number): Uint8Array {
  return plain(Buffer.allocUnsafeSlow(size))
}

function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
