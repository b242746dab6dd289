import { describe, expect, test } from 'vitest'
import { createShardLimits, noLimits } from './shard-limits.ts'
import { createTokenBucket } from './token-bucket.ts'

const times = (count: number, what: () => boolean) =>
  Array.from({ length: count }, what).filter(Boolean).length

describe('a token bucket', () => {
  test("lets a second's worth through at once, then so much a second", () => {
    const bucket = createTokenBucket(10, 0)
    expect(times(20, () => bucket.take(1, 0))).toBe(10)
    expect(times(20, () => bucket.take(1, 500))).toBe(5)
    expect(times(20, () => bucket.take(1, 100_000))).toBe(10)
  })

  test('what is more than a second holds waits for a full bucket, and is made up for', () => {
    const bucket = createTokenBucket(10, 0)
    expect(bucket.take(35, 0)).toBe(true)
    expect(bucket.take(1, 2500)).toBe(false)
    expect(bucket.take(1, 2600)).toBe(true)
    expect(bucket.take(35, 3000)).toBe(false)
  })

  test('may owe, and a clock set back gives nothing', () => {
    const bucket = createTokenBucket(10, 1000)
    bucket.owe(25, 1000)
    expect(bucket.hasAny(2500)).toBe(false)
    expect(bucket.hasAny(2501)).toBe(true)
    expect(bucket.take(1, 0)).toBe(false)
    expect(bucket.isFull(100_000)).toBe(true)
  })
})

describe("a shard's limits", () => {
  test('1,000 records and 1 MiB a second are written, each shard for itself', () => {
    const limits = createShardLimits()
    expect(times(1500, () => limits.mayWrite('a', 100, 0))).toBe(1000)
    expect(times(100, () => limits.mayWrite('b', 2 ** 16, 0))).toBe(16)
    expect(limits.mayWrite('b', 2 ** 16, 63)).toBe(true)
  })

  test('a record that is refused for its bytes does not count as one', () => {
    const limits = createShardLimits()
    limits.mayWrite('a', 2 ** 20, 0)
    expect(times(5000, () => limits.mayWrite('a', 2 ** 20, 0))).toBe(0)
    expect(times(2000, () => limits.mayWrite('a', 0, 0))).toBe(999)
  })

  test('5 reads a second; after 10 MiB none for 5 seconds', () => {
    const limits = createShardLimits()
    expect(times(9, () => limits.mayRead('a', 0))).toBe(5)
    expect(limits.mayRead('b', 0)).toBe(true)
    limits.hasRead('b', 10 * 2 ** 20, 0)
    expect(limits.mayRead('b', 3900)).toBe(false)
    expect(limits.mayRead('b', 5000)).toBe(true)
    expect(times(9, () => limits.mayIterate('a', 0))).toBe(5)
  })

  test('shards at rest are forgotten', () => {
    const limits = createShardLimits()
    for (let i = 0; i < 25_000; i++) expect(limits.mayWrite(`${i}`, 1, i)).toBe(true)
    expect(times(1500, () => limits.mayWrite('1', 1, 25_000))).toBe(1000)
  })

  test('without limits nothing is refused', () => {
    expect(times(5000, () => noLimits.mayWrite('a', 2 ** 20, 0) && noLimits.mayRead('a', 0))).toBe(5000)
  })
})
