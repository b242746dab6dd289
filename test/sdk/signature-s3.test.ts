import { get } from 'node:http'
import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Gate, KEY, keyOnly, openGate } from './signature-bench.ts'
import { sha256, signed, signedChunks, signingKey } from './signature-client.ts'

let gate: Gate
let later = 0
let s3: S3Client

beforeAll(async () => {
  gate = await openGate(keyOnly(() => Date.now() + later))
  s3 = clientWith(KEY)
})
beforeEach(() => {
  later = 0
  gate.accepted.length = 0
})
afterAll(() => gate.close())

function clientWith(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
  return new S3Client({
    ...{ endpoint: gate.url, region: 'eu-west-3', forcePathStyle: true, credentials, maxAttempts: 1 },
  })
}

const KEYS = [
  'plain',
  'a b',
  'a+b',
  'ü/中',
  '100%',
  "!*'()",
  'a=b&c;d',
  'a//b',
  './../x',
  'a?b#c',
  '~.-_',
  '%2F',
]

test.each(KEYS)('the SDK is accepted for the key %j, put, get, list, delete and presigned', async (Key) => {
  const at = { Bucket: 'bucket', Key }
  await s3.send(new PutObjectCommand({ ...at, Body: 'text', Metadata: { colour: 'dark  red' } }))
  await s3.send(new GetObjectCommand({ ...at, Range: 'bytes=0-1' }))
  await s3.send(new ListObjectsV2Command({ Bucket: 'bucket', Prefix: Key, Delimiter: '/' })).catch(notXml)
  await s3.send(new DeleteObjectCommand(at))
  const url = await getSignedUrl(s3, new GetObjectCommand(at), { expiresIn: 60 })
  expect(await statusOf(url)).toBe(200)
  expect(gate.accepted).toHaveLength(5)
  expect(gate.accepted[0]).toMatchObject({ payload: sha256('text'), body: 'text' })
  expect(gate.accepted[0].caller).toMatchObject({ region: 'eu-west-3', accessKeyId: KEY.accessKeyId })
})

/** The path goes out as it is: `fetch` would resolve the dots of a key. */
function statusOf(url: string): Promise<number | undefined> {
  const path = url.slice(gate.url.length)
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gate.url)
    get({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode)).on('error', reject)
  })
}

/** The gate answers no real list; that the request was accepted is what counts. */
function notXml(error: S3ServiceException) {
  expect(error.$metadata?.httpStatusCode ?? 200).toBe(200)
}

test("a streaming body with the SDK's checksum in a trailer", async () => {
  const Body = Readable.from([Buffer.alloc(70_000, 'a'), Buffer.alloc(30_000, 'b')])
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'streamed', Body, ContentLength: 100_000 }))
  expect(gate.accepted[0].payload).toBe('STREAMING-UNSIGNED-PAYLOAD-TRAILER')
  expect(gate.accepted[0].body).toHaveLength(100_000)
  const upload = new Upload({ client: s3, params: { Bucket: 'bucket', Key: 'k', Body: 'lib-storage' } })
  await upload.done()
  expect(gate.accepted[1].body).toBe('lib-storage')
})

test('presigned PUT with a signed type; another type, path, method or a later time is refused', async () => {
  const command = new PutObjectCommand({ Bucket: 'bucket', Key: 'k', ContentType: 'text/plain' })
  const url = await getSignedUrl(s3, command, {
    expiresIn: 60,
    signableHeaders: new Set(['content-type']),
  })
  const put = (where: string, type = 'text/plain', method = 'PUT') =>
    fetch(where, { method, headers: { 'content-type': type }, ...(method === 'PUT' ? { body: 'x' } : {}) })
  expect((await put(url)).status).toBe(200)
  expect(await (await put(url, 'text/html')).text()).toContain('SignatureDoesNotMatch')
  expect(await (await put(url.replace('/k?', '/l?'))).text()).toContain('SignatureDoesNotMatch')
  expect(await (await put(url, 'text/plain', 'DELETE')).text()).toContain('SignatureDoesNotMatch')
  later = 62_000
  expect(await (await put(url)).text()).toContain('Request has expired')
})

test('another secret, an unknown key and a token of somebody else get the codes of S3', async () => {
  const list = (client: S3Client) =>
    client.send(new ListObjectsV2Command({ Bucket: 'b' })).then(
      () => 'accepted',
      (error: S3ServiceException) => `${error.name} ${error.$metadata.httpStatusCode}`,
    )
  expect(await list(clientWith({ ...KEY, secretAccessKey: 'other' }))).toBe('SignatureDoesNotMatch 403')
  expect(await list(clientWith({ ...KEY, accessKeyId: 'AKIAOTHER' }))).toBe('InvalidAccessKeyId 403')
  expect(await list(clientWith({ ...KEY, sessionToken: 'token' }))).toBe('InvalidToken 400')
  later = 16 * 60_000
  expect(await list(s3)).toBe('RequestTimeTooSkewed 403')
})

test('signed chunks as other SDKs send them: accepted whole, refused when one byte, the order or the end differs', async () => {
  const at = Date.now()
  const chunks = ['a'.repeat(8192), 'b'.repeat(8192), 'tail']
  const trailer = 'x-amz-checksum-crc32c:sOO8/Q=='
  const upload = (change: (body: string) => string, withTrailer = true) => {
    const request = signed({
      ...{ ...KEY, at, method: 'PUT', path: '/bucket/chunked', service: 's3' },
      payload: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${withTrailer ? '-TRAILER' : ''}`,
      headers: {
        host: new URL(gate.url).host,
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': String(8192 * 2 + 4),
        ...(withTrailer ? { 'x-amz-trailer': 'x-amz-checksum-crc32c' } : {}),
      },
    })
    const day = request.headers['x-amz-date'].slice(0, 8)
    const seed = {
      ...{ signature: request.signature, at, scope: `${day}/us-east-1/s3/aws4_request` },
      key: signingKey(KEY.secretAccessKey, day, 'us-east-1', 's3'),
    }
    const { body } = signedChunks(chunks, seed, withTrailer ? trailer : undefined)
    const { host: _, ...headers } = request.headers
    return fetch(gate.url + request.path, { method: 'PUT', headers, body: change(body) }).then(
      async (answer) => (answer.ok ? 'accepted' : answer.text()),
    )
  }
  expect(await upload((body) => body)).toBe('accepted')
  expect(await upload((body) => body, false)).toBe('accepted')
  expect(gate.accepted[0].body).toBe(chunks.join(''))
  const frames = (body: string) => body.split(/(?=2000;)/)
  const swapped = (body: string) => {
    const [first, second] = frames(body)
    const rest = second.slice(8192 + '2000;chunk-signature=\r\n\r\n'.length + 64)
    return second.slice(0, second.length - rest.length) + first + rest
  }
  const changes: ((body: string) => string)[] = [
    (body) => body.replace('ab', 'bb').replace('aaaa', 'aaab'),
    (body) => body.replace('tail', 'tale'),
    (body) => body.replace(/chunk-signature=./, 'chunk-signature=x'),
    (body) => body.replace('sOO8/Q==', 'sOO8/R=='),
    (body) => body.replace(/(x-amz-trailer-signature:)./, '$1x'),
    (body) => body.replace(/x-amz-trailer-signature:\w+\r\n/, ''),
    swapped,
    (body) => frames(body).slice(0, 1).join('') + body.slice(body.indexOf('4;chunk')),
  ]
  for (const change of changes) {
    expect(await upload(change), change.toString()).toContain('<Code>SignatureDoesNotMatch</Code>')
  }
})
