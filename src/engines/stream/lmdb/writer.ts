import { keyOf, type Mark, type RecordBatch, sliceBatch } from '../../../record/index.ts'
import { hashOfKey, rangeOfHash } from '../../../stages/stream/ports.ts'
import type { BatchCache } from './batch-cache.ts'
import { type BatchKey, encodeKey } from './batch-key.ts'
import { type EncodedBatch, encodeBatch } from './batch-value.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './store.ts'
import type { ShardState, StreamState } from './stream-state.ts'

/** What goes where: the records at `places` of the batch, or all of it. */
interface Route {
  readonly shard: ShardState
  readonly batch: RecordBatch
  readonly places?: readonly number[]
}

interface Part extends Omit<Route, 'batch'>, EncodedBatch {
  readonly count: number
  readonly bytes: number
  readonly oldest: number
  readonly newest: number
}

/** Decides a record's shard instead of its key, where given. */
export type Hashes = readonly (bigint | undefined)[]

/** Counters from `first` on in `shard`, for the records at `places` of the batch, or all of it. */
export interface Written {
  readonly shard: ShardState
  readonly first: number
  readonly places?: readonly number[]
}

export interface Writer {
  /** Resolves when flushed. The batch is routed and joins the queue before this returns. */
  write(
    stream: StreamState,
    batch: RecordBatch,
    options?: { mark?: Mark; hashes?: Hashes },
  ): Promise<readonly Written[]>
}

export function createWriter(store: Store, commits: GroupCommit, tip: BatchCache): Writer {
  /** Where the transaction being built has brought a shard; taken back if it fails. */
  const ends = new Map<ShardState, { next: number; before: number }>()

  function place(stream: StreamState, { shard, count, bytes, oldest, newest }: Part): BatchKey {
    const end = ends.get(shard) ?? { next: shard.next, before: shard.nextBefore }
    const key = {
      stream: stream.id,
      shard: shard.index,
      first: end.next,
      count,
      before: end.before,
      bytes,
      oldest,
      newest,
    }
    ends.set(shard, { next: key.first + key.count, before: key.before + key.bytes })
    return key
  }

  /** Durable now: consumers may see it. */
  function publish(stream: StreamState, { shard, kept }: Part, key: BatchKey) {
    shard.next = key.first + key.count
    shard.nextBefore = key.before + key.bytes
    const origin = { stream: stream.name, shard: shard.id, first: key.first }
    tip.add({ key, batch: kept(origin) })
  }

  return {
    async write(stream, batch, { mark, hashes } = {}) {
      const { encryptionKey } = stream.attributes
      const whole = encryptionKey === undefined ? batch : { ...batch, encrypted: true }
      let shards = stream.open
      let parts = route(shards, whole, hashes).map(encodePart)
      let keys: BatchKey[] = []
      let gone = false
      await commits.add({
        bytes: batch.bytes.length,
        put() {
          gone = stream.removed
          if (gone) return
          if (shards !== stream.open) {
            // Resharded since: those shards may be closed.
            shards = stream.open
            parts = route(shards, whole, hashes).map(encodePart)
          }
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
      return parts.map(({ shard, places }, at) => ({ shard, places, first: keys[at].first }))
    },
  }
}

function encodePart({ shard, batch, places }: Route): Part {
  let oldest = Number.POSITIVE_INFINITY
  let newest = 0
  for (const time of batch.times) {
    if (time < oldest) oldest = time
    if (time > newest) newest = time
  }
  const { ends, bytes } = batch
  return { shard, places, count: ends.length, bytes: bytes.length, oldest, newest, ...encodeBatch(batch) }
}

/** Fast path: one shard, or one key, takes the batch whole. Otherwise each record goes by its own hash or key. */
function route(shards: readonly ShardState[], batch: RecordBatch, hashes?: Hashes): readonly Route[] {
  if (batch.ends.length === 0) return []
  if (shards.length === 1) return [{ shard: shards[0], batch }]
  const shardOf = (hash: bigint) => shards[rangeOfHash(shards, hash)]
  if (!hashes && batch.keys.length === 1) return [{ shard: shardOf(hashOfKey(batch.keys[0])), batch }]
  const known = new Map<string, ShardState>()
  const shardOfKey = (key: string) => {
    const shard = known.get(key) ?? shardOf(hashOfKey(key))
    known.set(key, shard)
    return shard
  }
  const records = new Map<ShardState, number[]>()
  for (let at = 0; at < batch.ends.length; at++) {
    const hash = hashes?.[at]
    const shard = hash === undefined ? shardOfKey(keyOf(batch, at)) : shardOf(hash)
    const places = records.get(shard)
    if (places) places.push(at)
    else records.set(shard, [at])
  }
  if (records.size === 1) return [...records.keys()].map((shard) => ({ shard, batch }))
  return [...records].map(([shard, places]) => ({ shard, batch: pick(batch, places), places }))
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
    keys: batch.keys.length === 1 ? batch.keys : places.map((at) => batch.keys[at]),
  }
}
