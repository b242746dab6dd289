import { expect, test } from 'vitest'
import { HASH_SPACE, hashOfKey, hashRanges, rangeOfHash } from './hash-range.ts'

test('one shard holds the whole space', () => {
  expect(hashRanges(1)).toEqual([{ start: 0n, end: 340282366920938463463374607431768211455n }])
})

test('ranges touch, cover the space, and the last takes the remainder', () => {
  const ranges = hashRanges(3)
  expect(ranges.map(({ start }) => start.toString())).toEqual([
    '0',
    '113427455640312821154458202477256070485',
    '226854911280625642308916404954512140970',
  ])
  expect(ranges[0].end + 1n).toBe(ranges[1].start)
  expect(ranges[1].end + 1n).toBe(ranges[2].start)
  expect(ranges[2].end).toBe(HASH_SPACE - 1n)
})

test('a key is hashed as UTF-8 with MD5, big-endian', () => {
  expect(hashOfKey('').toString(16)).toBe('d41d8cd98f00b204e9800998ecf8427e')
  expect(hashOfKey('a').toString(16)).toBe('cc175b9c0f1b6a831c399e269772661')
  expect(hashOfKey('ä')).toBe(hashOfKey('\u00e4'))
})

test('every hash finds its range, bounds included', () => {
  const ranges = hashRanges(7)
  ranges.forEach(({ start, end }, at) => {
    expect(rangeOfHash(ranges, start)).toBe(at)
    expect(rangeOfHash(ranges, end)).toBe(at)
    expect(rangeOfHash(ranges, (start + end) / 2n)).toBe(at)
  })
})
