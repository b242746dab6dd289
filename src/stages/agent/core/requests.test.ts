import { expect, it } from 'vitest'
import { batchOf } from '../../../record/index.ts'
import { PUT_RECORD_BATCH, PUT_RECORDS, requestEnds } from './requests.ts'

const batch = (sizes: readonly number[], key = 'k') =>
  batchOf(
    sizes.map((size) => 'x'.repeat(size)),
    { key },
  )

it('a batch within the limits is one request, an empty one none', () => {
  expect(requestEnds(batch([1, 2, 3]), PUT_RECORDS)).toEqual([3])
  expect(requestEnds(batch([]), PUT_RECORDS)).toEqual([])
})

it('at most 500 records', () => {
  expect(requestEnds(batch(Array(1001).fill(1)), PUT_RECORDS)).toEqual([500, 1000, 1001])
  expect(requestEnds(batch(Array(500).fill(1)), PUT_RECORD_BATCH)).toEqual([500])
})

it('at most so many bytes, for Kinesis with the keys', () => {
  const five = Array(5).fill(2 ** 20 - 1)
  expect(requestEnds(batch(five, 'k'), PUT_RECORDS)).toEqual([5])
  expect(requestEnds(batch(five, 'ké'), PUT_RECORDS)).toEqual([4, 5])
  expect(requestEnds(batch([1_024_000, 1_024_000, 1_024_000, 1_024_000, 98_304]), PUT_RECORD_BATCH)).toEqual([
    5,
  ])
  expect(requestEnds(batch([1_024_000, 1_024_000, 1_024_000, 1_024_000, 98_305]), PUT_RECORD_BATCH)).toEqual([
    4, 5,
  ])
})

it('a record that is too large alone has a request of its own', () => {
  expect(requestEnds(batch([1, 6 * 2 ** 20, 1]), PUT_RECORDS)).toEqual([1, 2, 3])
})
