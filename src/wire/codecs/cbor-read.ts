import { malformed } from '../malformed.ts'

// RFC 8949, as far as AWS's protocols use it:
//   item   = head payload      head = major(3 bits) info(5 bits) [argument 1, 2, 4 or 8 bytes, big-endian]
//   major  0 unsigned  1 negative  2 bytes  3 text  4 array  5 map  6 tag  7 simple or float
//   info   0–23 the argument itself  24–27 its size follows  31 indefinite length, until the break byte 0xff
// Tags: 1 (time) is left to the shape, 2 and 3 (big integers) and 4 (decimals) become numbers, others are passed over.

const MAX_DEPTH = 64
/** As in json-text.ts: a list of empty lists costs thirty times its bytes. */
const MAX_ITEMS = 1_000_000
const BREAK = 0xff

/** One item that fills the whole buffer. Objects come without a prototype. Throws `ServiceError`. */
export function readCbor(bytes: Buffer): unknown {
  const reader: Reader = { bytes, at: 0, depth: 0, items: 0 }
  try {
    const value = readItem(reader)
    if (reader.at !== bytes.length) throw malformed()
    return value
  } catch (error) {
    // Reading beyond the end is node's RangeError.
    throw error instanceof RangeError ? malformed() : error
  }
}

interface Reader {
  readonly bytes: Buffer
  at: number
  depth: number
  items: number
}

function readItem(reader: Reader): unknown {
  reader.items += 1
  if (reader.items > MAX_ITEMS) throw malformed()
  const head = reader.bytes.readUInt8(reader.at)
  reader.at += 1
  const major = head >> 5
  const info = head & 31
  if (major === 7) return readSimple(reader, info)
  if (info === 31) return readIndefinite(reader, major)
  const argument = readArgument(reader, info)
  switch (major) {
    case 0:
      return argument
    case 1:
      return -1 - argument
    case 2:
      return take(reader, argument)
    case 3:
      return textOf(take(reader, argument))
    case 4:
      return nested(reader, () => readArray(reader, argument))
    case 5:
      return nested(reader, () => readMap(reader, argument))
    default:
      return nested(reader, () => readTagged(reader, argument))
  }
}

function readArgument(reader: Reader, info: number): number {
  const { bytes, at } = reader
  if (info < 24) return info
  if (info > 27) throw malformed()
  const size = 1 << (info - 24)
  reader.at += size
  if (size === 8) return Number(bytes.readBigUInt64BE(at))
  return bytes.readUIntBE(at, size)
}

/** Bounds are looked at before anything is allocated: a length is only the sender's word. */
function take(reader: Reader, length: number): Buffer {
  const end = reader.at + length
  if (end > reader.bytes.length) throw malformed()
  const taken = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return taken
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString()
  // U+FFFD stands for what was no UTF-8, unless it was sent.
  if (text.includes('\ufffd') && Buffer.byteLength(text) !== bytes.length) throw malformed()
  return text
}

function nested<T>(reader: Reader, read: () => T): T {
  reader.depth += 1
  if (reader.depth > MAX_DEPTH) throw malformed()
  const value = read()
  reader.depth -= 1
  return value
}

function readArray(reader: Reader, count: number): unknown[] {
  // Every element takes a byte at least.
  if (count > reader.bytes.length - reader.at) throw malformed()
  const list: unknown[] = []
  for (let i = 0; i < count; i += 1) list.push(readItem(reader))
  return list
}

function readMap(reader: Reader, count: number): Record<string, unknown> {
  if (count > reader.bytes.length - reader.at) throw malformed()
  const map: Record<string, unknown> = Object.create(null)
  for (let i = 0; i < count; i += 1) readEntry(reader, map)
  return map
}

function readEntry(reader: Reader, map: Record<string, unknown>) {
  const key = readItem(reader)
  if (typeof key !== 'string') throw malformed()
  map[key] = readItem(reader)
}

function readIndefinite(reader: Reader, major: number): unknown {
  const atBreak = () => {
    const found = reader.bytes.readUInt8(reader.at) === BREAK
    if (found) reader.at += 1
    return found
  }
  if (major === 4) {
    return nested(reader, () => {
      const list: unknown[] = []
      while (!atBreak()) list.push(readItem(reader))
      return list
    })
  }
  if (major === 5) {
    return nested(reader, () => {
      const map: Record<string, unknown> = Object.create(null)
      while (!atBreak()) readEntry(reader, map)
      return map
    })
  }
  if (major !== 2 && major !== 3) throw malformed()
  const pieces: Buffer[] = []
  while (!atBreak()) pieces.push(readPiece(reader, major))
  const whole = Buffer.concat(pieces)
  return major === 2 ? whole : textOf(whole)
}

/** A piece of a text or of bytes in pieces: of the same kind, and itself of a known length. */
function readPiece(reader: Reader, major: number): Buffer {
  const head = reader.bytes.readUInt8(reader.at)
  if (head >> 5 !== major || (head & 31) === 31) throw malformed()
  reader.at += 1
  return take(reader, readArgument(reader, head & 31))
}

function readTagged(reader: Reader, tag: number): unknown {
  const value = readItem(reader)
  if (tag === 2 || tag === 3) {
    if (!(value instanceof Uint8Array) || value.length > 16) throw malformed()
    const magnitude = value.length === 0 ? 0 : Number(`0x${Buffer.from(value).toString('hex')}`)
    return tag === 2 ? magnitude : -1 - magnitude
  }
  if (tag === 4) {
    if (!Array.isArray(value) || typeof value[0] !== 'number' || typeof value[1] !== 'number')
      throw malformed()
    return Number(`${value[1]}e${value[0]}`)
  }
  return value
}

function readSimple(reader: Reader, info: number): unknown {
  const { bytes, at } = reader
  switch (info) {
    case 20:
      return false
    case 21:
      return true
    case 22:
    case 23:
      return null
    case 25:
      reader.at += 2
      return halfFloat(bytes.readUInt16BE(at))
    case 26:
      reader.at += 4
      return bytes.readFloatBE(at)
    case 27:
      reader.at += 8
      return bytes.readDoubleBE(at)
    default:
      throw malformed()
  }
}

/** 1 sign bit, 5 of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 0x3ff
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}
