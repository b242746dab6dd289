import { expect, test } from 'vitest'
import { LAST_COUNTER, makeSequenceNumber, parseSequenceNumber } from './sequence-number.ts'

const facts = {
  createdAt: 1_795_000_000_000,
  shardIndex: 37,
  counter: 123_456_789_012n,
  time: 1_795_000_123_000,
}

test('there and back', () => {
  expect(parseSequenceNumber(makeSequenceNumber(facts))).toEqual(facts)
  const last = { ...facts, counter: LAST_COUNTER }
  expect(parseSequenceNumber(makeSequenceNumber(last))).toEqual(last)
})

test('the look of the real ones: 56 digits that begin with 49', () => {
  const number = makeSequenceNumber({
    createdAt: 1_421_893_000_000,
    shardIndex: 0,
    counter: 0,
    time: 1_421_893_000_000,
  })
  expect(number).toMatch(/^49\d{54}$/)
})

test('parts of a second are dropped, as on AWS', () => {
  expect(makeSequenceNumber({ ...facts, time: facts.time + 999 })).toBe(makeSequenceNumber(facts))
})

test('within a shard numbers grow with the counter, whatever the time says', () => {
  const earlier = BigInt(makeSequenceNumber({ ...facts, counter: 9, time: 1_800_000_000_000 }))
  const later = BigInt(makeSequenceNumber({ ...facts, counter: 10, time: 1_700_000_000_000 }))
  expect(later > earlier).toBe(true)
})

test('other texts are not sequence numbers', () => {
  const number = makeSequenceNumber(facts)
  for (const text of ['', '0', '-1', 'abc', number.slice(1), `${number}0`, `${number.slice(0, -1)}x`]) {
    expect(parseSequenceNumber(text)).toBeUndefined()
  }
  expect(parseSequenceNumber((BigInt(number) + 1n).toString())).toBeUndefined()
})
