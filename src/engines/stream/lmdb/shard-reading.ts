import { countOf, sliceBatch } from '../../../record/index.ts'
import type { ShardRead } from '../../../stages/stream/ports.ts'
import type { Reader } from './reader.ts'
import { type ShardState, type StreamState, shardNamed } from './stream-state.ts'

/** Reading a shard without a consumer. */
export interface ShardReading {
  read(stream: StreamState, shard: string, counter: number, limits: ReadLimits): ShardRead
  counterAt(stream: StreamState, shard: string, time: number): number
  waitFor(stream: StreamState, shard: string, counter: number, signal: AbortSignal): Promise<void>
}

interface ReadLimits {
  readonly records: number
  readonly bytes: number
}

export function createShardReading(reader: Reader): ShardReading {
  return {
    read(stream, id, counter, limits) {
      const shard = shardNamed(stream, id)
      const from = Math.max(counter, shard.first)
      if (from >= shard.next) return { next: from }
      const { batch } = reader.read(stream, shard, from)
      const count = fitting(batch.ends, limits)
      return { batch: count < countOf(batch) ? sliceBatch(batch, 0, count) : batch, next: from + count }
    },
    counterAt: (stream, id, time) => counterAt(reader, stream, shardNamed(stream, id), time),
    async waitFor(stream, id, counter, signal) {
      const shard = shardNamed(stream, id)
      const idle = () => shard.next <= counter && shard.closedAt === undefined
      while (idle() && !stream.removed && !signal.aborted) await stream.bell.wait(signal)
    },
  }
}

/** Records within the limits, at least one. */
function fitting(ends: Uint32Array, { records, bytes }: ReadLimits): number {
  let count = Math.min(ends.length, Math.max(records, 1))
  if (ends[count - 1] <= bytes) return count
  while (count > 1 && ends[count - 1] > bytes) count--
  return count
}

/**
 * Searches the directory by halves, then the batch record by record. Arrival mostly grows along a shard; where
 * pushed batches overlap by a moment, the answer may be off by that moment.
 */
function counterAt(reader: Reader, stream: StreamState, shard: ShardState, time: number): number {
  let low = shard.first
  let high = shard.next
  // All batches before `low` are older; the one that begins at `high` is not.
  while (low < high) {
    const entry = reader.entryAt(stream, shard, low + Math.floor((high - low) / 2))
    if (!entry) break
    if (entry.newest < time) low = entry.first + entry.count
    else if (entry.first > low) high = entry.first
    else break
  }
  return low < shard.next ? firstIn(reader, stream, shard, low, time) : shard.next
}

function firstIn(reader: Reader, stream: StreamState, shard: ShardState, from: number, time: number): number {
  const { batch, next } = reader.read(stream, shard, from)
  const at = batch.times.findIndex((each) => each >= time)
  return at < 0 ? next : from + at
}
