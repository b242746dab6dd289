import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { processor } from '../scenario/delivery-world.ts'
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

/** Splunk's HTTP event collector with indexer acknowledgement. */

let indexed: string[]
let waiting: Map<number, string>
let polls: number
let end: End

/** Takes events, and has them indexed when they are asked about for the second time. */
const splunk = (request: Request, response: ServerResponse) => {
  const { pathname, searchParams } = new URL(request.url, 'http://x')
  if (request.headers.authorization !== 'Splunk to ken')
    return json(response, 403, { text: 'Invalid token', code: 4 })
  const channel = searchParams.get('channel') ?? request.headers['x-splunk-request-channel']
  if (!channel) return json(response, 400, { text: 'Data channel is missing', code: 10 })
  if (pathname === '/services/collector/ack') return acknowledge(request, response)
  const ackId = waiting.size + indexed.length
  waiting.set(ackId, request.body.toString())
  json(response, 200, { text: 'Success', code: 0, ackId })
}

function acknowledge(request: Request, response: ServerResponse) {
  const { acks } = JSON.parse(request.body.toString()) as { acks: number[] }
  const isReady = ++polls % 2 === 0
  if (isReady) {
    for (const id of acks) {
      if (waiting.has(id)) indexed.push(waiting.get(id) as string)
      waiting.delete(id)
    }
  }
  json(response, 200, { acks: Object.fromEntries(acks.map((id) => [id, isReady])) })
}

beforeEach(async () => {
  indexed = []
  waiting = new Map()
  polls = 0
  end = await openEnd(splunk)
})
afterEach(() => end.close())

const to = (more: object = {}) =>
  deliverTo(end, {
    SplunkDestinationConfiguration: {
      ...{ HECEndpoint: `${end.url}/`, HECEndpointType: 'Raw', HECToken: 'to ken' },
      ...{ BufferingHints: atOnce, RetryOptions: { DurationInSeconds: 2 }, ...failed },
      ...more,
    },
  })

const NEWLINE = { ProcessingConfiguration: { Processors: [processor('AppendDelimiterToRecord')] } }

test.each(['Raw', 'Event'])('%s: events count when Splunk has indexed them', async (HECEndpointType) => {
  const world = await to({ HECEndpointType, ...NEWLINE })
  world.append(['{"event":"a"}', '{"event":"b"}'])
  await drained(world)
  expect(indexed.map((text) => text.split('\n').filter(Boolean))).toEqual([
    ['{"event":"a"}', '{"event":"b"}'],
  ])
  const paths = end.requests.map(({ url }) => url.replace(/=.*/, '='))
  expect(paths).toEqual([
    HECEndpointType === 'Raw' ? '/services/collector/raw?channel=' : '/services/collector/event',
    '/services/collector/ack?channel=',
    '/services/collector/ack?channel=',
  ])
  expect(end.requests[0].headers['x-splunk-request-channel']).toBe(
    new URL(end.requests[1].url, 'http://x').searchParams.get('channel'),
  )
  const shown = JSON.stringify(await world.call('DescribeDeliveryStream', { DeliveryStreamName: 'far' }))
  expect(shown).not.toContain('to ken')
  await world.stop()
})

const faults: Record<string, [code: string, (request: Request, response: ServerResponse) => void]> = {
  'a token that is off': [
    'DisabledToken',
    (_, response) => json(response, 403, { text: 'Token disabled', code: 1 }),
  ],
  'a wrong token': ['InvalidToken', (_, response) => json(response, 403, { text: 'Invalid token', code: 4 })],
  'an index that is not there': [
    'InvalidIndex',
    (_, response) => json(response, 400, { text: 'x', code: 7 }),
  ],
  'no acknowledgement': ['DisabledAck', (_, response) => json(response, 200, { text: 'Success', code: 0 })],
  busy: ['ServerError', (_, response) => json(response, 503, { text: 'Server is busy', code: 9 })],
  500: ['ServerError', (_, response) => json(response, 500, 'oops')],
  429: ['ServerError', (_, response) => json(response, 429, '')],
  404: ['InvalidEndpoint', (_, response) => json(response, 404, '<html>')],
  'no answer': ['ConnectionTimeout', () => {}],
  'a slow body': ['ConnectionTimeout', (_, response) => void response.write('{')],
  'a connection that is reset': ['ConnectionClosed', (_, response) => response.socket?.resetAndDestroy()],
  'something that is no Splunk': ['ServerError', (_, response) => json(response, 200, '<html>')],
}

describe.each(Object.entries(faults))('%s', (_, [code, behave]) => {
  test('is tried again', async () => {
    let times = 0
    end.become((request, response) => (++times <= 2 ? behave(request, response) : splunk(request, response)))
    const world = await to({ RetryOptions: { DurationInSeconds: 300 } })
    world.append(['a', 'b'])
    await drained(world)
    expect(indexed.join('')).toBe('a\nb\n')
    expect(errorsOf(world)).toEqual([])
    await world.stop()
  })

  test('goes to the error output when the time for retries is over', async () => {
    end.become(behave)
    const world = await to()
    world.append(['a', 'b'])
    await drained(world)
    const errors = errorsOf(world)
    expect(errors.map(({ record, errorCode }) => [record, errorCode])).toEqual([
      ['a', `Splunk.${code}`],
      ['b', `Splunk.${code}`],
    ])
    expect(errors[1].EventId).toBe('web-logs.0.1.0')
    expect(errors[0].key).toMatch(/^splunk-failed\//)
    await world.stop()
  })
})

test('data that Splunk cannot read are not tried again', async () => {
  end.become((_, response) => json(response, 400, { text: 'Invalid data format', code: 6 }))
  const world = await to()
  world.append(['a'])
  await drained(world)
  expect(errorsOf(world)).toMatchObject([
    { record: 'a', errorCode: 'Splunk.InvalidDataFormat', attemptsMade: 1 },
  ])
  expect(end.requests).toHaveLength(1)
})

test('an acknowledgement that never comes: sent again, then the error output', async () => {
  end.become((request, response) =>
    request.url.includes('/ack') ? json(response, 200, { acks: { 0: false } }) : splunk(request, response),
  )
  const world = await to({ RetryOptions: { DurationInSeconds: 0 } })
  world.append(['a'])
  await drained(world)
  expect(errorsOf(world)).toMatchObject([{ record: 'a', errorCode: 'Splunk.AckTimeout', attemptsMade: 1 }])
})
