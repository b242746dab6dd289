import { expect, test } from 'vitest'
import { batchOf } from '../../../record/index.ts'
import { cutForEvents, readAnswer, recordIdsOf, writeEvent } from './firehose-event.ts'

const batch = {
  ...batchOf(['a', '', '"ü"\n'], { now: 1_495_072_949_453, key: 'k"' }),
  origin: { stream: 's', shard: 'shardId-000000000007', first: 41 },
}
const ids = recordIdsOf(batch)
const about = { invocationId: 'i', deliveryStreamArn: 'd', region: 'r' }
const answer = (records: unknown) => Buffer.from(JSON.stringify({ records }))
const read = (records: unknown) => readAnswer(answer(records), ids, [0, 3])
const ok = (at: number, data = Buffer.from(`${at}`).toString('base64'), more = {}) => ({
  ...{ recordId: ids[at], result: 'Ok', data },
  ...more,
})

test('the event is JSON with every record', () => {
  const event = JSON.parse(Buffer.from(writeEvent(batch, ids, [1, 3], about, () => '9')).toString())
  expect(event).toEqual({
    ...about,
    records: [
      { recordId: ids[1], approximateArrivalTimestamp: 1_495_072_949_453, data: '' },
      {
        recordId: ids[2],
        approximateArrivalTimestamp: 1_495_072_949_453,
        data: Buffer.from('"ü"\n').toString('base64'),
      },
    ],
  })
  expect(new Set(ids).size).toBe(3)
  const read = { ...about, sourceKinesisStreamArn: 'k' }
  const [record] = JSON.parse(Buffer.from(writeEvent(batch, ids, [0, 1], read, () => '9')).toString()).records
  expect(record.kinesisRecordMetadata).toEqual({
    ...{ sequenceNumber: '9', subsequenceNumber: 0, partitionKey: 'k"', shardId: 'shardId-000000000007' },
    approximateArrivalTimestamp: 1_495_072_949_453,
  })
})

test('runs', () => {
  expect(cutForEvents(batch, 1000, false)).toEqual([[0, 3]])
  expect(cutForEvents(batch, 300, false)).toEqual([
    [0, 2],
    [2, 3],
  ])
  expect(cutForEvents(batch, 1, false).length).toBe(3)
  expect(cutForEvents(batchOf([]), 1, false)).toEqual([])
})

test.each([false, true])('no event is larger than its run was cut for (of Kinesis: %s)', (ofKinesis) => {
  const most = 20_000
  const many = {
    ...batchOf(
      Array.from({ length: 500 }, (_, at) => 'x'.repeat(at % 97)),
      { now: 1_795_072_949_453, key: 'é"'.repeat(40) },
    ),
    origin: { stream: 's', shard: 'shardId-000000000123', first: 2 ** 40 },
  }
  const source = ofKinesis ? { ...about, sourceKinesisStreamArn: 'k' } : about
  const runs = cutForEvents(many, most, ofKinesis)
  const sizes = runs.map(
    (run) => writeEvent(many, recordIdsOf(many), run, source, () => '9'.repeat(56)).length,
  )
  expect(Math.max(...sizes)).toBeLessThan(most + 200)
  expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(most / 2)
  expect(runs.at(-1)?.[1]).toBe(500)
})

test('an answer, in whatever order', () => {
  const bad = { recordId: ids[1], result: 'ProcessingFailed' }
  for (const records of [
    [ok(0), bad, ok(2)],
    [ok(2), ok(0), bad],
  ]) {
    const { bytes, ends, places, failed, dropped } = read(records)
    expect([Buffer.from(bytes).toString(), ends, places, dropped]).toEqual(['02', [1, 2], [0, 2], 0])
    expect(failed).toMatchObject([{ at: 1, code: 'Lambda.FunctionError' }])
  }
  expect(read([ok(0, ''), { recordId: ids[1], result: 'Dropped' }, ok(2)])).toMatchObject({
    ...{ ends: [0, 1], places: [0, 2], dropped: 1, failed: [] },
  })
})

test('partition keys', () => {
  const keys = { metadata: { partitionKeys: { customer: 1 } } }
  expect(read([ok(0), ok(1, 'MQ==', keys), ok(2)]).partitionKeys).toEqual([
    undefined,
    { customer: '1' },
    undefined,
  ])
})

test('single records that are wrong fail alone', () => {
  const { failed, places } = read([
    ok(0, 'no base64!'),
    { recordId: ids[1], result: 'ok', data: '' },
    { recordId: ids[2], result: 'Ok' },
  ])
  expect(places).toEqual([])
  expect(failed.map(({ code }) => code)).toEqual([
    'Lambda.JsonProcessingException',
    'Lambda.InvalidResult',
    'Lambda.JsonProcessingException',
  ])
})

test.each([
  ['nonsense', Buffer.from('{"records":'), 'Lambda.JsonProcessingException'],
  ['null', Buffer.from('null'), 'Lambda.JsonProcessingException'],
  ['no list', answer({}), 'Lambda.JsonProcessingException'],
  ['no records', answer([1, 2, 3]), 'Lambda.JsonProcessingException'],
  ['too few', answer([ok(0), ok(1)]), 'Lambda.MissingRecordId'],
  ['one twice', answer([ok(0), ok(1), ok(1), ok(2)]), 'Lambda.DuplicatedRecordId'],
  [
    'a strange one',
    answer([ok(0), ok(1), ok(2), { recordId: 'x', result: 'Ok', data: '' }]),
    'Lambda.UnknownRecordId',
  ],
])('%s fails them all', (_, payload, code) => {
  expect(() => readAnswer(payload, ids, [0, 3])).toThrow(expect.objectContaining({ code }))
})
