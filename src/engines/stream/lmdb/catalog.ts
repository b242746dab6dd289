import { hashRanges } from '../../../stages/stream/ports.ts'
import { afterCounter, beforeCounter, beforeStream, decodeKey } from './batch-key.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './store.ts'
import { type StoredStream, type StreamState, stateOf, storedOf } from './stream-state.ts'

/** The streams there are. Removing one is instant; its batches go in the background, over a restart too. */
export interface Catalog {
  find(name: string): StreamState | undefined
  all(): readonly StreamState[]
  create(name: string, shards: number, retentionMillis: number): Promise<void>
  remove(name: string): Promise<void>
  setRetention(name: string, retentionMillis: number): Promise<void>
  /** Puts the entry as it now is into the running transaction. */
  put(stream: StreamState): void
  /** Puts what changes nothing into the running transaction. */
  touch(): void
  /** Deletes a bounded number of a removed stream's batches; false when there is nothing left to delete. */
  collectGarbage(): Promise<boolean>
}

const STREAM = 'stream/'
const GARBAGE = 'garbage/'
const NEXT_ID = 'next-id'
const GARBAGE_BATCHES = 256

export function openCatalog(store: Store, commits: () => GroupCommit, now: () => number): Catalog {
  const streams = new Map<string, StreamState>()
  /** Names on their way to the disk: two creates at once must not both succeed. */
  const busy = new Set<string>()
  let nextId = Number(store.streams.get(NEXT_ID) ?? 1)
  for (const [key, value] of store.streams.list(STREAM)) {
    const stream = stateOf(key.slice(STREAM.length), JSON.parse(value) as StoredStream)
    findEnds(store, stream)
    streams.set(stream.name, stream)
  }

  const put = (stream: StreamState) =>
    store.streams.put(STREAM + stream.name, JSON.stringify(storedOf(stream)))

  function found(name: string): StreamState {
    const stream = streams.get(name)
    if (!stream) throw new Error(`Stream ${name} not found.`)
    return stream
  }

  async function create(name: string, shards: number, retentionMillis: number) {
    if (streams.has(name) || busy.has(name)) throw new Error(`Stream ${name} already exists.`)
    const id = nextId++
    const stored = describeNew(id, shards, retentionMillis, now())
    busy.add(name)
    try {
      await commits().add({
        bytes: shards * 200,
        put() {
          store.streams.put(NEXT_ID, String(nextId))
          store.streams.put(STREAM + name, JSON.stringify(stored))
        },
      })
      streams.set(name, stateOf(name, stored))
    } finally {
      busy.delete(name)
    }
  }

  async function remove(name: string) {
    const stream = found(name)
    if (stream.removed) throw new Error(`Stream ${name} not found.`)
    stream.removed = true
    stream.bell.ring()
    stream.progress.ring()
    await commits().add({
      bytes: 100,
      put() {
        store.streams.remove(STREAM + name)
        store.streams.put(GARBAGE + stream.id, '')
        for (const [key] of store.positions.list(`${stream.id}/`)) store.positions.remove(key)
      },
      settle(failure) {
        if (failure) stream.removed = false
        else streams.delete(name)
      },
    })
  }

  async function collectGarbage(): Promise<boolean> {
    for (const [entry] of store.streams.list(GARBAGE)) {
      const id = Number(entry.slice(GARBAGE.length))
      const keys = store.batches.keys(beforeStream(id), beforeStream(id + 1), GARBAGE_BATCHES)
      await commits().add({
        bytes: keys.length * 100,
        put() {
          for (const key of keys) store.batches.remove(key)
          if (keys.length < GARBAGE_BATCHES) store.streams.remove(entry)
        },
      })
      return true
    }
    return false
  }

  return {
    find: (name) => streams.get(name),
    all: () => [...streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    create,
    remove,
    async setRetention(name, retentionMillis) {
      const stream = found(name)
      const before = stream.retentionMillis
      stream.retentionMillis = retentionMillis
      await commits().add({
        bytes: 200,
        put: () => put(stream),
        settle(failure) {
          if (failure) stream.retentionMillis = before
        },
      })
    },
    put,
    touch: () => store.streams.put(NEXT_ID, String(nextId)),
    collectGarbage,
  }
}

function describeNew(id: number, shards: number, retentionMillis: number, createdAt: number): StoredStream {
  return {
    id,
    createdAt,
    retentionMillis,
    shards: hashRanges(shards).map(({ start, end }) => ({
      start: start.toString(),
      end: end.toString(),
      createdAt,
      first: 0,
      firstBefore: 0,
    })),
  }
}

/** Each shard's end, from its last batch. */
function findEnds(store: Store, { id, shards }: StreamState) {
  for (const shard of shards) {
    const last = store.batches.last(
      afterCounter(id, shard.index, Number.MAX_VALUE),
      beforeCounter(id, shard.index, 0),
    )
    if (!last) continue
    const { first, count, before, bytes } = decodeKey(last)
    shard.next = first + count
    shard.nextBefore = before + bytes
  }
}
