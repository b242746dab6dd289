import { cbor } from '@smithy/core/cbor'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kinesisModel } from '../../src/stages/stream/model.ts'
import { type Bench, openBench, serviceOf } from './wire-bench.ts'

let bench: Bench
let seen: Record<string, unknown> = {}
const at = new Date(1_700_000_000_250)

const kinesis = serviceOf(
  'kinesis',
  kinesisModel,
  {
    PutRecord(input) {
      seen = input
      return { ShardId: 's', SequenceNumber: '1' }
    },
    GetShardIterator(input) {
      seen = input
      return { ShardIterator: 'i' }
    },
    GetRecords: () => ({
      Records: [
        {
          Data: Buffer.from([0, 255]),
          PartitionKey: 'k',
          SequenceNumber: '1',
          ApproximateArrivalTimestamp: at,
        },
      ],
    }),
    CreateStream: () => undefined,
  },
  {
    PutRecord: { Data: { type: 'blob' }, PartitionKey: { type: 'string' }, StreamName: { type: 'string' } },
    GetShardIterator: { Timestamp: { type: 'timestamp' }, StreamName: { type: 'string' } },
    GetRecords: {},
    CreateStream: {},
  },
)

beforeAll(async () => {
  bench = await openBench([kinesis])
})
afterAll(() => bench.close())

async function call(operation: string, body: Uint8Array) {
  const answer = await fetch(bench.url, {
    method: 'POST',
    body: body as never,
    headers: {
      'content-type': 'application/x-amz-cbor-1.1',
      'x-amz-target': `Kinesis_20131202.${operation}`,
    },
  })
  expect(answer.headers.get('content-type')).toBe('application/x-amz-cbor-1.1')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return [answer.status, bytes.length > 0 ? cbor.deserialize(bytes) : undefined]
}

/** An item in hexadecimal, spaces for the eye. */
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('blobs are bytes, times are milliseconds', async () => {
  const put = cbor.serialize({ Data: Buffer.from([0, 255]), PartitionKey: 'é', StreamName: 's' })
  expect(await call('PutRecord', put)).toEqual([200, { ShardId: 's', SequenceNumber: '1' }])
  expect(seen).toEqual({ Data: Buffer.from([0, 255]), PartitionKey: 'é', StreamName: 's' })
  await call('GetShardIterator', cbor.serialize({ Timestamp: at.getTime() }))
  expect(seen.Timestamp).toEqual(at)
  const [, got] = await call('GetRecords', cbor.serialize({}))
  expect(got.Records[0]).toMatchObject({
    Data: new Uint8Array([0, 255]),
    ApproximateArrivalTimestamp: at.getTime(),
  })
  expect(await call('CreateStream', hex('a0'))).toEqual([200, undefined])
})

test('the ways in which the Java SDK writes: open maps, text in pieces, tagged times', async () => {
  // {_ "StreamName": (_ "a", "b"), "Timestamp": 1(1700000000250)}
  await call(
    'GetShardIterator',
    hex('bf 6a 53747265616d4e616d65 7f 6161 6162 ff 69 54696d657374616d70 c1 1b 0000018bcfe568fa ff'),
  )
  expect(seen).toEqual({ StreamName: 'ab', Timestamp: at })
})

test.each([
  ['nothing after the head', 'a1'],
  ['a length beyond the end', '5b 00000000ffffffff'],
  ['a list that claims four thousand million elements', '9a ffffffff'],
  ['a map that claims as many', 'ba ffffffff'],
  ['a key that is no text', 'a1 01 02'],
  ['something behind it', 'a0 00'],
  ['a break out of place', 'ff'],
  ['reserved length', '1c'],
  ['no UTF-8', 'a1 61ff 00'],
  ['a scalar', '01'],
  ['bytes', '41 00'],
  ['a hundred lists in one another', `a1 6161 ${'81'.repeat(100)} 00`],
  ['pieces of another kind', 'a1 6161 7f 4100 ff'],
])('%s is SerializationException', async (_what, item) => {
  expect(await call('PutRecord', hex(item))).toEqual([400, { __type: 'SerializationException' }])
  expect(bench.failures).toEqual([])
})

test('a text where bytes belong has its sentence', async () => {
  expect(await call('PutRecord', cbor.serialize({ Data: 'YQ==' }))).toEqual([
    400,
    { __type: 'SerializationException', Message: 'class java.lang.String can not be converted to a Blob' },
  ])
})
