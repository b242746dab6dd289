import { type BatchKey, beforeCounter, decodeKey } from './batch-key.ts'
import type { Catalog } from './catalog.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './store.ts'
import type { ShardState, StreamState } from './stream-state.ts'

/** Batches that one transaction removes, and transactions a shard in one run: a run is short, the next is near. */
const BATCHES_A_COMMIT = 128
const COMMITS_A_SHARD = 16

/**
 * Removes stored batches whose newest record is older than the stream's retention, oldest first. LMDB uses the
 * freed pages again; its file does not shrink.
 */
export async function sweep(
  catalog: Catalog,
  store: Store,
  commits: GroupCommit,
  now: () => number,
  stopped: () => boolean,
): Promise<void> {
  for (const stream of catalog.all()) {
    for (const shard of stream.shards) {
      for (let round = 0; round < COMMITS_A_SHARD; round++) {
        if (stopped()) return
        const horizon = now() - stream.retentionMillis
        if (!(await trim(stream, shard, horizon, catalog, store, commits))) break
      }
    }
  }
  for (let round = 0; round < COMMITS_A_SHARD; round++) {
    if (stopped() || !(await catalog.collectGarbage())) return
  }
}

/** True when there may be more to remove. */
async function trim(
  stream: StreamState,
  shard: ShardState,
  horizon: number,
  catalog: Catalog,
  store: Store,
  commits: GroupCommit,
): Promise<boolean> {
  const from = beforeCounter(stream.id, shard.index, shard.first)
  const to = beforeCounter(stream.id, shard.index, shard.next)
  const keys = store.batches.keys(from, to, BATCHES_A_COMMIT)
  const entries = keys.map(decodeKey)
  const young = entries.findIndex(({ newest }) => newest >= horizon)
  const count = young < 0 ? entries.length : young
  if (count === 0) return false
  const last: BatchKey = entries[count - 1]
  const before = { first: shard.first, firstBefore: shard.firstBefore }
  await commits.add({
    bytes: count * 100,
    put() {
      if (stream.removed) return
      for (const key of keys.slice(0, count)) store.batches.remove(key)
      shard.first = last.first + last.count
      shard.firstBefore = last.before + last.bytes
      catalog.put(stream)
    },
    settle(failure) {
      if (failure) Object.assign(shard, before)
      else stream.bell.ring()
    },
  })
  return count === BATCHES_A_COMMIT
}
