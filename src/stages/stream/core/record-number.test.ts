import { expect, test } from 'vitest'
import { counterOf, numberBefore, recordNumbers, shardIdOf, shardIndexOf } from './record-number.ts'
import {
  LAST_COUNTER,
  makeSequenceNumber,
  type ParsedSequenceNumber,
  parseSequenceNumber,
} from './sequence-number.ts'

const shard = { id: 'shardId-000000000037', createdAt: 1_795_000_000_500 }
const of = { createdAt: shard.createdAt, shardIndex: 37 }
const parsed = (text: string) => parseSequenceNumber(text) as ParsedSequenceNumber

test('a record is numbered above its shard and the records before it', () => {
  const number = recordNumbers(shard)
  const texts = [0, 1, 2, 2 ** 40].flatMap((counter) =>
    [1_795_000_000_500, 1_795_000_077_000].map((time) => number(counter, time)),
  )
  const start = makeSequenceNumber({ ...of, counter: 0, time: shard.createdAt })
  const end = makeSequenceNumber({ ...of, counter: LAST_COUNTER, time: 0 })
  const all = [start, ...texts, end].map(BigInt)
  expect(all.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(all)
  expect(new Set(all).size).toBe(all.length)
})

test('it is the number that the layout says', () => {
  const time = 1_795_000_123_999
  expect(recordNumbers(shard)(41, time)).toBe(makeSequenceNumber({ ...of, counter: 42, time }))
})

test('at and after a number, up to the end', () => {
  const text = recordNumbers(shard)(41, 0)
  expect(counterOf(parsed(text), 'at', 100)).toBe(41)
  expect(counterOf(parsed(text), 'after', 100)).toBe(42)
  expect(counterOf(parsed(text), 'after', 7)).toBe(7)
  const start = parsed(makeSequenceNumber({ ...of, counter: 0, time: 0 }))
  expect([counterOf(start, 'at', 9), counterOf(start, 'after', 9)]).toEqual([0, 0])
  const end = parsed(makeSequenceNumber({ ...of, counter: LAST_COUNTER, time: 0 }))
  expect([counterOf(end, 'at', 9), counterOf(end, 'after', 9)]).toEqual([9, 9])
})

test('to go on after the number before a record is to go on with that record', () => {
  for (const counter of [0, 1, 500]) {
    expect(counterOf(parsed(numberBefore(shard, counter, 9e11)), 'after', 1000)).toBe(counter)
  }
})

test('shards are named by their index', () => {
  expect(shardIdOf(37)).toBe(shard.id)
  expect(shardIndexOf(shard.id)).toBe(37)
  expect(shardIdOf(-2_147_483_648)).toBe('shardId--02147483648')
})
