import { connect } from 'node:net'
import { Readable, Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { cbor } from '@smithy/core/cbor'
import { expect, test } from 'vitest'
import type { StreamingBody } from '../../src/record/index.ts'
import { stsModel } from '../../src/stages/access/model.ts'
import { s3Model } from '../../src/stages/lake/model.ts'
import { cloudwatchModel } from '../../src/stages/metrics/model.ts'
import { kinesisModel } from '../../src/stages/stream/model.ts'
import { anything, handlerOf, openBench, serviceOf } from './wire-bench.ts'

// Requests of every protocol, changed by chance (seeded): truncated, swollen, bytes flipped, pieces swapped between
// them. Each must be answered, and by no 500: the operations here cannot fail, so that would be the wire's own.

const ROUNDS = 24_000
const SEED = 20261120

interface Wild {
  method: string
  url: string
  headers: Record<string, string>
  body: Buffer
}

const rpc = (contentType: string, target: string, body: Uint8Array | string, more = {}): Wild => ({
  method: 'POST',
  url: '/',
  headers: { host: 'localhost', 'content-type': contentType, 'x-amz-target': target, ...more },
  body: Buffer.from(body as string),
})
const rest = (method: string, url: string, body: Uint8Array | string = '', more = {}): Wild => ({
  method,
  url,
  headers: { host: 'localhost', ...more },
  body: Buffer.from(body as string),
})

const records = {
  StreamName: 's',
  Records: [
    { Data: 'aGVsbG8=', PartitionKey: 'k' },
    { Data: '', PartitionKey: 'é' },
  ],
}
const metric = {
  Namespace: 'Site',
  MetricData: [
    { MetricName: 'Hits', Value: 2.5, Timestamp: 1_700_000_000, Dimensions: [{ Name: 'a', Value: 'b' }] },
  ],
}
const CORPUS: readonly Wild[] = [
  rpc('application/x-amz-json-1.1', 'Kinesis_20131202.PutRecords', JSON.stringify(records)),
  rpc('application/x-amz-json-1.1', 'Kinesis_20131202.PutRecords', gzipSync(JSON.stringify(records)), {
    'content-encoding': 'gzip',
  }),
  rpc(
    'application/x-amz-json-1.1',
    'Kinesis_20131202.SubscribeToShard',
    '{"ConsumerARN":"a","StartingPosition":{}}',
  ),
  rpc(
    'application/x-amz-cbor-1.1',
    'Kinesis_20131202.PutRecords',
    cbor.serialize({ StreamName: 's', Records: [{ Data: Buffer.from('hello'), PartitionKey: 'k' }] }),
  ),
  rpc('application/x-amz-json-1.0', 'GraniteServiceVersion20100801.PutMetricData', JSON.stringify(metric)),
  rest('POST', '/service/GraniteServiceVersion20100801/operation/PutMetricData', cbor.serialize(metric), {
    'smithy-protocol': 'rpc-v2-cbor',
    'content-type': 'application/cbor',
  }),
  rest(
    'POST',
    '/',
    'Action=PutMetricData&Version=2010-08-01&Namespace=Site&MetricData.member.1.MetricName=Hits&MetricData.member.1.Value=2.5',
    { 'content-type': 'application/x-www-form-urlencoded' },
  ),
  rest('GET', '/?Action=GetCallerIdentity&Version=2011-06-15'),
  rest(
    'PUT',
    '/b?tagging',
    '<Tagging><TagSet><Tag><Key>k&#x41;</Key><Value>v</Value></Tag></TagSet></Tagging>',
  ),
  rest(
    'POST',
    '/b?delete',
    '<?xml version="1.0"?><Delete><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>',
  ),
  rest('PUT', '/b/dir/k%20%C3%A9', 'hello', { 'x-amz-meta-who': 'me', 'content-length': '5' }),
  rest('PUT', '/b/k', '3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  }),
  rest('GET', '/b/k?versionId=v&partNumber=3', '', {
    range: 'bytes=0-4',
    'if-modified-since': 'Fri, 20 Nov 2026 16:00:00 GMT',
  }),
  rest('GET', '/b?list-type=2&prefix=a%20b&max-keys=7'),
  rest('GET', '/b?list-type=2', '', {
    authorization:
      'AWS4-HMAC-SHA256 Credential=AK/20261120/eu-west-3/s3/aws4_request, SignedHeaders=host, Signature=0',
  }),
]

const services = [
  serviceOf(
    'kinesis',
    kinesisModel,
    {
      PutRecords: () => ({ FailedRecordCount: 0, Records: [] }),
      SubscribeToShard: () => ({ EventStream: events() }),
    },
    anything,
  ),
  serviceOf('cloudwatch', cloudwatchModel, { PutMetricData: () => undefined }, anything),
  serviceOf('sts', stsModel, { GetCallerIdentity: () => ({ Account: '0' }) }, anything),
  serviceOf(
    's3',
    s3Model,
    {
      PutBucketTagging: () => ({}),
      DeleteObjects: () => ({ Deleted: [] }),
      ListObjectsV2: (input) => ({ ...input, Contents: [{ Key: '\u0000\ud800' }] }),
      ListObjects: (input) => ({ ...input }),
      GetObject: (input) => ({
        Body: Buffer.from('hello'),
        Metadata: { 'a b': 'c\nd' },
        ContentType: input.ResponseContentType,
      }),
      async PutObject({ Body }) {
        let length = 0
        for await (const piece of Body as StreamingBody) length += piece.length
        return { ETag: `"${length}"` }
      },
    },
    anything,
  ),
]
async function* events() {
  yield { SubscribeToShardEvent: { Records: [], ContinuationSequenceNumber: '0', MillisBehindLatest: 0 } }
}

/** Mulberry32. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const NASTY = [
  '',
  '\u0000',
  '%',
  '%ff',
  '..',
  '//',
  '9'.repeat(40),
  '-1',
  '[',
  '{"a":',
  '__proto__',
  'constructor',
  'NaN',
  'é',
  '\r\n',
  '&',
  ';',
  '<!DOCTYPE a [',
  '&#xffffffff;',
  'a.'.repeat(300),
  '\u{1f600}',
  '1e999',
]

function mutate(base: Wild, roll: (below: number) => number): Wild {
  const wild = { ...base, headers: { ...base.headers } }
  for (let times = 1 + roll(3); times > 0; times -= 1) {
    const names = Object.keys(wild.headers)
    const name = names[roll(names.length)]
    switch (roll(9)) {
      case 0:
        wild.body = wild.body.subarray(0, roll(wild.body.length + 1))
        break
      case 1:
      case 2:
        wild.body = Buffer.from(wild.body)
        if (wild.body.length > 0) wild.body[roll(wild.body.length)] = roll(256)
        break
      case 3: {
        const at = roll(wild.body.length + 1)
        const nasty = Buffer.from(NASTY[roll(NASTY.length)])
        wild.body = Buffer.concat([wild.body.subarray(0, at), nasty, wild.body.subarray(at)])
        break
      }
      case 4:
        wild.body = Buffer.concat(new Array(1 + roll(40)).fill(wild.body))
        break
      case 5:
        // HTTP's own parser lets no control character through.
        wild.headers[name] = printable(NASTY[roll(NASTY.length)])
        break
      case 6:
        delete wild.headers[name]
        break
      case 7: {
        const other = CORPUS[roll(CORPUS.length)]
        if (roll(2) === 0) wild.headers = { ...wild.headers, ...other.headers }
        else Object.assign(wild, { body: other.body })
        break
      }
      default: {
        const at = roll(wild.url.length + 1)
        wild.url = `/${printable(wild.url.slice(0, at) + NASTY[roll(NASTY.length)] + wild.url.slice(at)).slice(1)}`
        if (roll(4) === 0) wild.method = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH'][roll(6)]
      }
    }
  }
  return wild
}
const printable = (text: string) => text.replace(/[^\x21-\x7e\x80-\xff]/g, '')

function ask(wild: Wild, handle: ReturnType<typeof handlerOf>['handle']) {
  const request = Object.assign(Readable.from(wild.body.length > 0 ? [wild.body] : []), {
    ...{ method: wild.method, url: wild.url, headers: wild.headers, httpVersionMajor: 1, complete: true },
  })
  let status = 0
  let sent = ''
  const response = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        sent += chunk.toString('latin1')
        done()
      },
    }),
    {
      headersSent: false,
      writeContinue() {},
      writeHead(code: number, headers: Record<string, string>) {
        status = code
        response.headersSent = true
        for (const [name, value] of Object.entries(headers)) {
          if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
            throw new Error(`header ${name} that node would refuse: ${value}`)
        }
      },
    },
  )
  return handle(request as never, response as never).then(() => ({
    status,
    sent,
    ended: response.writableEnded,
  }))
}

test(`${ROUNDS} requests changed by chance are answered, none by a 500`, async () => {
  const failures: unknown[] = []
  const { handle } = handlerOf(services, failures)
  const roll = chance(SEED)
  const statuses = new Map<number, number>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const wild = mutate(CORPUS[roll(CORPUS.length)], roll)
    const { status, sent, ended } = await ask(wild, handle)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const shown = {
      round,
      ...wild,
      body: wild.body.toString('latin1').slice(0, 500),
      sent,
      failures: failures.map(String),
    }
    if (!ended || status < 200 || (status >= 500 && status !== 501) || failures.length > 0) {
      expect(shown, 'a request that was not answered well').toBeUndefined()
    }
  }
  // Mutations that break nothing, or everything, would prove little.
  expect(statuses.get(200)).toBeGreaterThan(ROUNDS / 20)
  expect(statuses.get(400)).toBeGreaterThan(ROUNDS / 5)
})

test('what grows in the unpacking is refused while it grows', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20))
  const { status } = await ask({ ...CORPUS[1], body: bomb }, handlerOf(services, []).handle)
  expect(status).toBe(413)
})

test.each([
  [
    'a form of millions of levels',
    {
      ...CORPUS[6],
      body: Buffer.from(
        `Action=PutMetricData&Version=2010-08-01&${'a.b.c.d&'.repeat(9)}${Array.from({ length: 300_000 }, (_, at) => `x${at}.y.z`).join('&')}`,
      ),
    },
  ],
  [
    'a list of millions of empty lists',
    { ...CORPUS[3], body: Buffer.concat([Buffer.from('9a00f00000', 'hex'), Buffer.alloc(0xf00000, 0x80)]) },
  ],
  [
    'XML of many document types',
    { ...CORPUS[8], body: Buffer.from(`${'<!DOCTYPE a>'.repeat(300_000)}<Tagging/>`) },
  ],
  [
    'XML of millions of elements',
    { ...CORPUS[8], body: Buffer.from(`<Tagging>${'<a/>'.repeat(900_000)}</Tagging>`) },
  ],
  ['brackets', { ...CORPUS[0], body: Buffer.alloc(15 * 2 ** 20, '[') }],
])('%s', async (_what, wild) => {
  const failures: unknown[] = []
  const { status } = await ask(wild, handlerOf(services, failures).handle)
  expect([status, failures]).toEqual([400, []])
})

test('bytes that are no HTTP, or its half, do no harm', async () => {
  const bench = await openBench(services)
  const roll = chance(SEED + 1)
  const whole = (wild: Wild) =>
    Buffer.concat([
      Buffer.from(
        `${wild.method} ${wild.url} HTTP/1.1\r\n${Object.entries({
          ...wild.headers,
          'content-length': wild.body.length,
        })
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
      ),
      wild.body,
    ])
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  for (let round = 0; round < 400; round += 1) {
    let bytes = Buffer.from(
      roll(8) === 0 ? Buffer.concat([preface, whole(CORPUS[0])]) : whole(CORPUS[roll(CORPUS.length)]),
    )
    for (let times = roll(4); times > 0; times -= 1) bytes[roll(bytes.length)] = roll(256)
    if (roll(2) === 0) bytes = bytes.subarray(0, roll(bytes.length))
    await new Promise<void>((resolve) => {
      const socket = connect(bench.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('close', () => resolve())
      socket.resume()
      socket.end(bytes)
    })
  }
  const after = await fetch(`${bench.url}/?Action=GetCallerIdentity&Version=2011-06-15`)
  expect([after.status, bench.failures]).toEqual([200, []])
  await bench.close()
})
