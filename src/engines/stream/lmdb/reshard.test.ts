import { beforeEach, expect, test } from 'vitest'
import { batchOf } from '../../../record/index.ts'
import { createBatchCache } from './batch-cache.ts'
import { type Catalog, openCatalog } from './catalog.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { reshard } from './reshard.ts'
import type { BatchTable, Store, TextTable } from './store.ts'
import type { StreamState } from './stream-state.ts'
import { createWriter } from './writer.ts'

const PARENT = 'shardId-000000000000'
const end = 2n ** 128n - 1n
const whole = { close: [PARENT], open: [{ startingHash: 0n, endingHash: end, parent: PARENT }] }

let failing: boolean
let streams: Map<string, string>
let commits: GroupCommit
let catalog: Catalog
let stream: StreamState

function tableOn(entries: Map<string, string>): TextTable {
  return {
    get: (key) => entries.get(key),
    put: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
    list: (prefix) => [...entries].filter(([key]) => key.startsWith(prefix)),
  }
}

/** Commits to maps; a failed commit leaves them as they were. */
function fakeStore(): Store {
  const batches: BatchTable = {
    read: () => undefined,
    put() {},
    remove() {},
    keys: () => [],
    last: () => undefined,
  }
  const table = (): TextTable => tableOn(new Map())
  return {
    streams: tableOn(streams),
    positions: table(),
    marks: table(),
    batches,
    async commit(write) {
      const before = [...streams]
      write()
      await Promise.resolve()
      if (!failing) return
      streams.clear()
      for (const [key, value] of before) streams.set(key, value)
      throw new Error('disk full')
    },
    async close() {},
  }
}

let store: Store

beforeEach(async () => {
  failing = false
  streams = new Map()
  store = fakeStore()
  commits = createGroupCommit(store, () => ({ bytes: 0, put() {} }))
  catalog = openCatalog(
    store,
    () => commits,
    () => 7,
  )
  await catalog.create('s', 1, 1000, {})
  stream = catalog.find('s') as StreamState
})

const stored = () => JSON.parse(streams.get('stream/s') ?? '')

test('a failed flush leaves everything as it was: shards, where records go, and the entry', async () => {
  const before = { shards: stream.shards, open: stream.open, entry: stream.entry, stored: stored() }
  failing = true
  const all = await Promise.allSettled([
    catalog.setRetention('s', 5),
    reshard(catalog, stream, whole, 9),
    catalog.setAttributes('s', { ...stream.attributes, tags: { a: 'b' } }),
  ])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect({ shards: stream.shards, open: stream.open, entry: stream.entry, stored: stored() }).toEqual(before)
  expect(stream).toMatchObject({ retentionMillis: 1000, attributes: { tags: {} } })
  failing = false
  expect(await reshard(catalog, stream, whole, 9)).toEqual(['shardId-000000000001'])
})

test('what is in flight together ends up in one entry, in the order of the calls', async () => {
  await Promise.all([
    catalog.setRetention('s', 5),
    reshard(catalog, stream, whole, 9),
    catalog.setRetention('s', 6),
    catalog.setAttributes('s', { ...stream.attributes, tags: { a: 'b' } }),
  ])
  expect(stored()).toMatchObject({
    retentionMillis: 6,
    nextShard: 2,
    attributes: { tags: { a: 'b' } },
    shards: [
      { index: 0, closedAt: 9 },
      { index: 1, parents: [0], createdAt: 9 },
    ],
  })
})

test('a write that was routed before is routed anew, and one ahead of it is not', async () => {
  const writer = createWriter(store, commits, createBatchCache(1000))
  const write = (text: string) => writer.write(stream, batchOf([text]))
  const first = write('ahead')
  const change = reshard(catalog, stream, whole, 9)
  const second = write('routed while the parent was open')
  const placed = (await Promise.all([first, second])).flat()
  await change
  expect(placed.map(({ shard, first: at }) => [shard.index, at])).toEqual([
    [0, 0],
    [1, 0],
  ])
  expect(stream.shards.map(({ next, closedAt }) => [next, closedAt])).toEqual([
    [1, 9],
    [1, undefined],
  ])
})
