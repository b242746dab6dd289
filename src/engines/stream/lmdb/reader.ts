import { countOf, type RecordBatch, sliceBatch } from '../../../record/index.ts'
import type { BatchCache, CachedBatch } from './batch-cache.ts'
import { afterCounter, type BatchKey, beforeCounter, decodeKey } from './batch-key.ts'
import { decodeBatch } from './batch-value.ts'
import type { Store } from './store.ts'
import type { ShardState, StreamState } from './stream-state.ts'

/** Records from a counter on, up to the end of the stored batch that holds it. */
export interface Reading {
  readonly batch: RecordBatch
  readonly next: number
  readonly nextBefore: number
}

export interface Reader {
  /** `counter` must be kept and written: `shard.first` <= `counter` < `shard.next`. */
  read(stream: StreamState, shard: ShardState, counter: number): Reading
  /** The directory's entry of the batch that holds `counter`. */
  entryAt(stream: StreamState, shard: ShardState, counter: number): BatchKey | undefined
}

/**
 * Near the tip the batch comes from memory, as the very object that the other consumers get. Further back it
 * is copied out of LMDB, and kept a while in `decoded` for whoever lags equally.
 */
export function createReader(store: Store, tip: BatchCache, decoded: BatchCache): Reader {
  function entryAt({ id }: StreamState, { index }: ShardState, counter: number) {
    const key = store.batches.last(afterCounter(id, index, counter), beforeCounter(id, index, 0))
    return key && { bytes: key, key: decodeKey(key) }
  }

  function find(stream: StreamState, shard: ShardState, counter: number): CachedBatch {
    const near = tip.get(stream.id, shard.index, counter)
    if (near) return near
    const entry = entryAt(stream, shard, counter)
    if (!entry || counter >= entry.key.first + entry.key.count) throw gap(stream, shard, counter)
    const { first } = entry.key
    const known = tip.get(stream.id, shard.index, first) ?? decoded.get(stream.id, shard.index, first)
    if (known) return known
    const value = store.batches.read(entry.bytes)
    if (!value) throw gap(stream, shard, counter)
    const origin = { stream: stream.name, shard: shard.id, first }
    const made = { key: entry.key, batch: decodeBatch(value, origin) }
    decoded.add(made)
    return made
  }

  return {
    entryAt: (stream, shard, counter) => entryAt(stream, shard, counter)?.key,
    read(stream, shard, counter) {
      const { key, batch } = find(stream, shard, counter)
      const skipped = counter - key.first
      return {
        batch: skipped === 0 ? batch : sliceBatch(batch, skipped, countOf(batch)),
        next: key.first + key.count,
        nextBefore: key.before + key.bytes,
      }
    },
  }
}

function gap({ name }: StreamState, { id }: ShardState, counter: number): Error {
  return new Error(`Record ${counter} of ${id} in stream ${name} should be stored but isn't there.`)
}
