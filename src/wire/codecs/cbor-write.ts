// The grammar is in cbor-read.ts. Lengths are always known here; numbers take the shortest form that keeps them.

import { valueOfDouble } from './double.ts'

const EPOCH = Symbol('seconds since 1970')

/** A time under tag 1. */
export const epochTag = (date: Date) => ({ [EPOCH]: date.getTime() / 1000 })

interface Writer {
  bytes: Buffer
  at: number
}

/**
 * A tree of plain objects, arrays, strings, numbers, booleans, bytes, `double`s and `epochTag`s; what is undefined is
 * left out.
 */
export function writeCbor(tree: unknown): Buffer {
  const writer: Writer = { bytes: Buffer.allocUnsafe(1024), at: 0 }
  writeItem(writer, tree)
  return writer.bytes.subarray(0, writer.at)
}

function writeItem(writer: Writer, value: unknown) {
  switch (typeof value) {
    case 'string':
      return writeText(writer, value)
    case 'number':
      return writeNumber(writer, value)
    case 'boolean':
      return writeByte(writer, value ? 0xf5 : 0xf4)
    case 'object':
      if (value === null) return writeByte(writer, 0xf6)
      if (value instanceof Uint8Array) return writeBytes(writer, value)
      if (Array.isArray(value)) return writeArray(writer, value)
      return EPOCH in value ? writeTime(writer, value[EPOCH] as number) : writeObject(writer, value)
    default:
      throw new TypeError(`CBOR has no place for a ${typeof value}`)
  }
}

function writeArray(writer: Writer, list: readonly unknown[]) {
  writeHead(writer, 4, list.length)
  for (const item of list) writeItem(writer, item ?? null)
}

function writeObject(writer: Writer, value: object) {
  const number = valueOfDouble(value)
  if (number === undefined) writeMap(writer, value)
  else writeDouble(writer, number)
}

function writeMap(writer: Writer, map: object) {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined)
  writeHead(writer, 5, entries.length)
  for (const [key, value] of entries) {
    writeText(writer, key)
    writeItem(writer, value)
  }
}

function writeTime(writer: Writer, seconds: number) {
  writeHead(writer, 6, 1)
  writeNumber(writer, seconds)
}

function writeNumber(writer: Writer, value: number) {
  if (Number.isSafeInteger(value)) {
    if (value >= 0) writeHead(writer, 0, value)
    else writeHead(writer, 1, -1 - value)
    return
  }
  writeDouble(writer, value)
}

function writeDouble(writer: Writer, value: number) {
  writeByte(writer, 0xfb)
  reserve(writer, 8)
  writer.at = writer.bytes.writeDoubleBE(value, writer.at)
}

function writeText(writer: Writer, text: string) {
  const length = Buffer.byteLength(text)
  writeHead(writer, 3, length)
  reserve(writer, length)
  writer.at += writer.bytes.write(text, writer.at)
}

function writeBytes(writer: Writer, bytes: Uint8Array) {
  writeHead(writer, 2, bytes.length)
  reserve(writer, bytes.length)
  writer.bytes.set(bytes, writer.at)
  writer.at += bytes.length
}

function writeHead(writer: Writer, major: number, argument: number) {
  if (argument < 24) return writeByte(writer, (major << 5) | argument)
  const power = argument < 2 ** 8 ? 0 : argument < 2 ** 16 ? 1 : argument < 2 ** 32 ? 2 : 3
  writeByte(writer, (major << 5) | (24 + power))
  reserve(writer, 8)
  const { bytes, at } = writer
  writer.at =
    power === 3 ? bytes.writeBigUInt64BE(BigInt(argument), at) : bytes.writeUIntBE(argument, at, 1 << power)
}

function writeByte(writer: Writer, byte: number) {
  reserve(writer, 1)
  writer.bytes[writer.at] = byte
  writer.at += 1
}

function reserve(writer: Writer, more: number) {
  const { bytes, at } = writer
  if (at + more <= bytes.length) return
  writer.bytes = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + more))
  bytes.copy(writer.bytes, 0, 0, at)
}
