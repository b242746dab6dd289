import { expect, test } from 'vitest'
import { readIterator, writeIterator } from './iterator-token.ts'

const key = Buffer.alloc(32, 7)
const token = {
  stream: 'web-logs',
  shardIndex: 3,
  createdAt: 1.5e12,
  counter: 2 ** 40 + 1,
  madeAt: 1.6e12 + 0.5,
}

test('there and back, for names of any length', () => {
  for (const length of [1, 13, 14, 29, 30, 128]) {
    const named = { ...token, stream: 'n'.repeat(length) }
    const text = writeIterator(named, key)
    expect(readIterator(text, key)).toEqual(named)
    const bytes = Buffer.from(text, 'base64')
    // The length and the beginning of Kinesis's own, as kinesalite's authors saw them.
    expect(bytes).toHaveLength(152 + Math.floor((length + 2) / 16) * 16)
    expect(bytes.subarray(0, 8).toString('hex')).toBe('0000000000000001')
    expect(text.length).toBeLessThanOrEqual(512)
  }
})

test('says nothing of its content, and differs wherever that differs', () => {
  const text = writeIterator(token, key)
  expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('web-logs')
  expect(writeIterator({ ...token, counter: 1 }, key).slice(12)).not.toBe(text.slice(12))
  expect(writeIterator(token, key)).toBe(text)
})

test('what was not sealed with this key, or was changed anywhere, is no iterator', () => {
  const bytes = Buffer.from(writeIterator(token, key), 'base64')
  expect(readIterator(bytes.toString('base64'), Buffer.alloc(32, 8))).toBeUndefined()
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] ^= 1
    expect(readIterator(changed.toString('base64'), key)).toBeUndefined()
  }
  for (const text of [
    '',
    'AAAA',
    'not base64 at all!',
    bytes.toString('base64url'),
    ` ${bytes.toString('base64')}`,
  ]) {
    expect(readIterator(text, key)).toBeUndefined()
  }
  for (let length = 0; length < bytes.length; length++) {
    expect(readIterator(bytes.subarray(0, length).toString('base64'), key)).toBeUndefined()
  }
})
