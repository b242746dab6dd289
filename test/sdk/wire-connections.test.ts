import { once } from 'node:events'
import { Agent, request as http1 } from 'node:http'
import { connect as connect2 } from 'node:http2'
import { Agent as TlsAgent } from 'node:https'
import { connect, type Socket } from 'node:net'
import { KinesisClient, ListStreamsCommand, SubscribeToShardCommand } from '@aws-sdk/client-kinesis'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServiceError } from '../../src/record/index.ts'
import { kinesisModel } from '../../src/stages/stream/model.ts'
import type { Certificate } from '../../src/wire/sockets.ts'
import { type Bench, openBench, serviceOf } from './wire-bench.ts'

let bench: Bench
let certificate: Certificate
/** What the operations wait for, and what they saw. */
let release: () => void = () => {}
let subscribed: AbortSignal | undefined
let ends: 'well' | 'refused' | 'broken' | 'never' = 'well'

const kinesis = serviceOf(
  'kinesis',
  kinesisModel,
  {
    ListStreams: () => ({ StreamNames: ['a'], HasMoreStreams: false }),
    DescribeLimits: () =>
      new Promise((resolve) => {
        release = () => resolve({ ShardLimit: 1, OpenShardCount: 0 })
      }),
    SubscribeToShard(_input, _caller, signal) {
      subscribed = signal
      return { EventStream: events(signal) }
    },
  },
  {
    ListStreams: {},
    DescribeLimits: {},
    SubscribeToShard: {
      ConsumerARN: { type: 'string' },
      ShardId: { type: 'string' },
      StartingPosition: { type: 'structure', members: { Type: { type: 'string' } } },
    },
  },
)

async function* events(signal: AbortSignal) {
  for (let at = 0; at < 2; at += 1) {
    yield {
      SubscribeToShardEvent: {
        Records: [{ Data: Buffer.from(`r${at}`), PartitionKey: 'k', SequenceNumber: String(at) }],
        ContinuationSequenceNumber: String(at),
        MillisBehindLatest: 0,
      },
    }
  }
  if (ends === 'refused') throw new ServiceError('ResourceInUseException', 'Another call took over.')
  if (ends === 'broken') throw new TypeError('a secret of ours')
  if (ends === 'never') await once(signal, 'abort')
}

const options = (url: string) => ({
  endpoint: url,
  region: 'eu-west-3',
  credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
  maxAttempts: 1,
})

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }])
  certificate = { certificate: made.cert, key: made.private }
  bench = await openBench([kinesis])
})
afterAll(() => bench.close())

const subscribe = new SubscribeToShardCommand({
  ConsumerARN: 'arn:aws:kinesis:eu-west-3:000000000000:stream/s/consumer/c:1',
  ShardId: 'shardId-000000000000',
  StartingPosition: { Type: 'LATEST' },
})

async function readEvents(client: KinesisClient): Promise<string[]> {
  const read: string[] = []
  const { EventStream } = await client.send(subscribe)
  for await (const event of EventStream ?? []) {
    for (const { Data } of event.SubscribeToShardEvent?.Records ?? [])
      read.push(Buffer.from(Data ?? []).toString())
  }
  return read
}

test.each(['HTTP/2', 'HTTP/1.1'])('an event stream to its end over %s', async (version) => {
  ends = 'well'
  const client = new KinesisClient({
    ...options(bench.url),
    ...(version === 'HTTP/1.1' ? { requestHandler: new NodeHttpHandler() } : {}),
  })
  expect(await readEvents(client)).toEqual(['r0', 'r1'])
  ends = 'refused'
  await expect(readEvents(client)).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Another call took over.',
  })
  client.destroy()
})

test('what fails in the middle of it is told as an internal failure, and logged', async () => {
  ends = 'broken'
  const answer = await fetch(bench.url, {
    method: 'POST',
    body: '{"ConsumerARN":"a","ShardId":"s","StartingPosition":{"Type":"LATEST"}}',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
    },
  })
  expect(answer.headers.get('content-type')).toBe('application/vnd.amazon.eventstream')
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString(),
    (text) => Buffer.from(text),
  )
  const bytes = Buffer.from(await answer.arrayBuffer())
  const frames = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    frames.push(codec.decode(bytes.subarray(at, at + bytes.readUInt32BE(at))))
  }
  expect(frames.map(({ headers }) => headers[':event-type']?.value ?? headers[':error-code']?.value)).toEqual(
    [...['initial-response', 'SubscribeToShardEvent', 'SubscribeToShardEvent', 'InternalFailure']],
  )
  expect(String(bench.failures.splice(0))).toContain('a secret of ours')
})

test.each(['HTTP/2', 'HTTP/1.1'])('a client of %s that goes away aborts the operation', async (version) => {
  ends = 'never'
  subscribed = undefined
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
  }
  const session = version === 'HTTP/2' ? connect2(bench.url) : undefined
  const stream =
    session?.request({ ':method': 'POST', ':path': '/', ...headers }) ??
    http1({ port: bench.port, host: '127.0.0.1', method: 'POST', headers })
  stream.end('{"ConsumerARN":"a"}')
  await once(stream, 'response')
  stream.on('error', () => {})
  expect(subscribed).toMatchObject({ aborted: false })
  const aborted = once(subscribed as unknown as AbortSignal, 'abort')
  stream.destroy()
  await aborted
  session?.close()
  expect(bench.failures).toEqual([])
})

test('TLS: HTTP/2 and HTTP/1.1 by what the client offers', async () => {
  const tls = await openBench([kinesis], certificate)
  const session = connect2(tls.url, { rejectUnauthorized: false })
  const stream = session.request({
    ':method': 'POST',
    ':path': '/',
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Kinesis_20131202.ListStreams',
  })
  stream.end('{}')
  const [headers] = await once(stream, 'response')
  expect([headers[':status'], session.alpnProtocol]).toEqual([200, 'h2'])
  stream.resume()
  await once(stream, 'close')
  session.close()
  const client = new KinesisClient({
    ...options(tls.url),
    requestHandler: new NodeHttpHandler({ httpsAgent: new TlsAgent({ rejectUnauthorized: false }) }),
  })
  expect((await client.send(new ListStreamsCommand({}))).StreamNames).toEqual(['a'])
  client.destroy()
  // Somebody who speaks no TLS does no harm.
  const lost = connect(tls.port, '127.0.0.1')
  lost.write('GET / HTTP/1.1\r\n\r\n')
  lost.on('error', () => {})
  await once(lost, 'close')
  // Nor does one who begins and then says nothing.
  const begun = connect(tls.port, '127.0.0.1')
  await once(begun, 'connect')
  begun.on('error', () => {})
  begun.write(Buffer.from('1603010200', 'hex'))
  await tls.close()
  expect(tls.failures).toEqual([])
})

/** What a bare socket hears until `enough`. */
async function hears(socket: Socket, enough: (text: string) => boolean): Promise<string> {
  let text = ''
  while (!enough(text)) text += String((await once(socket, 'data'))[0])
  return text
}

const head = (more = '') =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n` +
  `X-Amz-Target: Kinesis_20131202.ListStreams\r\nContent-Length: 2\r\n${more}\r\n`

test('Expect: 100-continue; a request in crumbs; one after another on one connection', async () => {
  const socket = connect(bench.port, '127.0.0.1')
  socket.setNoDelay()
  for (const crumb of ['P', 'OS', head('Expect: 100-continue\r\n').slice(3)]) {
    socket.write(crumb)
    await new Promise(setImmediate)
  }
  expect(await hears(socket, (text) => text.includes('\r\n\r\n'))).toMatch(/^HTTP\/1.1 100 Continue/)
  socket.write('{}')
  expect(await hears(socket, (text) => text.endsWith('}'))).toMatch(/^HTTP\/1.1 200 OK/)
  socket.write(`${head()}{}`)
  expect(await hears(socket, (text) => text.endsWith('}'))).toMatch(/^HTTP\/1.1 200 OK/)
  socket.destroy()
})

test('a body that is too large is refused before it is sent', async () => {
  const socket = connect(bench.port, '127.0.0.1')
  socket.write(head('Expect: 100-continue\r\n').replace('Content-Length: 2', 'Content-Length: 99999999'))
  const answer = await hears(socket, (text) => text.endsWith('}'))
  expect(answer).toMatch(/^HTTP\/1.1 413 /)
  expect(answer).toContain('connection: close')
  socket.destroy()
})

test('a name that is not ours is refused', async () => {
  const agent = new Agent()
  const ask = http1({
    ...{ port: bench.port, host: '127.0.0.1', method: 'POST', agent },
    headers: {
      host: 'evil.example',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.ListStreams',
    },
  })
  ask.end('{}')
  const [response] = await once(ask, 'response')
  expect(response.statusCode).toBe(403)
  response.resume()
  agent.destroy()
})

test('a client that says nothing more is not waited for; one that only listens is', async () => {
  ends = 'never'
  const quick = await openBench([kinesis], undefined, { headers: 250, idle: 250, silence: 250 })
  const says = (text: string) => {
    const socket = connect(quick.port, '127.0.0.1')
    socket.write(text)
    socket.resume()
    return socket
  }
  const listening = connect2(quick.url)
  const stream = listening.request({
    ...{ ':method': 'POST', ':path': '/', 'content-type': 'application/x-amz-json-1.1' },
    'x-amz-target': 'Kinesis_20131202.SubscribeToShard',
  })
  stream.end('{"ConsumerARN":"a"}')
  await once(stream, 'response')
  stream.resume()
  const idle2 = connect2(quick.url)
  const silent = [
    says(''),
    says('PO'),
    says('POST / HTTP/1.1\r\nHost:'),
    says(`${head()}{`),
    says(`${head()}{}`),
  ]
  await Promise.all([...silent, idle2].map((each) => once(each, 'close')))
  expect([stream.closed, listening.closed]).toEqual([false, false])
  await quick.close()
  expect(quick.failures).toEqual([])
})

test('a client that has said its last still gets its answer', async () => {
  const socket = connect({ port: bench.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.end(`${head()}{}`)
  expect(await hears(socket, (text) => text.endsWith('}'))).toMatch(/^HTTP\/1.1 200 OK/)
})

test('a stop ends event streams', async () => {
  ends = 'never'
  const stopping = await openBench([kinesis])
  const client = new KinesisClient(options(stopping.url))
  const reading = readEvents(client)
  reading.catch(() => {})
  subscribed = undefined
  while (!subscribed) await new Promise(setImmediate)
  await stopping.close()
  expect(await reading).toEqual(['r0', 'r1'])
  expect(stopping.failures).toEqual([])
  client.destroy()
})

test('a stop lets the request in flight finish, and is quick', async () => {
  const stopping = await openBench([kinesis])
  const idle = connect(stopping.port, '127.0.0.1')
  const kept = connect(stopping.port, '127.0.0.1')
  kept.write(`${head()}{}`)
  await hears(kept, (text) => text.endsWith('}'))
  const answer = fetch(stopping.url, {
    method: 'POST',
    body: '{}',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.DescribeLimits',
    },
  })
  const busy = release
  while (release === busy) await new Promise(setImmediate)
  const closed = stopping.close()
  setImmediate(release)
  expect(await (await answer).json()).toEqual({ ShardLimit: 1, OpenShardCount: 0 })
  expect((await answer).headers.get('connection')).toBe('close')
  await closed
  await Promise.all([idle, kept].map((socket) => socket.destroyed || once(socket, 'close')))
})
