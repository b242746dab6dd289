import type { Caller } from '../../../record/index.ts'
import { shardNotFound } from '../errors.ts'
import type { ShardDescription, StreamDescription } from '../ports.ts'
import type { StreamAddress } from '../shapes.ts'

/** Shard indexes are 32-bit. */
const LAST_INDEX = 2 ** 31 - 1

/**
 * Kinesis looks at the number after the hyphen alone: `shardId-000000000005`, `shard-5`, and `5` are the same shard.
 * Refuses what has no such number, even before it looks for the stream.
 */
export function wholeShardId(given: string, stream: string, { account }: Caller): string {
  const digits = given.split('-')[1] || given
  const index = /^\d+$/.test(digits) ? Number(digits) : Number.NaN
  if (!(index <= LAST_INDEX)) throw shardNotFound(given, stream, account)
  return `shardId-${String(index).padStart(12, '0')}`
}

export function shardOf(stream: StreamDescription, id: string, { account }: Caller): ShardDescription {
  const shard = stream.shards.find((each) => each.id === id)
  if (!shard) throw shardNotFound(id, stream.name, account)
  return shard
}

/** The stream's name as the request gives it, for a sentence; it need not exist. */
export function namedStream({ StreamName, StreamARN }: StreamAddress): string {
  return StreamName ?? StreamARN?.slice(StreamARN.indexOf('/') + 1) ?? ''
}
