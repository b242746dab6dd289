import type { StreamAttributes } from '../../../stages/stream/ports.ts'
import { afterCounter, beforeCounter, beforeStream, decodeKey } from './batch-key.ts'
import type { GroupCommit } from './group-commit.ts'
import type { Store } from './store.ts'
import { newStream, parseStored, type StoredStream } from './stored-stream.ts'
import { attributesOf, type StreamState, stateOf } from './stream-state.ts'

/** The streams there are. Removing one is instant; its batches go in the background, over a restart too. */
export interface Catalog {
  find(name: string): StreamState | undefined
  all(): readonly StreamState[]
  create(
    name: string,
    shards: number,
    retentionMillis: number,
    attributes: Partial<StreamAttributes>,
  ): Promise<void>
  remove(name: string): Promise<void>
  rename(name: string, to: string): Promise<void>
  setRetention(name: string, retentionMillis: number): Promise<void>
  setAttributes(name: string, attributes: StreamAttributes): Promise<void>
  /** Resolves when durable; fails when the stream was removed before its turn came. */
  change(stream: StreamState, change: Change): Promise<void>
  /** Puts what changes nothing into the running transaction. */
  touch(): void
  /** Deletes a bounded number of a removed stream's batches; false when there is nothing left to delete. */
  collectGarbage(): Promise<boolean>
}

/** A change of a stream's entry. What `edit` and `put` do must be undone by `undo` when the transaction fails. */
export interface Change {
  /** Inside the transaction, after the changes ahead of it. */
  edit(entry: StoredStream): StoredStream
  /** Further puts of the same transaction. */
  put?(): void
  /** Durable: shows it to readers. */
  publish?(): void
  undo?(): void
}

const STREAM = 'stream/'
const GARBAGE = 'garbage/'
const NEXT_ID = 'next-id'
const GARBAGE_BATCHES = 256
const ENTRY_BYTES = 500

export function openCatalog(store: Store, commits: () => GroupCommit, now: () => number): Catalog {
  const streams = new Map<string, StreamState>()
  /** Names on their way to the disk: two creates at once must not both succeed. */
  const busy = new Set<string>()
  let nextId = Number(store.streams.get(NEXT_ID) ?? 1)
  for (const [key, value] of store.streams.list(STREAM)) {
    const stream = stateOf(key.slice(STREAM.length), parseStored(value))
    findEnds(store, stream)
    streams.set(stream.name, stream)
  }

  function found(name: string): StreamState {
    const stream = streams.get(name)
    if (!stream || stream.removed) throw notFound(name)
    return stream
  }

  /** Keeps the name for itself while `work` goes on. */
  async function taking(name: string, work: () => Promise<void>) {
    if (streams.has(name) || busy.has(name)) throw new Error(`Stream ${name} already exists.`)
    busy.add(name)
    try {
      await work()
    } finally {
      busy.delete(name)
    }
  }

  async function create(
    name: string,
    shards: number,
    retentionMillis: number,
    attributes: Partial<StreamAttributes>,
  ) {
    await taking(name, async () => {
      const entry = newStream({ id: nextId++, shards, retentionMillis, createdAt: now(), attributes })
      await commits().add({
        bytes: shards * 200,
        put() {
          store.streams.put(NEXT_ID, String(nextId))
          store.streams.put(STREAM + name, JSON.stringify(entry))
        },
      })
      streams.set(name, stateOf(name, entry))
    })
  }

  async function remove(name: string) {
    const stream = found(name)
    stream.removed = true
    stream.bell.ring()
    stream.progress.ring()
    await commits().add({
      bytes: 100,
      put() {
        store.streams.remove(STREAM + stream.name)
        store.streams.put(GARBAGE + stream.id, '')
        for (const [key] of store.positions.list(`${stream.id}/`)) store.positions.remove(key)
      },
      settle(failure) {
        if (failure) stream.removed = false
        else streams.delete(stream.name)
      },
    })
  }

  async function change(stream: StreamState, { edit, put, publish, undo }: Change) {
    let before: StoredStream | undefined
    await commits().add({
      bytes: ENTRY_BYTES,
      put() {
        if (stream.removed) return
        before = stream.entry
        stream.entry = edit(before)
        store.streams.put(STREAM + stream.name, JSON.stringify(stream.entry))
        put?.()
      },
      settle(failure) {
        if (!before) return
        if (failure) {
          stream.entry = before
          undo?.()
        } else publish?.()
        stream.bell.ring()
      },
    })
    if (!before) throw notFound(stream.name)
  }

  async function rename(name: string, to: string) {
    const stream = found(name)
    await taking(to, () =>
      change(stream, {
        edit(entry) {
          store.streams.remove(STREAM + stream.name)
          stream.name = to
          return entry
        },
        publish() {
          streams.delete(name)
          streams.set(to, stream)
        },
        undo() {
          stream.name = name
        },
      }),
    )
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
    rename,
    async setRetention(name, retentionMillis) {
      const stream = found(name)
      const show = () => {
        stream.retentionMillis = retentionMillis
      }
      show()
      await change(stream, {
        edit: (entry) => ({ ...entry, retentionMillis }),
        publish: show,
        undo() {
          stream.retentionMillis = stream.entry.retentionMillis
        },
      })
    },
    async setAttributes(name, attributes) {
      const stream = found(name)
      const show = () => {
        stream.attributes = attributes
      }
      show()
      await change(stream, {
        edit: (entry) => ({ ...entry, attributes }),
        publish: show,
        undo() {
          stream.attributes = attributesOf(stream.entry)
        },
      })
    },
    change,
    touch: () => store.streams.put(NEXT_ID, String(nextId)),
    collectGarbage,
  }
}

function notFound(name: string): Error {
  return new Error(`Stream ${name} not found.`)
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
