import { cbor, dateToTag } from '@smithy/core/cbor'
import { expect, test } from 'vitest'
import { readCbor } from './cbor-read.ts'
import { epochTag, writeCbor } from './cbor-write.ts'
import { double } from './double.ts'

const TREE = {
  text: ['', 'a', 'é', 'x'.repeat(23), 'x'.repeat(24), 'é'.repeat(300), 'x'.repeat(70_000)],
  numbers: [0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER],
  negative: [-1, -24, -25, -256, -257, -65_537, -(2 ** 32) - 1, Number.MIN_SAFE_INTEGER],
  floats: [1.5, -0.1, 2 ** 70, Number.POSITIVE_INFINITY, Number.NaN],
  others: [true, false, null, Buffer.from([0, 255]), Buffer.alloc(5000, 7), [], {}, { a: { b: [{}] } }],
}

test('what we write, the SDK reads', () => {
  const read = cbor.deserialize(writeCbor({ ...TREE, left: undefined }))
  expect(JSON.stringify(read)).toBe(JSON.stringify(TREE))
  expect(cbor.deserialize(writeCbor([epochTag(new Date(1500))]))[0]).toMatchObject({ tag: 1, value: 1.5 })
})

test('doubles stay doubles when they are whole', () => {
  expect(writeCbor([double(3), double(-0.5), 3]).toString('hex')).toBe(
    '83fb4008000000000000fbbfe000000000000003',
  )
})

test('what the SDK writes, we read; and what we write', () => {
  for (const bytes of [cbor.serialize(TREE), writeCbor(TREE)]) {
    expect(JSON.stringify(readCbor(Buffer.from(bytes)))).toBe(JSON.stringify(TREE))
  }
  expect(readCbor(Buffer.from(cbor.serialize([dateToTag(new Date(1500)), 2n ** 64n])))).toEqual([
    1.5,
    2 ** 64,
  ])
})

test('half floats, decimals, big negative integers', () => {
  const read = (hex: string) => readCbor(Buffer.from(hex, 'hex'))
  expect(['f93e00', 'f9c400', 'f97c00', 'f90001'].map(read)).toEqual([
    1.5,
    -4,
    Number.POSITIVE_INFINITY,
    2 ** -24,
  ])
  expect(read('c48221196ab3')).toBe(273.15)
  expect(read('c349010000000000000000')).toBe(-(2 ** 64))
})
