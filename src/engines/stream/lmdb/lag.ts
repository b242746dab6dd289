import type { Lag, Position } from '../../../stages/stream/ports.ts'
import type { Reader } from './reader.ts'
import type { ShardState, StreamState } from './stream-state.ts'

/** How far `position` is behind the end of the stream; a shard it doesn't name counts from its oldest record. */
export function lagBehind(stream: StreamState, position: Position, reader: Reader, now: number): Lag {
  const lags = stream.shards.map((shard) => lagInShard(stream, shard, position[shard.id] ?? 0, reader, now))
  return {
    records: lags.reduce((sum, { records }) => sum + records, 0),
    millis: Math.max(...lags.map(({ millis }) => millis)),
  }
}

function lagInShard(stream: StreamState, shard: ShardState, acked: number, reader: Reader, now: number): Lag {
  const from = Math.max(acked, shard.first)
  const records = Math.max(0, shard.next - from)
  if (records === 0) return { records, millis: 0 }
  const oldest = reader.entryAt(stream, shard, from)?.oldest ?? now
  return { records, millis: Math.max(0, now - oldest) }
}
