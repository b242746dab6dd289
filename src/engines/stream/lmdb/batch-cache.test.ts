import { expect, test } from 'vitest'
import { batchOf } from '../../../record/index.ts'
import { createBatchCache } from './batch-cache.ts'

const entry = (first: number, size: number) => ({
  key: { stream: 1, shard: 0, first, count: 1, before: 0, bytes: size, oldest: 0, newest: 0 },
  batch: batchOf([new Uint8Array(size)]),
})

test('holds what fits; what came first goes first', () => {
  const cache = createBatchCache(10_000)
  const entries = [entry(0, 4000), entry(1, 4000), entry(2, 4000)]
  for (const each of entries) cache.add(each)
  expect(cache.get(1, 0, 0)).toBeUndefined()
  expect(cache.get(1, 0, 1)).toBe(entries[1])
  expect(cache.get(1, 0, 2)).toBe(entries[2])
  expect(cache.get(1, 1, 2)).toBeUndefined()
})

test('a batch larger than the cache displaces nothing', () => {
  const cache = createBatchCache(10_000)
  const small = entry(0, 10)
  cache.add(small)
  cache.add(entry(1, 20_000))
  expect(cache.get(1, 0, 0)).toBe(small)
  expect(cache.get(1, 0, 1)).toBeUndefined()
})

test('rests only when nothing came since the last time', () => {
  const cache = createBatchCache(10_000)
  cache.add(entry(0, 10))
  cache.rest()
  cache.add(entry(1, 10))
  cache.rest()
  expect(cache.get(1, 0, 0)).toBeDefined()
  cache.rest()
  expect(cache.get(1, 0, 0)).toBeUndefined()
  cache.add(entry(2, 9000))
  expect(cache.get(1, 0, 2)).toBeDefined()
})
