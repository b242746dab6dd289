import { type BatchKey, beforeCounter, decodeKey } from './batch-key.ts'
import type { Catalog } from './catalog.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './store.ts'
import { withShards } from './stored-stream.ts'
import type { ShardState, StreamState } from './stream-state.ts'

/** Batches that one transaction removes, and transactions a shard in one run: a run is short, the next is near. */
const BATCHES_A_COMMIT = 128
const COMMITS_A_SHARD = 16

/** What retention works on. */
export interface Retained {
  readonly catalog: Catalog
  readonly store: Store
  readonly commits: GroupCommit
  readonly now: () => number
  readonly stopped: () => boolean
  /** A closed shard is no longer listed: its consumers' positions go. */
  readonly onExpired: (stream: StreamState, shard: ShardState) => void
}

/**
 * Removes stored batches whose newest record is older than the stream's retention, oldest first, and closed shards
 * that are empty then. LMDB uses the freed pages again; its file does not shrink.
 */
export async function sweep(retained: Retained): Promise<void> {
  const { catalog, commits, stopped } = retained
  let freed = false
  for (const stream of catalog.all()) {
    for (const shard of stream.shards) {
      freed = (await trimShard(retained, stream, shard)) || freed
      if (isExpired(retained, stream, shard)) await expire(retained, stream, shard)
    }
  }
  for (let round = 0; round < COMMITS_A_SHARD && !stopped(); round++) {
    if (!(await catalog.collectGarbage())) break
    freed = true
  }
  // LMDB gives freed pages to the transaction after the next: without one more commit a full disk would stay full.
  if (freed && !stopped()) await commits.add({ bytes: 0, put: () => catalog.touch() })
}

/** True if batches were removed. */
async function trimShard(retained: Retained, stream: StreamState, shard: ShardState): Promise<boolean> {
  let freed = false
  for (let round = 0; round < COMMITS_A_SHARD && !retained.stopped(); round++) {
    if (!(await trim(retained, stream, shard))) break
    freed = true
  }
  return freed
}

/** Removes what one transaction takes; false if there was nothing to remove. */
async function trim(retained: Retained, stream: StreamState, shard: ShardState): Promise<boolean> {
  const { catalog, store } = retained
  const horizon = retained.now() - stream.retentionMillis
  const from = beforeCounter(stream.id, shard.index, shard.first)
  const to = beforeCounter(stream.id, shard.index, shard.next)
  const keys = store.batches.keys(from, to, BATCHES_A_COMMIT)
  const entries = keys.map(decodeKey)
  const young = entries.findIndex(({ newest }) => newest >= horizon)
  const count = young < 0 ? entries.length : young
  if (count === 0) return false
  const last: BatchKey = entries[count - 1]
  const first = last.first + last.count
  const firstBefore = last.before + last.bytes
  await changeKept(stream, () =>
    catalog.change(stream, {
      edit: (entry) =>
        withShards(entry, (each) => (each.index === shard.index ? { ...each, first, firstBefore } : each)),
      put() {
        for (const key of keys.slice(0, count)) store.batches.remove(key)
      },
      publish: () => void Object.assign(shard, { first, firstBefore }),
    }),
  )
  return true
}

/** Closed for longer than records are kept, and none are left. */
function isExpired({ now }: Retained, stream: StreamState, shard: ShardState): boolean {
  const { closedAt, first, next } = shard
  return closedAt !== undefined && first === next && closedAt < now() - stream.retentionMillis
}

async function expire({ catalog, onExpired }: Retained, stream: StreamState, shard: ShardState) {
  await changeKept(stream, () =>
    catalog.change(stream, {
      edit: (entry) => withShards(entry, (each) => (each.index === shard.index ? undefined : each)),
      publish() {
        stream.shards = stream.shards.filter((each) => each !== shard)
        onExpired(stream, shard)
      },
    }),
  )
}

/** A stream that was removed meanwhile needs no retention. */
async function changeKept(stream: StreamState, change: () => Promise<void>) {
  try {
    await change()
  } catch (error) {
    if (!stream.removed) throw error
  }
}
