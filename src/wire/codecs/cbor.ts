import { malformed } from '../malformed.ts'
import { epochTag } from './cbor-write.ts'
import { double } from './double.ts'
import { mismatch, type TreeDialect } from './json-input.ts'
import type { OutputDialect } from './json-output.ts'
import { fromEpochMillis, fromEpochSeconds } from './timestamp.ts'

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

/**
 * Smithy's RPC v2: times are seconds under tag 1. Of all services CloudWatch alone speaks it, and its answers have no
 * numbers but doubles, which the SDK's schemas do not tell from integers: `3` is sent as 3.0.
 */
export const rpcInput: TreeDialect = { blob, timestamp: timeOf(fromEpochSeconds) }
export const rpcOutput: OutputDialect = {
  blob: (bytes) => bytes,
  timestamp: epochTag,
  number: double,
}
