import { expect, test } from 'vitest'
import { LAST_COUNTER, makeSequenceNumber, parseSequenceNumber } from './sequence-number.ts'

const facts = {
  createdAt: 1_795_000_000_000,
  shardIndex: 37,
  counter: 123_456_789_012n,
  time: 1_795_000_123_000,
}

test('there and back', () => {
  expect(parseSequenceNumber(makeSequenceNumber(facts))).toEqual({ ...facts, version: 2 })
  const last = { ...facts, counter: LAST_COUNTER }
  expect(parseSequenceNumber(makeSequenceNumber(last))).toEqual({ ...last, version: 2 })
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

test('numbers of older versions are known as such', () => {
  expect(parseSequenceNumber('5')).toMatchObject({ version: 0, shardIndex: 5 })
  expect(
    parseSequenceNumber(BigInt('0x20000000000000000000000000000000000000000000001').toString()),
  ).toMatchObject({
    version: 1,
  })
})

test('other texts are not sequence numbers', () => {
  const ofHex = (digits: string) => BigInt(`0x${digits}`).toString()
  for (const text of [
    ...['', '-1', 'abc', '01', '1'.repeat(130)],
    ofHex('20000000000000000000000000000000000000000000000'),
    ofHex('20000000000000000000000000000000000000000000004'),
    ofHex('30000000000000000000000000000000000000000000001'),
    ofHex('1ffffffffff7fffffffffffffff000000000007fffffff2'),
    ofHex('20000000000800000000000000000000000000000000002'),
    ofHex('2ffffffffff7fffffffffffffff000000000007fffffff2'),
    ofHex('13bb2cc3d80000000000000000000000'),
  ]) {
    expect([text, parseSequenceNumber(text)]).toEqual([text, undefined])
  }
})
