import { expect, test } from 'vitest'
import { batchOf } from '../../../record/index.ts'
import { cutBySize } from '../processing.ts'
import { backoff } from './backoff.ts'
import { isDue, isOvergrown } from './buffer.ts'
import { processingFailed } from './error-document.ts'
import { indexName, rotationEdges } from './index-name.ts'
import { objectName } from './object-name.ts'
import { parsePosition } from './position.ts'

test('object names: NAME-VERSION-time-RANDOM and the extension', () => {
  const uuid = '046b6c7f-0b8a-43b9-b35d-6489e6daee91'
  const now = Date.UTC(2026, 10, 20, 3, 4, 5)
  expect(objectName({ deliveryStream: 'web-logs', version: '1', now, uuid, extension: '.gz' })).toBe(
    `web-logs-1-2026-11-20-03-04-05-${uuid}.gz`,
  )
})

test.each([
  ['NoRotation', 'x'],
  ['OneHour', 'x-2016-02-25-13'],
  ['OneDay', 'x-2016-02-25'],
  ['OneWeek', 'x-2016-w09'],
  ['OneMonth', 'x-2016-02'],
] as const)('index rotation %s', (rotation, expected) => {
  expect(indexName('x', rotation, Date.UTC(2016, 1, 25, 13, 59))).toBe(expected)
})

test('the week of an index may be told by ISO 8601 too', () => {
  expect(indexName('x', 'OneWeek', Date.UTC(2016, 1, 25), 'iso')).toBe('x-2016-w08')
})

test('a batch is cut where the index changes, and nowhere else', () => {
  const day = Date.UTC(2026, 10, 20)
  const hour = 3_600_000
  const times = Float64Array.of(day, day + hour, day + 24 * hour - 1, day + 24 * hour, day + 25 * hour)
  expect(rotationEdges('NoRotation', times)).toEqual([0, 5])
  expect(rotationEdges('OneDay', times)).toEqual([0, 3, 5])
  expect(rotationEdges('OneHour', times)).toEqual([0, 1, 2, 3, 4, 5])
  expect(rotationEdges('OneMonth', times)).toEqual([0, 5])
  const back = Float64Array.of(day, day - 1, day)
  expect(rotationEdges('OneDay', back)).toEqual([0, 1, 2, 3])
})

test('a buffer is due by size or by age, and overgrown at four times its size or with much in memory', () => {
  const hints = { bytes: 100, millis: 60_000 }
  expect(isDue({ bytes: 99, isOld: false }, hints)).toBe(false)
  expect(isDue({ bytes: 100, isOld: false }, hints)).toBe(true)
  expect(isDue({ bytes: 1, isOld: true }, hints)).toBe(true)
  expect(isDue({ bytes: 1, isOld: false }, { bytes: 100, millis: 0 })).toBe(true)
  expect(isOvergrown({ bytes: 399, held: 399 }, hints)).toBe(false)
  expect(isOvergrown({ bytes: 400, held: 40 }, hints)).toBe(true)
  const large = { bytes: 128 << 20, millis: 60_000 }
  expect(isOvergrown({ bytes: 127 << 20, held: 127 << 20 }, large)).toBe(false)
  expect(isOvergrown({ bytes: 128 << 20, held: 128 << 20 }, large)).toBe(true)
  expect(isOvergrown({ bytes: 300 << 20, held: 30 << 20 }, large)).toBe(false)
})

test('waits double from 100 ms to 30 s, give or take 15 %', () => {
  expect([1, 2, 3, 9, 10, 1000].map((attempt) => backoff(attempt, 0.5))).toEqual([
    100, 200, 400, 25_600, 30_000, 30_000,
  ])
  expect(backoff(1, 0)).toBe(85)
  expect(backoff(1, 1)).toBe(115)
})

test('error documents have the members of the guide, in its order', () => {
  const failure = {
    attemptsMade: 4,
    errorCode: 'Lambda.FunctionError',
    errorMessage: 'broken "pipe"',
    attemptEndingTimestamp: 1000,
  }
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:enrich'
  const lines = Buffer.from(processingFailed(batchOf(['one\n', 'two'], { now: 7 }), failure, arn)).toString()
  expect(lines).toBe(
    '{"attemptsMade":4,"arrivalTimestamp":7,"errorCode":"Lambda.FunctionError","errorMessage":"broken \\"pipe\\"",' +
      `"attemptEndingTimestamp":1000,"rawData":"b25lCg==","lambdaArn":"${arn}"}\n` +
      '{"attemptsMade":4,"arrivalTimestamp":7,"errorCode":"Lambda.FunctionError","errorMessage":"broken \\"pipe\\"",' +
      `"attemptEndingTimestamp":1000,"rawData":"dHdv","lambdaArn":"${arn}"}\n`,
  )
})

test('positions are read back, or refused', () => {
  expect(parsePosition('{"shardId-000000000000":12}')).toEqual({ 'shardId-000000000000': 12 })
  for (const text of ['12', 'null', '{"a":"b"}', '{"a":1.5}'])
    expect(() => parsePosition(text)).toThrow('no position')
})

test('batches are cut to what a function takes at once', () => {
  const batch = batchOf(['aaaa', 'bb', 'cc', 'dddddddd', 'e'])
  const sizes = (most: number) => cutBySize(batch, most).map(({ bytes }) => Buffer.from(bytes).toString())
  expect(sizes(100)).toEqual(['aaaabbccdddddddde'])
  expect(sizes(6)).toEqual(['aaaabb', 'cc', 'dddddddd', 'e'])
  expect(sizes(1)).toEqual(['aaaa', 'bb', 'cc', 'dddddddd', 'e'])
})
