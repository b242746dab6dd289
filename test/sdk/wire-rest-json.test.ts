import { FirehoseClient, ListDeliveryStreamsCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ServiceError, type ServiceModel } from '../../src/record/index.ts'
import { firehoseModel } from '../../src/stages/delivery/model.ts'
import { anything, type Bench, openBench, serviceOf } from './wire-bench.ts'

let bench: Bench
let seen: Record<string, unknown> = {}

// A service as the SDK would describe it, small: REST-JSON with all the places where a member can stand.
const NS = 'com.amazonaws.example'
const Thing = [3, NS, 'Thing', 0, ['Name', 'At', 'Blob'], [0, 4, [21, { jsonName: 'bytes' }]]]
const GetInput = [
  3,
  NS,
  'GetInput',
  0,
  ['Id', 'Verbose', 'Token', 'Tags'],
  [
    [0, 1],
    [2, { httpQuery: 'verbose' }],
    [0, { httpHeader: 'X-Token' }],
    [64 | 0, { httpHeader: 'X-Tags' }],
  ],
  1,
]
const GetOutput = [
  3,
  NS,
  'GetOutput',
  0,
  ['Thing', 'Etag', 'Status'],
  [() => Thing, [0, { httpHeader: 'ETag' }], [1, { httpResponseCode: 1 }]],
]
const PutInput = [
  3,
  NS,
  'PutInput',
  0,
  ['Id', 'Thing'],
  [
    [0, 1],
    [() => Thing, 16],
  ],
  1,
]
const RawInput = [
  3,
  NS,
  'RawInput',
  0,
  ['Id', 'Body'],
  [
    [0, 1],
    [21, 16],
  ],
  1,
]
const NoSuchThing$ = [-3, NS, 'NoSuchThing', { error: 'client', httpError: 404 }, ['Message', 'Id'], [0, 0]]
const operation = (name: string, http: readonly unknown[], input: unknown, output: unknown) => [
  9,
  NS,
  name,
  { http },
  () => input,
  () => output,
]
const schemas = {
  GetThing$: operation('GetThing', ['GET', '/2026-11-20/things/{Id}', 200], GetInput, GetOutput),
  PutThing$: operation('PutThing', ['PUT', '/2026-11-20/things/{Id}', 201], PutInput, 'unit'),
  Invoke$: operation('Invoke', ['POST', '/2026-11-20/things/{Id}/invocations', 200], RawInput, RawInput),
  NoSuchThing$,
}
const model: ServiceModel = { signingName: 'example', protocols: ['rest-json'], schemas: async () => schemas }

const keep =
  (answer: (input: Record<string, unknown>) => unknown = () => undefined) =>
  (input: Record<string, unknown>) => {
    seen = input
    return answer(input)
  }
const services = [
  serviceOf(
    'example',
    model,
    {
      GetThing: keep(({ Id }) => {
        if (Id === 'gone') throw new ServiceError('NoSuchThing', 'It is gone.', 404, { Id })
        return { Thing: { Name: 'n', At: new Date(1500), Blob: Buffer.from('hi') }, Etag: '"e"', Status: 203 }
      }),
      PutThing: keep(),
      Invoke: keep(({ Body }) => ({ Body })),
    },
    anything,
  ),
  serviceOf(
    'firehose',
    firehoseModel,
    {
      ListDeliveryStreams: keep(() => ({ DeliveryStreamNames: ['d'], HasMoreDeliveryStreams: false })),
      PutRecordBatch: keep(() => ({ FailedPutCount: 0, RequestResponses: [{ RecordId: '1' }] })),
    },
    anything,
  ),
]
beforeAll(async () => {
  bench = await openBench(services)
})
afterAll(() => bench.close())
beforeEach(() => void bench.failures.splice(0))

test('REST-JSON: members in the path, the query, headers and the body', async () => {
  const got = await fetch(`${bench.url}/2026-11-20/things/a%2Fb?verbose=true`, {
    headers: { 'x-token': 't', 'x-tags': 'a, b' },
  })
  expect(seen).toEqual({ Id: 'a/b', Verbose: true, Token: 't', Tags: ['a', 'b'] })
  expect([got.status, got.headers.get('etag'), await got.json()]).toEqual([
    203,
    '"e"',
    { Thing: { Name: 'n', At: 1.5, bytes: 'aGk=' } },
  ])
  const put = await fetch(`${bench.url}/2026-11-20/things/x`, {
    method: 'PUT',
    body: '{"Name":"n","bytes":"aGk="}',
  })
  expect([put.status, await put.text()]).toEqual([201, ''])
  expect(seen).toEqual({ Id: 'x', Thing: { Name: 'n', Blob: Buffer.from('hi') } })
  const raw = await fetch(`${bench.url}/2026-11-20/things/x/invocations`, {
    method: 'POST',
    body: 'as it is',
  })
  expect(await raw.text()).toBe('as it is')
  expect(bench.failures).toEqual([])
})

test('and its errors', async () => {
  const gone = await fetch(`${bench.url}/2026-11-20/things/gone`)
  expect([gone.status, gone.headers.get('x-amzn-errortype'), await gone.json()]).toEqual([
    404,
    'NoSuchThing',
    { Message: 'It is gone.', Id: 'gone' },
  ])
  const broken = await fetch(`${bench.url}/2026-11-20/things/x`, { method: 'PUT', body: '{"Name":7}' })
  expect([broken.status, broken.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException'])
})

test("Firehose's official client (JSON 1.1)", async () => {
  const client = new FirehoseClient({
    endpoint: bench.url,
    region: 'eu-west-3',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    maxAttempts: 1,
  })
  expect((await client.send(new ListDeliveryStreamsCommand({ Limit: 1 }))).DeliveryStreamNames).toEqual(['d'])
  const put = await client.send(
    new PutRecordBatchCommand({ DeliveryStreamName: 'd', Records: [{ Data: Buffer.from('hi') }] }),
  )
  expect(put).toMatchObject({ FailedPutCount: 0, RequestResponses: [{ RecordId: '1' }] })
  expect(seen).toEqual({ DeliveryStreamName: 'd', Records: [{ Data: Buffer.from('hi') }] })
  client.destroy()
})
