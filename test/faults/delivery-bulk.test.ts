import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LAMBDA } from '../scenario/delivery-world.ts'
import {
  atOnce,
  deliverTo,
  drained,
  type End,
  errorsOf,
  failed,
  json,
  openEnd,
  type Request,
} from './delivery-end.ts'

/** An OpenSearch or Elasticsearch elsewhere, which keeps documents by their ids and does wrong when told to. */

interface Action {
  readonly index: { readonly _index: string; readonly _id?: string; readonly _type?: string }
}

let documents: Map<string, unknown>
let end: End
let misbehave: (document: { n?: unknown }, action: Action, request: number) => number | undefined

const cluster = (request: Request, response: ServerResponse) => {
  const lines = request.body
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const items = []
  for (let at = 0; at < lines.length; at += 2) {
    const [action, document] = [lines[at] as Action, lines[at + 1]]
    const status = misbehave(document, action, end.requests.length) ?? 201
    if (status < 300) documents.set(action.index._id ?? `auto${documents.size}`, document)
    const error = { type: 'some_exception', reason: `status ${status}` }
    items.push({ index: { _id: action.index._id, status, ...(status < 300 ? {} : { error }) } })
  }
  json(response, 200, { took: 1, errors: items.some(({ index }) => index.status >= 300), items })
}
beforeEach(async () => {
  documents = new Map()
  misbehave = () => undefined
  end = await openEnd(cluster)
})
afterEach(() => end.close())

const to = (more: object = {}, member = 'AmazonopensearchserviceDestinationConfiguration') =>
  deliverTo(end, {
    [member]: {
      ...{ RoleARN: 'arn:aws:iam::000000000000:role/delivery', ClusterEndpoint: end.url, IndexName: 'logs' },
      ...{ BufferingHints: atOnce, RetryOptions: { DurationInSeconds: 2 }, ...failed },
      ...more,
    },
  })
const body = (n: unknown) => JSON.stringify({ n })

test('one request a buffer, with stable ids, in an index by the day', async () => {
  const world = await to()
  world.append([body(1), '{\n"n":2}'])
  await drained(world)
  expect(end.requests).toHaveLength(1)
  expect(end.requests[0].url).toBe('/_bulk')
  expect(end.requests[0].headers['content-type']).toBe('application/x-ndjson')
  expect(end.requests[0].body.toString().split('\n').slice(0, 4)).toEqual([
    '{"index":{"_index":"logs-2026-11-20","_id":"web-logs.0.0"}}',
    '{"n":1}',
    '{"index":{"_index":"logs-2026-11-20","_id":"web-logs.0.1"}}',
    '{ "n":2}',
  ])
  await world.stop()
})

test('without ids, with a type, signed in by name and password that nobody is shown again', async () => {
  const world = await to(
    {
      ClusterEndpoint: end.url.replace('http://', 'http://ann:pass%20word@'),
      DocumentIdOptions: { DefaultDocumentIdFormat: 'NO_DOCUMENT_ID' },
      ...{ TypeName: 'line', IndexRotationPeriod: 'NoRotation' },
    },
    'ElasticsearchDestinationConfiguration',
  )
  world.append([body(1)])
  await drained(world)
  const [request] = end.requests
  expect(request.body.toString()).toBe('{"index":{"_index":"logs","_type":"line"}}\n{"n":1}\n')
  expect(Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe(
    'ann:pass word',
  )
  const shown = JSON.stringify(await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'far' }))
  expect(shown).toContain('http://ann:****@')
})

test('documents that the built-in function made', async () => {
  const world = await to({ ProcessingConfiguration: { Processors: [LAMBDA] } })
  world.append(['a', '# dropped', 'b'])
  await drained(world)
  expect([...documents]).toEqual([
    ['web-logs.0.0', { message: 'a' }],
    ['web-logs.0.2', { message: 'b' }],
  ])
})

test('part of a bulk fails: only that is sent again, poison goes to the error output at once', async () => {
  misbehave = ({ n }, _, request) =>
    n === 1 && request < 3 ? 429 : n === 2 && request < 2 ? 503 : n === 3 ? 400 : 201
  const world = await to()
  world.append([body(0), body(1), body(2), body(3), 'no JSON', '[1]'])
  await drained(world)
  expect([...documents.values()]).toEqual([{ n: 0 }, { n: 2 }, { n: 1 }])
  expect(end.requests.map((request) => request.body.toString().trim().split('\n').length / 2)).toEqual([
    4, 2, 1,
  ])
  const errors = errorsOf(world)
  expect(
    errors.map(({ record, errorCode, attemptsMade }) => [record, errorCode, attemptsMade]).sort(),
  ).toEqual([
    ['[1]', '400', 1],
    ['no JSON', '400', 1],
    [body(3), '400', 1],
  ])
  expect(Object.keys(errors[0])).toEqual([
    ...['attemptsMade', 'arrivalTimestamp', 'errorCode', 'errorMessage', 'attemptEndingTimestamp'],
    ...['esDocumentId', 'esIndexName', 'esTypeName', 'rawData', 'key', 'record'],
  ])
  expect(errors[0].key).toMatch(/^AmazonOpenSearchService-failed\//)
})

test('a document that is refused for ever with 429', async () => {
  misbehave = ({ n }) => (n === 1 ? 429 : undefined)
  const world = await to()
  world.append([body(0), body(1)])
  await drained(world)
  expect(documents.size).toBe(1)
  expect(errorsOf(world)).toMatchObject([{ record: body(1), errorCode: '429', esDocumentId: 'web-logs.0.1' }])
})

const faults: Record<string, (request: Request, response: ServerResponse) => void> = {
  429: (_, response) => json(response, 429, { error: { type: 'busy', reason: 'too much' }, status: 429 }),
  503: (_, response) => json(response, 503, ''),
  401: (_, response) => json(response, 401, 'Unauthorized'),
  'no answer': () => {},
  'a slow body': (_, response) => void response.write('{'),
  'a connection that is reset': (_, response) => response.socket?.resetAndDestroy(),
  'an answer that is no JSON': (_, response) =>
    json(response, 200, '<html>', { 'Content-Type': 'text/html' }),
  'an answer about other documents': (_, response) => json(response, 200, { errors: true, items: [] }),
  'an answer of nonsense': (_, response) => json(response, 200, { errors: true, items: [null, 7, 'x'] }),
}

describe.each(Object.entries(faults))('%s', (_, behave) => {
  test('is tried again, under the same ids', async () => {
    let times = 0
    end.become((request, response) => (++times <= 2 ? behave(request, response) : cluster(request, response)))
    const world = await to({ RetryOptions: { DurationInSeconds: 300 } })
    world.append([body(0), body(1), body(2)])
    await drained(world)
    expect([...documents.keys()]).toEqual(['web-logs.0.0', 'web-logs.0.1', 'web-logs.0.2'])
    expect(errorsOf(world)).toEqual([])
    await world.stop()
  })

  test('goes to the error output when the time for retries is over', async () => {
    end.become(behave)
    const world = await to()
    world.append([body(0), body(1), body(2)])
    await drained(world)
    expect(errorsOf(world).map(({ record }) => record)).toEqual([body(0), body(1), body(2)])
    await world.stop()
  })
})

test('a request that is too large is halved until it fits', async () => {
  end.become((request, response) =>
    request.body.length > 200 ? json(response, 413, '') : cluster(request, response),
  )
  const world = await to()
  world.append([...Array.from({ length: 5 }, (_, n) => body(n)), JSON.stringify({ long: 'x'.repeat(300) })])
  await drained(world)
  expect(documents.size).toBe(5)
  expect(errorsOf(world)).toMatchObject([{ errorCode: '413', esDocumentId: 'web-logs.0.5' }])
})

test('killed at every step: every document once, by its id, or in the error output once', async () => {
  misbehave = ({ n }) => (n === 1 ? 400 : undefined)
  for (let step = 1; ; step++) {
    documents.clear()
    const world = await to()
    world.crashAt(step)
    for (const n of [0, 1, 2]) {
      world.append([body(n)])
      await world.tick(1000)
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    const wasKilled = !world.isAlive()
    await world.restart()
    world.append([body(3)])
    await drained(world)
    expect([step, ...[...documents.keys()].sort()]).toEqual([
      step,
      'web-logs.0.0',
      'web-logs.0.2',
      'web-logs.0.3',
    ])
    expect(errorsOf(world).map(({ record }) => record)).toEqual([body(1)])
    await world.stop()
    if (!wasKilled) return
  }
})
