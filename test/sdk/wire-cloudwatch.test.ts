import { gzipSync } from 'node:zlib'
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { cbor, dateToTag } from '@smithy/core/cbor'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ServiceError } from '../../src/record/index.ts'
import { stsModel } from '../../src/stages/access/model.ts'
import { cloudwatchModel } from '../../src/stages/metrics/model.ts'
import { type Bench, openBench, serviceOf } from './wire-bench.ts'

let bench: Bench
let seen: Record<string, unknown> = {}
const at = new Date(1_700_000_000_250)

const cloudwatch = serviceOf(
  'cloudwatch',
  cloudwatchModel,
  {
    PutMetricData(input) {
      seen = input
    },
    GetMetricStatistics: () => ({
      Label: 'a&b',
      Datapoints: [{ Timestamp: at, Sum: 1.5, Maximum: 3, Unit: 'Count' }],
    }),
    GetMetricData() {
      throw new ServiceError('InvalidParameterValueException', 'No such thing <as> that.')
    },
    ListMetrics() {
      throw new TypeError('a secret of ours')
    },
  },
  {
    PutMetricData: {
      Namespace: { type: 'string', required: true },
      MetricData: {
        type: 'list',
        element: {
          type: 'structure',
          members: {
            MetricName: { type: 'string' },
            Value: { type: 'number' },
            Timestamp: { type: 'timestamp' },
            StorageResolution: { type: 'integer' },
            Dimensions: {
              type: 'list',
              element: {
                type: 'structure',
                members: { Name: { type: 'string' }, Value: { type: 'string' } },
              },
            },
            Values: { type: 'list', element: { type: 'number' } },
          },
        },
      },
    },
    GetMetricStatistics: {
      Namespace: { type: 'string' },
      MetricName: { type: 'string' },
      StartTime: { type: 'timestamp' },
      EndTime: { type: 'timestamp' },
      Period: { type: 'integer' },
      Statistics: { type: 'list', element: { type: 'string' } },
    },
    GetMetricData: {},
    ListMetrics: {},
  },
)
const sts = serviceOf(
  'sts',
  stsModel,
  { GetCallerIdentity: (_input, { account, arn }) => ({ Account: account, Arn: arn, UserId: 'me' }) },
  { GetCallerIdentity: {} },
)

const options = () => ({
  endpoint: bench.url,
  region: 'eu-west-3',
  credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
  maxAttempts: 1,
})

beforeAll(async () => {
  bench = await openBench([cloudwatch, sts])
})
afterAll(() => bench.close())
beforeEach(() => void bench.failures.splice(0))

const datum = {
  MetricName: 'Hits',
  Value: 2.5,
  Timestamp: at,
  Dimensions: [
    { Name: 'Host', Value: 'a&b=c' },
    { Name: 'Path', Value: '/é' },
  ],
}

test('the official client (JSON 1.0)', async () => {
  const client = new CloudWatchClient(options())
  await client.send(new PutMetricDataCommand({ Namespace: 'Site', MetricData: [datum] }))
  expect(seen).toEqual({ Namespace: 'Site', MetricData: [datum] })
  const statistics = new GetMetricStatisticsCommand({
    ...{ Namespace: 'Site', MetricName: 'Hits', Period: 60, Statistics: ['Sum'] },
    ...{ StartTime: at, EndTime: at },
  })
  const { Datapoints, Label } = await client.send(statistics)
  expect([Label, Datapoints]).toEqual(['a&b', [{ Timestamp: at, Sum: 1.5, Maximum: 3, Unit: 'Count' }]])
  client.destroy()
  expect(bench.failures).toEqual([])
})

const rpc = async (operation: string, body?: Uint8Array, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${bench.url}/service/GraniteServiceVersion20100801/operation/${operation}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor', ...headers },
    ...(body ? { body: body as never } : {}),
  })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return { answer, status: answer.status, body: cbor.deserialize(bytes) }
}

test('RPC v2 CBOR', async () => {
  const input = cbor.serialize({
    Namespace: 'Site',
    MetricData: [{ ...datum, Timestamp: dateToTag(at), Values: [1, 2.5] }],
  })
  const put = await rpc('PutMetricData', input)
  expect([put.status, put.answer.headers.get('smithy-protocol')]).toEqual([200, 'rpc-v2-cbor'])
  expect(seen).toEqual({ Namespace: 'Site', MetricData: [{ ...datum, Values: [1, 2.5] }] })
  await rpc('PutMetricData', gzipSync(input), { 'content-encoding': 'gzip' })
  expect(seen).toMatchObject({ Namespace: 'Site' })
  const { body } = await rpc('GetMetricStatistics')
  expect(body.Datapoints[0]).toMatchObject({ Sum: 1.5, Timestamp: { tag: 1, value: at.getTime() / 1000 } })
})

test('whole numbers are doubles all the same', async () => {
  const json = await fetch(bench.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricStatistics',
    },
    body: '{}',
  })
  expect(await json.text()).toContain('"Maximum":3.0')
  const answer = await fetch(
    `${bench.url}/service/GraniteServiceVersion20100801/operation/GetMetricStatistics`,
    { method: 'POST', headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' } },
  )
  const hex = Buffer.from(await answer.arrayBuffer()).toString('hex')
  expect(hex).toContain(`${Buffer.from('Maximum').toString('hex')}fb4008000000000000`)
})

test('and its errors: the shape with its namespace, the code of Query beside it', async () => {
  const refused = await rpc('GetMetricData')
  expect([refused.status, refused.body]).toEqual([
    400,
    {
      __type: 'com.amazonaws.cloudwatch#InvalidParameterValueException',
      message: 'No such thing <as> that.',
    },
  ])
  expect(refused.answer.headers.get('x-amzn-query-error')).toBe('InvalidParameterValue;Sender')
  expect((await rpc('Nope')).body).toEqual({ __type: 'UnknownOperationException' })
  expect((await rpc('PutMetricData', Buffer.from([0xbf, 0x61]))).body).toMatchObject({
    __type: 'SerializationException',
  })
  expect((await rpc('PutMetricData')).body).toMatchObject({
    message:
      "1 validation error detected: Value null at 'namespace' failed to satisfy constraint: Member must not be null",
  })
  expect(bench.failures).toEqual([])
})

const query = async (form: Record<string, string>, method = 'POST') => {
  const fields = new URLSearchParams({ Version: '2010-08-01', ...form })
  const answer = await (method === 'GET'
    ? fetch(`${bench.url}/?${fields}`)
    : fetch(bench.url, { method, body: fields }))
  return [answer.status, await answer.text()] as const
}

test('Query', async () => {
  const [status, text] = await query({
    Action: 'PutMetricData',
    Namespace: 'Site',
    'MetricData.member.1.MetricName': 'Hits',
    'MetricData.member.1.Value': '2.5',
    'MetricData.member.1.Timestamp': at.toISOString(),
    'MetricData.member.1.Dimensions.member.2.Name': 'Path',
    'MetricData.member.1.Dimensions.member.2.Value': '/é',
    'MetricData.member.1.Dimensions.member.1.Name': 'Host',
    'MetricData.member.1.Dimensions.member.1.Value': 'a&b=c',
  })
  expect([status, text]).toEqual([
    200,
    expect.stringMatching(/^<PutMetricDataResponse xmlns="http:\/\/monitoring/),
  ])
  expect(seen).toEqual({ Namespace: 'Site', MetricData: [datum] })
  const [, statistics] = await query({ Action: 'GetMetricStatistics', 'Statistics.member.1': 'Sum' }, 'GET')
  expect(statistics).toContain(
    '<GetMetricStatisticsResult><Label>a&amp;b</Label><Datapoints><member><Timestamp>2023-11-14T22:13:20.250Z' +
      '</Timestamp><Sum>1.5</Sum><Maximum>3</Maximum><Unit>Count</Unit></member></Datapoints></GetMetricStatisticsResult>',
  )
})

test('and its errors', async () => {
  expect((await query({ Action: 'GetMetricData' }))[1]).toContain(
    '<Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>No such thing &lt;as&gt; that.</Message></Error>',
  )
  const [status, text] = await query({ Action: 'Nope' })
  expect([status, text]).toEqual([400, expect.stringContaining('<Code>InvalidAction</Code>')])
  expect((await query({}))[1]).toContain('<Code>MissingAction</Code>')
  expect((await query({ Action: 'PutMetricData' }))[1]).toContain('<Code>ValidationError</Code>')
  expect(
    (await query({ Action: 'PutMetricData', Namespace: 'a', 'MetricData.member.1.Value': 'x' }))[1],
  ).toContain('<Code>MalformedInput</Code>')
  expect((await query({ Action: 'ListMetrics' }))[1]).toContain(
    '<Type>Receiver</Type><Code>InternalFailure</Code>',
  )
  expect(String(bench.failures)).toContain('a secret of ours')
})

test("STS' official client (Query)", async () => {
  const client = new STSClient(options())
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
    ...{ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: 'me' },
  })
  client.destroy()
})
