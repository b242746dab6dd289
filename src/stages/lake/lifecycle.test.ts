import { expect, test } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import type { Caller } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { createLake } from './index.ts'
import { type ObjectDescription, type ObjectStore, ObjectStoreError } from './ports.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const DAY = 86_400_000
const START = Date.parse('2026-05-01T12:00:00Z')

type Stored = Pick<ObjectDescription, 'key' | 'size' | 'modifiedAt' | 'tags'>

/** A room over a store in memory: buckets of objects, in key order. */
function room(buckets: Readonly<Record<string, Map<string, Stored>>>) {
  const configurations = new Map<string, unknown>()
  const clock = { now: START }
  const listed: string[] = []
  const there = (bucket: string) => {
    if (!buckets[bucket]) throw new ObjectStoreError('NoSuchBucket', 'none')
    return buckets[bucket]
  }
  const hooks = { beforeRemoval: async (_: string) => {}, beforeList: (_: string) => {} }
  const store = {
    hasBucket: async (bucket: string) => bucket in buckets,
    listBuckets: async () => Object.keys(buckets).map((name) => ({ name, createdAt: 0 })),
    bucketConfiguration: async (bucket: string, kind: string) => {
      there(bucket)
      return configurations.get(`${bucket}/${kind}`)
    },
    setBucketConfiguration: async (bucket: string, kind: string, document: unknown) => {
      configurations.set(`${bucket}/${kind}`, document)
    },
    async list(
      bucket: string,
      { prefix = '', after = '', limit }: { prefix?: string; after?: string; limit: number },
    ) {
      listed.push(`${bucket}/${prefix} after ${after}`)
      hooks.beforeList(bucket)
      const all = [...there(bucket).values()].filter(({ key }) => key.startsWith(prefix) && key > after)
      const objects = all.slice(0, limit) as ObjectDescription[]
      return { objects, prefixes: [], ...(all.length > limit ? { next: objects[limit - 1].key } : {}) }
    },
    async remove(bucket: string, key: string, check?: (existing: unknown) => void) {
      await hooks.beforeRemoval(key)
      check?.(there(bucket).get(key))
      there(bucket).delete(key)
    },
    listUploads: async () => [],
  } as Partial<ObjectStore> as ObjectStore
  const lake = createLake({ store, now: () => clock.now, log: silentLog })
  const dispatch = createDispatch([lake.service])
  const rules = (bucket: string, ...Rules: object[]) =>
    dispatch(
      's3',
      'PutBucketLifecycleConfiguration',
      { Bucket: bucket, LifecycleConfiguration: { Rules } },
      caller,
    )
  const unset = (bucket: string) => dispatch('s3', 'DeleteBucketLifecycle', { Bucket: bucket }, caller)
  return { lake, rules, unset, clock, hooks, listed }
}

const objects = (...keys: string[]) =>
  new Map(keys.map((key) => [key, { key, size: 10, modifiedAt: START } as Stored]))
const keep = (Days: number, more: object = {}) => ({
  ID: 'r',
  Status: 'Enabled',
  Filter: {},
  Expiration: { Days },
  ...more,
})

test('removes what is due and nothing else', async () => {
  const a = objects('logs/1', 'logs/2', 'other')
  a.set('logs/young', { key: 'logs/young', size: 1, modifiedAt: START + 3 * DAY })
  const b = objects('logs/1')
  const { lake, rules, clock } = room({ a, b })
  await rules('a', keep(2, { Filter: { Prefix: 'logs/' } }))
  await rules('b', keep(2, { Status: 'Disabled' }))
  clock.now = Date.parse('2026-05-03T23:59:59.999Z')
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 0, aborted: 0 })
  clock.now += 1
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 2, aborted: 0 })
  expect([[...a.keys()], [...b.keys()]]).toEqual([['other', 'logs/young'], ['logs/1']])
  expect(lake.health()).toMatchObject({ state: 'ok', detail: { expired: 2, aborted: 0 } })
})

test('an object put anew meanwhile stays', async () => {
  const a = objects('1', '2')
  const { lake, rules, clock, hooks } = room({ a })
  await rules('a', keep(1))
  clock.now = START + 5 * DAY
  hooks.beforeRemoval = async (key) => {
    if (key === '1') a.set('1', { key: '1', size: 10, modifiedAt: clock.now })
  }
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  expect([...a.keys()]).toEqual(['1'])
})

test('rules taken away or changed while they are carried out are no longer carried out', async () => {
  for (const change of ['unset', 'replaced'] as const) {
    const a = objects(...Array.from({ length: 30 }, (_, at) => `k${at}`))
    const { lake, rules, unset, clock, hooks } = room({ a })
    await rules('a', keep(1))
    clock.now = START + 5 * DAY
    let removals = 0
    hooks.beforeRemoval = async () => {
      removals += 1
      if (removals === 11) await (change === 'unset' ? unset('a') : rules('a', keep(100)))
    }
    const { expired } = await lake.lifecycle.sweep()
    expect(expired).toBeGreaterThanOrEqual(8)
    expect(expired).toBeLessThan(16)
    expect(a.size).toBe(30 - expired)
  }
})

test('looks only where rules point', async () => {
  const { lake, rules, clock, listed } = room({ a: objects('x'), b: objects('y'), c: objects('z') })
  await rules('a', keep(1, { Filter: { Prefix: 'x/' } }))
  await rules('b', {
    ID: 'u',
    Status: 'Enabled',
    Filter: {},
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  })
  clock.now += 9 * DAY
  await lake.lifecycle.sweep()
  expect(listed).toEqual(['a/x/ after '])
})

test('a bucket is looked through once a day, and again when its rules change', async () => {
  const { lake, rules, clock, listed } = room({ a: objects('x') })
  await rules('a', keep(9))
  const looks = async () => {
    listed.length = 0
    await lake.lifecycle.sweep()
    return listed.length
  }
  expect([await looks(), await looks()]).toEqual([1, 0])
  clock.now = Date.parse('2026-05-02T00:00:00Z')
  expect([await looks(), await looks()]).toEqual([1, 0])
  await rules('a', keep(8))
  expect([await looks(), await looks()]).toEqual([1, 0])
})

test('100,000 objects, page by page; the program goes on meanwhile', async () => {
  const a = objects(...Array.from({ length: 100_000 }, (_, at) => `k${String(at).padStart(6, '0')}`))
  for (const key of [...a.keys()].filter((_, at) => at % 1000 === 0)) {
    a.set(key, { key, size: 10, modifiedAt: START - 5 * DAY })
  }
  const { lake, rules, listed } = room({ a })
  await rules('a', keep(2))
  let turns = 0
  const other = setInterval(() => {
    turns += 1
  }, 0)
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 100, aborted: 0 })
  clearInterval(other)
  expect([listed.length, a.size, turns > 10]).toEqual([100, 99_900, true])
})

test('one bucket’s trouble shows in health and does not keep the others', async () => {
  const a = objects('1')
  const b = objects('1')
  const { lake, rules, clock, hooks } = room({ a, b })
  await rules('a', keep(1))
  await rules('b', keep(1))
  clock.now += 5 * DAY
  hooks.beforeList = (bucket) => {
    if (bucket === 'a') throw new Error('the disk is tired')
  }
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  expect(lake.health()).toMatchObject({ state: 'failing', lastError: { message: 'the disk is tired' } })
  hooks.beforeList = () => {}
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  expect(lake.health()).toMatchObject({ state: 'ok' })
})

test('an object that cannot be removed does not keep the others, and is tried again', async () => {
  const a = objects('1', '2', '3')
  const { lake, rules, clock, hooks } = room({ a })
  await rules('a', keep(1))
  clock.now += 5 * DAY
  hooks.beforeRemoval = async (key) => {
    if (key === '2') throw new Error('held by another program')
  }
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 2, aborted: 0 })
  expect(lake.health()).toMatchObject({ state: 'failing', lastError: { message: 'held by another program' } })
  hooks.beforeRemoval = async () => {}
  expect(await lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  expect([a.size, lake.health().state]).toEqual([0, 'ok'])
})

test('sweeps at the start and then every hour, until it is stopped', async () => {
  const a = objects('1')
  const { lake, rules, clock } = room({ a })
  await rules('a', keep(1))
  const waits: number[] = []
  let wake = () => {}
  let slept = () => {}
  const asleep = () => new Promise<void>((resolve) => (slept = resolve))
  let sleeping = asleep()
  lake.lifecycle.start((millis, signal) => {
    waits.push(millis)
    return new Promise<void>((resolve, reject) => {
      wake = resolve
      signal.addEventListener('abort', () => reject(signal.reason))
      slept()
    })
  })
  await sleeping
  expect(a.size).toBe(1)
  clock.now += 5 * DAY
  sleeping = asleep()
  wake()
  await sleeping
  expect([a.size, waits]).toEqual([0, [3_600_000, 3_600_000]])
  await lake.lifecycle.stop()
  expect(lake.health()).toMatchObject({ state: 'ok' })
})
