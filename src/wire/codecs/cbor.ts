import { cbor, dateToTag } from '@smithy/core/cbor'
import { malformed } from '../malformed.ts'
import { mismatch, type TreeDialect } from './json-input.ts'
import type { OutputDialect } from './json-output.ts'
import { fromEpochMillis, fromEpochSeconds } from './timestamp.ts'

/** Reading is our own (cbor-read.ts): the SDK's reader trusts lengths that a sender made up. */
export const writeCbor = (tree: unknown): Uint8Array => cbor.serialize(tree)

const blob = (value: unknown) => {
  if (value instanceof Uint8Array) return value
  throw malformed(mismatch(value, 'a Blob'))
}

const timeOf = (read: (value: number) => Date) => (value: unknown) => {
  if (typeof value === 'number') return read(value)
  throw malformed(mismatch(value, 'milliseconds since epoch'))
}

/** Kinesis' own CBOR: times are whole milliseconds, tagged or not. */
export const kinesisInput: TreeDialect = { blob, timestamp: timeOf(fromEpochMillis) }
export const kinesisOutput: OutputDialect = {
  blob: (bytes) => bytes,
  timestamp: (date) => date.getTime(),
  number: (value) => value,
}

/** Smithy's RPC v2: times are seconds under tag 1. */
export const rpcInput: TreeDialect = { blob, timestamp: timeOf(fromEpochSeconds) }
export const rpcOutput: OutputDialect = {
  blob: (bytes) => bytes,
  timestamp: dateToTag,
  number: (value) => value,
}
