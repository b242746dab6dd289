import {
  DescribeStreamCommand,
  GetRecordsCommand,
  KinesisClient,
  ListStreamsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ServiceError } from '../../src/record/index.ts'
import { kinesisModel } from '../../src/stages/stream/model.ts'
import { type Bench, openBench, serviceOf } from './wire-bench.ts'

let bench: Bench
let client: KinesisClient
const seen: Record<string, unknown>[] = []

const kinesis = serviceOf(
  'kinesis',
  kinesisModel,
  {
    PutRecords(input) {
      seen.push(input)
      const { Records } = input as { Records: unknown[] }
      return {
        FailedRecordCount: 0,
        Records: Records.map((_, at) => ({ SequenceNumber: String(at), ShardId: 'shardId-000000000000' })),
        NotOfAws: 1,
      }
    },
    GetRecords: () => ({
      Records: [
        {
          Data: Buffer.from('élan'),
          PartitionKey: 'k',
          SequenceNumber: '1',
          ApproximateArrivalTimestamp: new Date(1_500_250),
        },
      ],
      MillisBehindLatest: 0,
    }),
    ListStreams: (_input, caller) => ({ StreamNames: [caller.region], HasMoreStreams: false }),
    DescribeStream() {
      throw new ServiceError('ResourceNotFoundException', 'Stream x not found.')
    },
    DeleteStream() {
      throw new TypeError('a secret of ours')
    },
    CreateStream: () => undefined,
  },
  {
    PutRecords: {
      StreamName: { type: 'string' },
      Records: {
        type: 'list',
        element: {
          type: 'structure',
          members: {
            Data: { type: 'blob' },
            PartitionKey: { type: 'string' },
            ExplicitHashKey: { type: 'string' },
          },
        },
      },
    },
    GetRecords: { ShardIterator: { type: 'string' }, Limit: { type: 'integer', max: 10_000 } },
    ListStreams: { Limit: { type: 'integer' } },
    DescribeStream: { StreamName: { type: 'string' } },
    DeleteStream: { StreamName: { type: 'string' }, EnforceConsumerDeletion: { type: 'boolean' } },
    CreateStream: { StreamName: { type: 'string' }, Tags: { type: 'map', element: { type: 'string' } } },
  },
)

beforeAll(async () => {
  bench = await openBench([kinesis])
  client = new KinesisClient({
    endpoint: bench.url,
    region: 'eu-west-3',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    maxAttempts: 1,
  })
})
afterAll(async () => {
  client.destroy()
  await bench.close()
})
beforeEach(() => void bench.failures.splice(0))

const call = (body: string | Uint8Array, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(bench.url, {
    method,
    ...(method === 'GET' ? {} : { body: body as string }),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.PutRecords',
      ...headers,
    },
  })

test('the official client puts and gets records', async () => {
  const put = await client.send(
    new PutRecordsCommand({ StreamName: 's', Records: [{ Data: Buffer.from('élan'), PartitionKey: 'é' }] }),
  )
  expect(put.Records).toEqual([{ SequenceNumber: '0', ShardId: 'shardId-000000000000' }])
  expect(put).not.toHaveProperty('NotOfAws')
  expect(seen.at(-1)).toEqual({
    StreamName: 's',
    Records: [{ Data: Buffer.from('élan'), PartitionKey: 'é' }],
  })
  const got = await client.send(new GetRecordsCommand({ ShardIterator: 'i' }))
  expect(Buffer.from(got.Records?.[0].Data as Uint8Array).toString()).toBe('élan')
  expect(got.Records?.[0].ApproximateArrivalTimestamp).toEqual(new Date(1_500_250))
  expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual(['eu-west-3'])
  await expect(client.send(new DescribeStreamCommand({ StreamName: 'x' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Stream x not found.',
    $metadata: { httpStatusCode: 400 },
  })
  expect(bench.failures).toEqual([])
})

test.each([
  ['Records', '23', 'Expected list or null'],
  ['Records', {}, 'Start of structure or map found where not expected.'],
  ['Records', ['23'], 'Expected null'],
  ['Records', [[]], 'Start of list found where not expected'],
  ['StreamName', true, 'class java.lang.Boolean can not be converted to an String'],
  [
    'StreamName',
    23,
    'class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
  ],
  ['StreamName', [], 'Start of list found where not expected'],
  ['StreamName', {}, 'Start of structure or map found where not expected.'],
  ['Records', [{ Data: true }], 'class java.lang.Boolean can not be converted to a Blob'],
  [
    'Records',
    [{ Data: '23456' }],
    "'23456' can not be converted to a Blob: Base64 encoded length is expected a multiple of 4 bytes but found: 5",
  ],
  ['Records', [{ Data: '=+/=' }], "'=+/=' can not be converted to a Blob: Invalid Base64 character: '='"],
  ['Records', [{ Data: 'ab-_' }], "'ab-_' can not be converted to a Blob: Invalid Base64 character: '-'"],
  [
    'Records',
    [{ Data: '+/+=' }],
    "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character dectected",
  ],
])('a value of the wrong type in %s: %j', async (member, value, Message) => {
  const answer = await call(JSON.stringify({ [member]: value }))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({ __type: 'SerializationException', Message })
})

test.each([
  ['GetRecords', { Limit: '23' }, 'class java.lang.String can not be converted to an Integer'],
  ['DeleteStream', { EnforceConsumerDeletion: 'x' }, "'X' can not be converted to an Boolean"],
  ['CreateStream', { Tags: 'x' }, 'Expected map or null'],
])('and in %s: %j', async (operation, input, Message) => {
  const answer = await call(JSON.stringify(input), { 'x-amz-target': `Kinesis_20131202.${operation}` })
  expect(await answer.json()).toEqual({ __type: 'SerializationException', Message })
})

test('what cannot be read, or is nobody, is answered as AWS does', async () => {
  const refusal = async (...args: Parameters<typeof call>) => {
    const answer = await call(...args)
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    return [answer.status, await answer.text()]
  }
  const bare = [400, '{"__type":"SerializationException"}']
  expect(await refusal('')).toEqual(bare)
  expect(await refusal('hello')).toEqual(bare)
  expect(await refusal('null')).toEqual(bare)
  expect(await refusal(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toEqual(bare)
  const unknown = [400, '{"__type":"UnknownOperationException"}']
  expect(await refusal('{}', { 'x-amz-target': 'Kinesis_20131202.Nope' })).toEqual(unknown)
  expect(await refusal('{}', { 'x-amz-target': 'Kinesis_20131202.constructor' })).toEqual(unknown)
  expect(await refusal('{}', { 'x-amz-target': 'DynamoDB_20120810.ListTables' })).toEqual(unknown)
  expect(await refusal('{}', { 'x-amz-target': '' })).toEqual(unknown)
  expect(bench.failures).toEqual([])
})

test('another content type is not spoken here', async () => {
  const refusal = async (contentType: string, body = '{}', headers: Record<string, string> = {}) => {
    const answer = await call(body, { 'content-type': contentType, ...headers })
    return [answer.status, await answer.text()]
  }
  const coral = (type: string) => `{"Output":{"__type":"com.amazon.coral.service#${type}"},"Version":"1.0"}`
  expect(await refusal('application/json')).toEqual([404, coral('UnknownOperationException')])
  expect(await refusal('application/json', 'hello')).toEqual([400, coral('SerializationException')])
  expect(await refusal('application/x-amz-json-1.0')).toEqual([404, '<UnknownOperationException/>\n'])
  expect(await refusal('text/plain')).toEqual([404, '<UnknownOperationException/>\n'])
})

test('a request signed for a service, of which nothing says what it wants', async () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AK/20261120/eu-west-3/kinesis/aws4_request, SignedHeaders=host, Signature=0'
  const answer = await fetch(bench.url, { headers: { authorization } })
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    ...[403, null],
    '<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n</AccessDeniedException>\n',
  ])
})

test('our own mistakes are logged and told to nobody', async () => {
  const answer = await call('{}', { 'x-amz-target': 'Kinesis_20131202.DeleteStream' })
  expect([answer.status, await answer.text()]).toEqual([500, '{"__type":"InternalFailure"}'])
  expect(String(bench.failures)).toContain('a secret of ours')
})

test('an output without members is an empty body', async () => {
  const answer = await call('{"StreamName":"s"}', { 'x-amz-target': 'Kinesis_20131202.CreateStream' })
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'application/x-amz-json-1.1',
    '',
  ])
})
