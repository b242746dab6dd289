import { expect, test } from 'vitest'
import {
  afterCounter,
  type BatchKey,
  beforeCounter,
  beforeStream,
  decodeKey,
  encodeKey,
} from './batch-key.ts'

const key: BatchKey = {
  stream: 3,
  shard: 1,
  first: 2 ** 40 + 1,
  count: 4559,
  before: 2 ** 45,
  bytes: 2 ** 31 + 5,
  oldest: 0,
  newest: 1_795_000_000_000.5,
}

test('there and back', () => {
  expect(decodeKey(encodeKey(key))).toEqual(key)
})

test('keys sort by stream, shard and counter, and bounds lie between them', () => {
  const at = (stream: number, shard: number, first: number) => encodeKey({ ...key, stream, shard, first })
  const sorted = [
    beforeStream(1),
    beforeCounter(1, 0, 0),
    at(1, 0, 0),
    afterCounter(1, 0, 0),
    beforeCounter(1, 0, 1),
    at(1, 0, 1),
    at(1, 0, 255),
    at(1, 0, 256),
    at(1, 0, 2 ** 53 - 1),
    afterCounter(1, 0, Number.MAX_VALUE),
    beforeCounter(1, 1, 0),
    at(1, 1, 0),
    beforeStream(2),
    at(2, 0, 0),
  ]
  expect([...sorted].sort(Buffer.compare)).toEqual(sorted)
})
