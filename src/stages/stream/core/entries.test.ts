import { expect, test } from 'vitest'
import { bodyOf, keyOf } from '../../../record/index.ts'
import { batchOfEntries, sizeOf } from './entries.ts'

test('entries as a batch: bodies end to end, a key each', () => {
  for (const texts of [['ab', '', 'cde'], ['only']]) {
    const batch = batchOfEntries(texts.map((text, at) => ({ data: Buffer.from(text), key: `k${at}` })))
    expect(texts.map((_, at) => Buffer.from(bodyOf(batch, at)).toString())).toEqual(texts)
    expect(texts.map((_, at) => keyOf(batch, at))).toEqual(texts.map((_, at) => `k${at}`))
    expect(batch.bytes).toHaveLength(texts.join('').length)
  }
})

test('the key counts in bytes', () => {
  expect(sizeOf({ data: new Uint8Array(10), key: 'ключ' })).toBe(18)
})
