import { expect, test } from 'vitest'
import { countValue, emptyDistribution, MAX_DISTINCT, mergeDistribution } from './distribution.ts'

test('few values are exact', () => {
  const few = emptyDistribution()
  for (const value of [1, 2, 2, -3, 0]) countValue(few, value, 1)
  expect(few).toEqual({ level: 0, counts: new Map([[1, 1], [2, 2], [-3, 1], [0, 1]]) }) // biome-ignore format: short
})

test('many values stay bounded and near, and no count is lost', () => {
  const many = emptyDistribution()
  for (let at = 0; at < 20_000; at++) countValue(many, 1.5 ** (at % 40) * (at % 2 ? -1 : 1) + at / 1e5, 2)
  expect(many.counts.size).toBeLessThanOrEqual(MAX_DISTINCT)
  expect([...many.counts.values()].reduce((sum, count) => sum + count, 0)).toBe(40_000)

  const millis = emptyDistribution()
  for (let at = 1; at <= 10_000; at++) countValue(millis, at, 1)
  for (const value of [10, 500, 9_990]) {
    const near = Math.min(...[...millis.counts.keys()].map((kept) => Math.abs(kept / value - 1)))
    expect(near).toBeLessThan(0.045)
  }
})

test('merging takes the coarser of both and is the same in either order', () => {
  const of = (from: number, to: number) => {
    const made = emptyDistribution()
    for (let value = from; value < to; value++) countValue(made, value, 1)
    return made
  }
  const one = of(1, 100)
  mergeDistribution(one, of(1, 5_000))
  const two = of(1, 5_000)
  mergeDistribution(two, of(1, 100))
  expect(one.level).toBe(two.level)
  expect(new Map([...one.counts].sort())).toEqual(new Map([...two.counts].sort()))
})
