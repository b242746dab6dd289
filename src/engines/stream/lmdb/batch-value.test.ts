import { expect, test } from 'vitest'
import { batchOf, type RecordBatch } from '../../../record/index.ts'
import { decodeBatch, encodeBatch } from './batch-value.ts'

const three = batchOf(['one', '', 'drei'], { now: 1_795_000_000_000, key: 'k' })

function roundTrip(batch: RecordBatch): RecordBatch {
  const { value } = encodeBatch(batch)
  // As LMDB may hand it out: anywhere in memory.
  const shifted = new Uint8Array(value.length + 3)
  shifted.set(value, 3)
  return decodeBatch(shifted.subarray(3))
}

test.each<[string, RecordBatch]>([
  ['one time, one key', three],
  [
    'times whole ms apart, also backwards',
    { ...three, times: Float64Array.from([1e12, 1e12 + 7, 1e12 - 9]) },
  ],
  ['times with fractions', { ...three, times: Float64Array.from([1.5, 1.25, 2]) }],
  ['times further apart than 32 bits', { ...three, times: Float64Array.from([0, 1e13, 5]) }],
  ['keys of their own', { ...three, keys: ['a', '', 'ключ'] }],
  ['header and source', { ...three, header: '#Fields: x', source: '/var/log/ä.log' }],
  ['an empty header is not no header', { ...three, header: '' }],
  ['a key of nothing', { ...three, keys: [''] }],
])('%s', (_name, batch) => {
  const back = roundTrip(batch)
  expect({ ...back, bytes: [...back.bytes] }).toEqual({ ...batch, bytes: [...batch.bytes] })
  expect('header' in back).toBe('header' in batch)
})

test('times that are alike take no room, whole ms four bytes', () => {
  const size = (times: number[]) => encodeBatch({ ...three, times: Float64Array.from(times) }).value.length
  expect(size([7, 8, 9]) - size([7, 7, 7])).toBe(12)
  expect(size([7, 8, 9.5]) - size([7, 7, 7])).toBe(24)
})

test('the encoded batch has its bodies in the value, not in the pushed memory', () => {
  const { value, kept } = encodeBatch(three)
  const batch = kept()
  expect(batch.bytes.buffer).toBe(value.buffer)
  expect([...batch.bytes]).toEqual([...three.bytes])
})

test('a batch that contradicts itself is refused before it is stored', () => {
  expect(() => encodeBatch({ ...three, keys: ['a', 'b'] })).toThrow(TypeError)
  expect(() => encodeBatch({ ...three, times: new Float64Array(2) })).toThrow(TypeError)
  expect(() => encodeBatch({ ...three, bytes: three.bytes.subarray(1) })).toThrow(TypeError)
})

test('a value that is cut or of another version is named damaged', () => {
  const { value } = encodeBatch(three)
  expect(() => decodeBatch(value.slice(0, -1))).toThrow('damaged')
  expect(() => decodeBatch(value.slice(0, 10))).toThrow('damaged')
  expect(() => decodeBatch(Uint8Array.from([9, ...value.slice(1)]))).toThrow('damaged')
})

test('several keys are decoded when asked for, and then kept', () => {
  for (const keys of [
    ['a', 'bc', ''],
    ['ä', '', '🙂'],
  ]) {
    const kept = encodeBatch({ ...three, keys }).kept({ stream: 's', shard: 'x', first: 7 })
    expect(kept.origin?.first).toBe(7)
    expect(Object.getOwnPropertyDescriptor(kept, 'keys')).not.toHaveProperty('value')
    expect(kept.keys).toEqual(keys)
    expect(kept.keys).toBe(kept.keys)
    expect({ ...kept }.keys).toEqual(keys)
  }
})

test('a value whose keys lie between their lengths, as earlier versions wrote it', () => {
  const keys = ['a', 'ключ', '']
  const { value } = encodeBatch({ ...three, keys })
  const [lengths, text] = [12, Buffer.byteLength(keys.join(''))]
  const mixed = Buffer.concat(
    keys.map((key) => {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(Buffer.byteLength(key))
      return Buffer.concat([length, Buffer.from(key)])
    }),
  )
  const keysAt = value.length - three.bytes.length - lengths - text
  const old = Uint8Array.from(value)
  old[1] &= ~64
  old.set(mixed, keysAt)
  expect(decodeBatch(old).keys).toEqual(keys)
})
