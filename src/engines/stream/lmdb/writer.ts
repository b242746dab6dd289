import { keyOf, type Mark, type RecordBatch, sliceBatch } from '../../../record/index.ts'
import { hashOfKey, rangeOfHash } from '../../../stages/stream/ports.ts'
import type { BatchCache } from './batch-cache.ts'
import { type BatchKey, encodeKey } from './batch-key.ts'
import { encodeBatch } from './batch-value.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './store.ts'
import type { ShardState, StreamState } from './stream-state.ts'

interface Part {
  readonly shard: ShardState
  readonly batch: RecordBatch
  readonly value: Uint8Array
  readonly oldest: number
  readonly newest: number
}

export interface Writer {
  /** Resolves when flushed. */
  write(stream: StreamState, batch: RecordBatch, mark: Mark | undefined): Promise<void>
}

export function createWriter(store: Store, commits: GroupCommit, tip: BatchCache): Writer {
  /** Where the transaction being built has brought a shard; taken back if it fails. */
  const ends = new Map<ShardState, { next: number; before: number }>()

  function place(stream: StreamState, { shard, batch, oldest, newest }: Part): BatchKey {
    const end = ends.get(shard) ?? { next: shard.next, before: shard.nextBefore }
    const key = {
      stream: stream.id,
      shard: shard.index,
      first: end.next,
      count: batch.ends.length,
      before: end.before,
      bytes: batch.bytes.length,
      oldest,
      newest,
    }
    ends.set(shard, { next: key.first + key.count, before: key.before + key.bytes })
    return key
  }

  /** Durable now: consumers may see it. */
  function publish(stream: StreamState, { shard, batch }: Part, key: BatchKey) {
    shard.next = key.first + key.count
    shard.nextBefore = key.before + key.bytes
    const origin = { stream: stream.name, shard: shard.id, first: key.first }
    tip.add({ key, batch: { ...batch, origin } })
  }

  return {
    async write(stream, batch, mark) {
      const parts = route(stream.shards, batch).map(encodePart)
      let keys: BatchKey[] = []
      let gone = false
      await commits.add({
        bytes: batch.bytes.length,
        put() {
          gone = stream.removed
          if (gone) return
          keys = parts.map((part) => place(stream, part))
          parts.forEach((part, at) => void store.batches.put(encodeKey(keys[at]), part.value))
          if (mark) store.marks.put(mark.key, mark.value)
        },
        settle(failure) {
          for (const { shard } of parts) ends.delete(shard)
          if (failure || gone) return
          parts.forEach((part, at) => void publish(stream, part, keys[at]))
          stream.bell.ring()
        },
      })
      if (gone) throw new Error(`Stream ${stream.name} not found.`)
    },
  }
}

function encodePart({ shard, batch }: { shard: ShardState; batch: RecordBatch }): Part {
  let oldest = Number.POSITIVE_INFINITY
  let newest = 0
  for (const time of batch.times) {
    if (time < oldest) oldest = time
    if (time > newest) newest = time
  }
  return { shard, oldest, newest, ...encodeBatch(batch) }
}

/** Fast path: one shard, or one key, takes the batch whole. Otherwise each record goes by its own key. */
function route(
  shards: readonly ShardState[],
  batch: RecordBatch,
): readonly { shard: ShardState; batch: RecordBatch }[] {
  if (batch.ends.length === 0) return []
  if (shards.length === 1) return [{ shard: shards[0], batch }]
  const shardOf = (key: string) => shards[rangeOfHash(shards, hashOfKey(key))]
  if (batch.keys.length === 1) return [{ shard: shardOf(batch.keys[0]), batch }]
  return splitByKey(batch, shardOf)
}

function splitByKey(batch: RecordBatch, shardOf: (key: string) => ShardState) {
  const known = new Map<string, ShardState>()
  const records = new Map<ShardState, number[]>()
  for (let at = 0; at < batch.ends.length; at++) {
    const key = keyOf(batch, at)
    const shard = known.get(key) ?? shardOf(key)
    known.set(key, shard)
    const places = records.get(shard)
    if (places) places.push(at)
    else records.set(shard, [at])
  }
  return [...records].map(([shard, places]) => ({ shard, batch: pick(batch, places) }))
}

/** The records at `places` (ascending), in that order. */
function pick(batch: RecordBatch, places: readonly number[]): RecordBatch {
  const start = (at: number) => (at === 0 ? 0 : batch.ends[at - 1])
  const ends = new Uint32Array(places.length)
  let size = 0
  places.forEach((at, i) => {
    size += batch.ends[at] - start(at)
    ends[i] = size
  })
  const bytes = new Uint8Array(size)
  places.forEach((at, i) => {
    bytes.set(batch.bytes.subarray(start(at), batch.ends[at]), i === 0 ? 0 : ends[i - 1])
  })
  return {
    ...sliceBatch(batch, 0, 0),
    bytes,
    ends,
    times: Float64Array.from(places, (at) => batch.times[at]),
    keys: places.map((at) => batch.keys[at]),
  }
}
