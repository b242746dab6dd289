import { bucketIndex, bucketValue, type Distribution, type Statistic } from '../../../record/index.ts'
import type { PointRun } from '../../../stages/metrics/ports.ts'

/**
 * How points lie on disk, little endian:
 *
 *     run          := points:u32  times:u32×points (seconds)  sums:f64×points  counts  minima  maxima  distribution×points
 *     distribution := 0xff                                      none is known
 *                   | level:u8  pairs:varint  pair×pairs
 *     pair         := (value:f64 | code:varint)  count          value at level 0, else the bucket's code
 *     code         := 0 for zero | 1 + 2 × zigzag(bucket index) + (1 when negative)
 *     count        := varint of count + 1 when it is whole | 0 f64
 */
const NONE = 0xff
const HEAD = 4
const COLUMNS = 4

export interface StoredPoint {
  /** Seconds since 1970. */
  readonly second: number
  readonly statistic: Statistic
}

export function encodePoints(points: readonly StoredPoint[]): Uint8Array {
  const fixed = HEAD + points.length * (4 + COLUMNS * 8)
  const out = createWriter(
    fixed + points.reduce((sum, { statistic }) => sum + mostBytes(statistic.values), 0),
  )
  out.view.setUint32(0, points.length, true)
  points.forEach(({ second }, at) => {
    out.view.setUint32(HEAD + 4 * at, second, true)
  })
  const column = (index: number, of: (statistic: Statistic) => number) => {
    const start = HEAD + points.length * (4 + index * 8)
    points.forEach(({ statistic }, at) => {
      out.view.setFloat64(start + 8 * at, of(statistic), true)
    })
  }
  column(0, ({ sum }) => sum)
  column(1, ({ count }) => count)
  column(2, ({ minimum }) => minimum)
  column(3, ({ maximum }) => maximum)
  out.at = fixed
  for (const { statistic } of points) writeDistribution(out, statistic.values)
  return out.bytes.subarray(0, out.at)
}

export function decodeRun(bytes: Uint8Array, wantsValues: boolean): PointRun {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const points = view.getUint32(0, true)
  const times = new Float64Array(points)
  for (let at = 0; at < points; at++) times[at] = view.getUint32(HEAD + 4 * at, true) * 1000
  // One copy for all columns, as they begin at any byte; every platform of Node's is little endian.
  const copy = new Float64Array(COLUMNS * points)
  const from = bytes.byteOffset + HEAD + 4 * points
  new Uint8Array(copy.buffer).set(new Uint8Array(bytes.buffer, from, copy.byteLength))
  const column = (index: number) => copy.subarray(index * points, (index + 1) * points)
  const columns = { sums: column(0), counts: column(1), minima: column(2), maxima: column(3) }
  if (!wantsValues) return { times, ...columns }
  const reader: Reader = { bytes, view, at: HEAD + points * (4 + COLUMNS * 8) }
  return { times, ...columns, values: Array.from(times, () => readDistribution(reader)) }
}

export function decodePoints(bytes: Uint8Array): StoredPoint[] {
  const { times, sums, counts, minima, maxima, values = [] } = decodeRun(bytes, true)
  return Array.from(times, (time, at) => ({
    second: time / 1000,
    statistic: {
      ...{ sum: sums[at], count: counts[at], minimum: minima[at], maximum: maxima[at] },
      ...(values[at] ? { values: values[at] } : {}),
    },
  }))
}

interface Writer {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
}

function createWriter(size: number): Writer {
  const bytes = new Uint8Array(size)
  return { bytes, view: new DataView(bytes.buffer), at: 0 }
}

/** A value or code takes 8 bytes at most, a whole count 8, another one 9. */
function mostBytes(values: Distribution | undefined): number {
  return 1 + (values ? 5 + values.counts.size * 17 : 0)
}

function writeDistribution(out: Writer, values: Distribution | undefined) {
  if (!values) {
    out.bytes[out.at++] = NONE
    return
  }
  const { level, counts } = values
  out.bytes[out.at++] = level
  writeVarint(out, counts.size)
  // In order, as who reads percentiles sorts them: what is sorted already is sorted quickly.
  for (const [value, count] of [...counts].sort(([one], [two]) => one - two)) {
    if (level === 0) writeFloat(out, value)
    else writeVarint(out, codeOf(value, level))
    if (Number.isInteger(count) && count < 2 ** 50) writeVarint(out, count + 1)
    else {
      writeVarint(out, 0)
      writeFloat(out, count)
    }
  }
}

interface Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
}

function readDistribution(from: Reader): Distribution | undefined {
  const level = from.bytes[from.at++]
  if (level === NONE) return undefined
  const counts = new Map<number, number>()
  for (let left = readVarint(from); left > 0; left--) {
    const value = level === 0 ? readFloat(from) : codedValue(readVarint(from), level)
    const whole = readVarint(from)
    counts.set(value, whole > 0 ? whole - 1 : readFloat(from))
  }
  return { level, counts }
}

function codeOf(value: number, level: number): number {
  if (value === 0) return 0
  const index = bucketIndex(Math.abs(value), level)
  return 1 + 2 * (index < 0 ? -2 * index - 1 : 2 * index) + (value < 0 ? 1 : 0)
}

function codedValue(code: number, level: number): number {
  if (code === 0) return 0
  const zigzag = (code - 1) >>> 1
  const value = bucketValue(zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2, level)
  return (code - 1) % 2 === 1 ? -value : value
}

function writeVarint(out: Writer, value: number) {
  let rest = value
  while (rest >= 0x80) {
    out.bytes[out.at++] = (rest % 0x80) + 0x80
    rest = Math.floor(rest / 0x80)
  }
  out.bytes[out.at++] = rest
}

function readVarint(from: Reader): number {
  let value = 0
  for (let factor = 1; ; factor *= 0x80) {
    const byte = from.bytes[from.at++]
    value += (byte % 0x80) * factor
    if (byte < 0x80) return value
  }
}

function writeFloat(out: Writer, value: number) {
  out.view.setFloat64(out.at, value, true)
  out.at += 8
}

function readFloat(from: Reader): number {
  from.at += 8
  return from.view.getFloat64(from.at - 8, true)
}
