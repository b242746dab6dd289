import type { Origin, RecordBatch } from '../../../record/index.ts'
import { batchWith, encodeKeys } from './batch-keys.ts'

/**
 * A stored batch. Numbers are in the machine's own byte order, as LMDB's pages are.
 *
 *   value  = head times ends keys header source bytes
 *   head   = version:u8 flags:u8 0:u16 count:u32 keysLength:u32 headerLength:u32 sourceLength:u32 bytesLength:u32
 *            firstTime:f64
 *   times  =                       when every record has firstTime
 *          | i32 × count           whole ms after firstTime         (flag DELTAS)
 *          | f64 × count           anything else                    (flag EXACT)
 *   ends   = u32 × count
 *   keys   = UTF-8                 one key that all records share
 *          | (length:u32 UTF-8) × count                             (flag KEYS, written by earlier versions)
 *          | length:u32 × count, UTF-8 end to end                   (flags KEYS and APART)
 *   header = UTF-8                                                  (flag HEADER)
 *   source = UTF-8                                                  (flag SOURCE)
 *   bytes  = the bodies, end to end; marked as encrypted              (flag ENCRYPTED)
 */
const HEAD = 32
const VERSION = 1
const DELTAS = 1
const EXACT = 2
const KEYS = 4
const HEADER = 8
const SOURCE = 16
const ENCRYPTED = 32
const APART = 64

export interface EncodedBatch {
  readonly value: Uint8Array
  /** The batch again, with its bodies and keys in that value: the pushed batch's memory is free to go. */
  kept(origin?: Origin): RecordBatch
}

export function encodeBatch(batch: RecordBatch): EncodedBatch {
  assertWhole(batch)
  const count = batch.ends.length
  const times = encodeTimes(batch.times)
  const keys = encodeKeys(batch.keys)
  const header = Buffer.from(batch.header ?? '')
  const source = Buffer.from(batch.source ?? '')
  const flags =
    times.flag |
    (batch.keys.length > 1 ? KEYS | APART : 0) |
    (batch.header === undefined ? 0 : HEADER) |
    (batch.source === undefined ? 0 : SOURCE) |
    (batch.encrypted ? ENCRYPTED : 0)
  const endsAt = HEAD + times.bytes.length
  const keysAt = endsAt + count * 4
  const headerAt = keysAt + keys.length
  const sourceAt = headerAt + header.length
  const bytesAt = sourceAt + source.length
  // allocUnsafeSlow: a buffer of its own, so that the numbers in it are aligned and it dies alone.
  const value = Buffer.allocUnsafeSlow(bytesAt + batch.bytes.length)
  value.set([VERSION, flags, 0, 0])
  const sizes = [count, keys.length, header.length, source.length, batch.bytes.length]
  new Uint32Array(value.buffer, 4, sizes.length).set(sizes)
  new Float64Array(value.buffer, 24, 1)[0] = batch.times[0] ?? 0
  value.set(times.bytes, HEAD)
  value.set(bytesOf(batch.ends), endsAt)
  value.set(keys, keysAt)
  value.set(header, headerAt)
  value.set(source, sourceAt)
  value.set(batch.bytes, bytesAt)
  return {
    value,
    kept(origin) {
      const { keys: _own, ...rest } = batch
      const fields = { ...rest, bytes: value.subarray(bytesAt), ...(origin ? { origin } : {}) }
      return batchWith(fields, value.subarray(keysAt, headerAt), keysFormat(flags))
    },
  }
}

/** The batch, its bodies a view into `value`, which must not change from now on. */
export function decodeBatch(value: Uint8Array, origin?: Origin): RecordBatch {
  const aligned = value.byteOffset % 8 === 0 ? value : Uint8Array.from(value)
  if (aligned.length < HEAD || aligned[0] !== VERSION) throw damaged(aligned)
  const { buffer, byteOffset } = aligned
  const flags = aligned[1]
  const [count, ...lengths] = new Uint32Array(buffer, byteOffset + 4, 5)
  const timesLength = flags & DELTAS ? count * 4 : flags & EXACT ? count * 8 : 0
  const endsAt = HEAD + timesLength
  const keysAt = endsAt + count * 4
  const [headerAt, sourceAt, bytesAt, end] = sums(keysAt, lengths)
  if (end !== aligned.length) throw damaged(aligned)
  const text = (from: number, to: number) => Buffer.from(buffer, byteOffset + from, to - from).toString()
  const fields = {
    bytes: aligned.subarray(bytesAt, end),
    ends: new Uint32Array(buffer, byteOffset + endsAt, count),
    times: decodeTimes(aligned, flags, count),
    ...(flags & HEADER ? { header: text(headerAt, sourceAt) } : {}),
    ...(flags & SOURCE ? { source: text(sourceAt, bytesAt) } : {}),
    ...(flags & ENCRYPTED ? { encrypted: true } : {}),
    ...(origin ? { origin } : {}),
  }
  return batchWith(fields, aligned.subarray(keysAt, headerAt), keysFormat(flags))
}

function encodeTimes(times: Float64Array): { flag: number; bytes: Uint8Array } {
  const first = times[0]
  let same = 0
  while (same < times.length && times[same] === first) same++
  if (same === times.length) return { flag: 0, bytes: new Uint8Array(0) }
  const deltas = new Int32Array(times.length)
  for (let i = same; i < times.length; i++) {
    deltas[i] = times[i] - first
    if (first + deltas[i] !== times[i]) return { flag: EXACT, bytes: bytesOf(times) }
  }
  return { flag: DELTAS, bytes: bytesOf(deltas) }
}

function decodeTimes(value: Uint8Array, flags: number, count: number): Float64Array {
  const at = value.byteOffset + HEAD
  if (flags & EXACT) return new Float64Array(value.buffer, at, count)
  const first = new Float64Array(value.buffer, value.byteOffset + 24, 1)[0]
  const times = new Float64Array(count).fill(first)
  if (flags & DELTAS) {
    const deltas = new Int32Array(value.buffer, at, count)
    for (let i = 0; i < count; i++) times[i] += deltas[i]
  }
  return times
}

function keysFormat(flags: number) {
  return flags & KEYS ? (flags & APART ? 'apart' : 'mixed') : 'one'
}

function sums(from: number, lengths: readonly number[]): number[] {
  let at = from
  return lengths.map((length) => {
    at += length
    return at
  })
}

function bytesOf(array: Uint32Array | Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function assertWhole({ bytes, ends, times, keys }: RecordBatch) {
  const count = ends.length
  const whole =
    times.length === count &&
    (keys.length === 1 || keys.length === count) &&
    (count === 0 ? 0 : ends[count - 1]) === bytes.length
  if (!whole) throw new TypeError('A record batch whose ends, times and keys do not match its bytes.')
}

function damaged(value: Uint8Array): Error {
  return new Error(`A stored batch of ${value.length} bytes is damaged or of a newer version of Tailrace.`)
}
