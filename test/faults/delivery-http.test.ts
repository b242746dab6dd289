import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processor, USERS, type World } from '../scenario/delivery-world.ts'
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

/** The HTTP endpoint: AWS's contract, and everything that a far end may do wrong. */

interface Told {
  readonly requestId: string
  readonly timestamp: number
  readonly records: readonly { readonly data: string }[]
}

const told = ({ body }: Request) => JSON.parse(body.toString()) as Told
const recordsOf = (request: Request) =>
  told(request).records.map(({ data }) => Buffer.from(data, 'base64').toString().trim())

let taken: string[]
let end: End
const good = (request: Request, response: ServerResponse) => {
  taken.push(...recordsOf(request))
  json(response, 200, { requestId: told(request).requestId, timestamp: 1 })
}
beforeEach(async () => {
  taken = []
  end = await openEnd(good)
})
afterEach(() => end.close())

const to = (more: object = {}, configuration: object = {}) =>
  deliverTo(end, {
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: { Url: `${end.url}/in`, Name: 'far', ...configuration },
      ...{ BufferingHints: atOnce, RetryOptions: { DurationInSeconds: 2 }, ...failed },
      ...more,
    },
  })

test('a request as AWS makes it', async () => {
  const world = await to(
    {
      RequestConfiguration: {
        ContentEncoding: 'GZIP',
        CommonAttributes: [{ AttributeName: 'stage', AttributeValue: 'prüf' }],
      },
    },
    { AccessKey: 'secret key' },
  )
  world.append(['a', 'b'])
  await drained(world)
  const [request] = end.requests
  expect(request.headers).toMatchObject({
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'x-amz-firehose-protocol-version': '1.0',
    'x-amz-firehose-request-id': told(request).requestId,
    'x-amz-firehose-source-arn': 'arn:aws:firehose:us-east-1:000000000000:deliverystream/far',
    'x-amz-firehose-access-key': 'secret key',
    'x-amz-firehose-common-attributes': '{"commonAttributes":{"stage":"pr\\u00fcf"}}',
  })
  expect(request.url).toBe('/in')
  expect(told(request).timestamp).toBe(world.now())
  expect(taken).toEqual(['a', 'b'])
  const shown = JSON.stringify(await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'far' }))
  expect(shown).toContain('"ContentEncoding":"GZIP"')
  expect(shown).not.toContain('secret key')
  await world.stop()
})

/** What a far end may do, and AWS's name of it. */
const faults: Record<string, [code: string, (request: Request, response: ServerResponse) => void]> = {
  429: ['DestinationException', (_, response) => json(response, 429, { errorMessage: 'slow down' })],
  500: ['DestinationException', (_, response) => json(response, 500, 'no JSON')],
  '404 with a long story': ['DestinationException', (_, response) => json(response, 404, 'x'.repeat(1e5))],
  'a redirect': [
    'DestinationException',
    (_, response) => json(response, 302, '', { Location: '/elsewhere' }),
  ],
  201: [
    'DestinationException',
    (request, response) => json(response, 201, { requestId: told(request).requestId }),
  ],
  'no answer': ['RequestTimeout', () => {}],
  'a slow body': [
    'RequestTimeout',
    (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.write('{"requestId":')
    },
  ],
  'a connection that is reset': ['ConnectionReset', (_, response) => response.socket?.resetAndDestroy()],
  'a connection that ends in the body': [
    'ConnectionReset',
    (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' })
      response.write('{', () => response.socket?.destroy())
    },
  ],
  'an answer of two megabytes': [
    'ResponseTooLarge',
    (_, response) => json(response, 200, 'x'.repeat(2 << 20)),
  ],
  'the wrong content type': [
    'InvalidResponseFromDestination',
    (request, response) =>
      json(response, 200, { ...told(request), records: [] }, { 'Content-Type': 'text/html' }),
  ],
  'another requestId': [
    'InvalidResponseFromDestination',
    (_, response) => json(response, 200, { requestId: 'other', timestamp: 1 }),
  ],
  'no timestamp': [
    'InvalidResponseFromDestination',
    (request, response) => json(response, 200, { requestId: told(request).requestId }),
  ],
  'no JSON': ['InvalidResponseFromDestination', (_, response) => json(response, 200, 'fine')],
  'a list': ['InvalidResponseFromDestination', (_, response) => json(response, 200, [])],
}

describe.each(Object.entries(faults))('%s', (_, [code, behave]) => {
  test('is tried again, as the same request', async () => {
    let times = 0
    end.become((request, response) => (++times <= 2 ? behave(request, response) : good(request, response)))
    const world = await to({ RetryOptions: { DurationInSeconds: 300 } })
    world.append(['a', 'b', 'c'])
    await drained(world)
    expect(taken).toEqual(['a', 'b', 'c'])
    expect(errorsOf(world)).toEqual([])
    expect(new Set(end.requests.map(({ headers }) => headers['x-amz-firehose-request-id'])).size).toBe(1)
    await world.stop()
  })

  test('goes to the error output when the time for retries is over', async () => {
    end.become(behave)
    const world = await to()
    world.append(['a', 'b', 'c'])
    await drained(world)
    const errors = errorsOf(world)
    expect(errors.map(({ record }) => record)).toEqual(['a', 'b', 'c'])
    expect(errors[1]).toMatchObject({
      attemptsMade: expect.any(Number),
      errorCode: `HttpEndpoint.${code}`,
      subsequenceNumber: 0,
      dataId: 'web-logs.0.1.0',
    })
    expect(errors[0].key).toMatch(/^http-endpoint-failed\/2026\/11\/20\/12\/far-1-/)
    expect(errors[0].attemptsMade).toBeGreaterThan(1)
    end.become(good)
    world.append(['d'])
    await drained(world)
    expect(taken).toEqual(['d'])
    await world.stop()
  })
})

test('a request that is too large for the far end is not tried again, and not thrown away', async () => {
  end.become((_, response) => json(response, 413, {}))
  const world = await to()
  world.append(['a'])
  await drained(world)
  expect(errorsOf(world)).toMatchObject([{ record: 'a', attemptsMade: 1 }])
  expect(end.requests).toHaveLength(1)
})

test('nobody listens: waited for, then the error output', async () => {
  const { url } = end
  await end.close()
  end = await openEnd(good)
  const world = await deliverTo(end, {
    HttpEndpointDestinationConfiguration: {
      EndpointConfiguration: { Url: url },
      ...{ BufferingHints: atOnce, RetryOptions: { DurationInSeconds: 2 }, ...failed },
    },
  })
  world.append(['a'])
  await drained(world)
  expect(errorsOf(world)).toMatchObject([{ record: 'a', errorCode: 'HttpEndpoint.ConnectionFailed' }])
})

test('a function’s records: what it makes is delivered, what it fails goes to processing-failed', async () => {
  const Processors = [processor('Lambda', { LambdaArn: USERS })]
  const world = await to({ ProcessingConfiguration: { Processors } })
  world.append(['a', 'drop it', 'fail it', 'b'])
  await drained(world)
  expect(taken).toEqual(['A', 'B'])
  expect(errorsOf(world)).toMatchObject([{ record: 'fail it', lambdaArn: USERS }])
  expect(world.delivered).toEqual(['far -: 4 read, 2 rows, 0 unparsed, 1 failed'])
})

test('AllData keeps every record besides', async () => {
  const world = await to({ S3BackupMode: 'AllData' })
  world.append(['a'])
  await drained(world)
  await world.tick(300_000)
  expect(taken).toEqual(['a'])
  expect(world.objects('arn:aws:s3:::backup').map(([, lines]) => lines)).toEqual([['a']])
})

test('ten thousand records a request at most', async () => {
  const world = await to({ BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } })
  for (let at = 0; at < 12; at++) world.append(Array.from({ length: 1000 }, (_, row) => `${at} ${row}`))
  await world.tick(60_000)
  await drained(world)
  expect(end.requests.map((request) => told(request).records.length)).toEqual([10_000, 2000])
})

test('killed at every step: nothing is lost, and what comes again has the same records', async () => {
  const poison = (request: Request, response: ServerResponse) =>
    recordsOf(request).includes('a1') ? json(response, 413, {}) : good(request, response)
  for (let step = 1; ; step++) {
    taken = []
    end.become(poison)
    const world: World = await to()
    world.crashAt(step)
    for (const body of ['a0', 'a1', 'a2']) {
      world.append([body])
      await world.tick(1000)
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    await world.tick(1000)
    const wasKilled = !world.isAlive()
    await world.restart()
    // What was delivered before the kill is known to the mark; the source hears of it with the next ack.
    world.append(['a3'])
    await drained(world)
    const errors = errorsOf(world).map(({ record }) => record)
    expect([step, ...[...new Set([...taken, ...errors])].sort()]).toEqual([step, 'a0', 'a1', 'a2', 'a3'])
    expect(errors).toEqual([...new Set(errors)])
    await world.stop()
    if (!wasKilled) return
  }
})
