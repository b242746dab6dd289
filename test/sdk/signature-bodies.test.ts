import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { s3Model } from '../../src/stages/lake/model.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'
import { createAwsDoor } from '../../src/wire/door.ts'
import { type Listener, listenAws } from '../../src/wire/sockets.ts'
import { KEY, keyOnly } from './signature-bench.ts'
import { sha256, signed, signedChunks, signingKey } from './signature-client.ts'
import { serviceOf } from './wire-bench.ts'

/** Bodies that the real door hands to an operation: what does not fit its signature must never count as whole. */
const whole: string[] = []
const s3 = serviceOf(
  's3',
  s3Model,
  {
    async PutObject({ Body }) {
      const pieces: Uint8Array[] = []
      for await (const piece of Body as AsyncIterable<Uint8Array>) pieces.push(piece)
      whole.push(Buffer.concat(pieces).toString())
      return {}
    },
  },
  {
    PutObject: {
      Bucket: { type: 'string' },
      Key: { type: 'string' },
      Body: { type: 'blob' },
      ContentLength: { type: 'integer' },
      ContentEncoding: { type: 'string' },
      ContentType: { type: 'string' },
    },
  },
)

let listener: Listener
let url = ''
const failures: unknown[] = []

beforeAll(async () => {
  const handler = createAwsDoor({
    ...{ services: [s3], dispatch: createDispatch([s3]), authenticate: keyOnly() },
    onFailure: (error) => failures.push(error),
  })
  listener = await listenAws(handler, '127.0.0.1', 0)
  url = `http://127.0.0.1:${listener.port}`
})
beforeEach(() => {
  whole.length = 0
})
afterAll(async () => {
  await listener.close()
  expect(failures).toEqual([])
})

interface Put {
  readonly payload: string
  readonly headers?: Record<string, string>
  /** Sent, but not signed. */
  readonly more?: Record<string, string>
  readonly body: (request: { signature: string; date: string }) => string
  readonly at: number
}

async function put({ payload, headers = {}, more = {}, body, at }: Put): Promise<string> {
  const request = signed({
    ...{ ...KEY, at, payload, service: 's3', method: 'PUT', path: '/bucket/key' },
    headers: { host: new URL(url).host, ...headers },
  })
  const { host: _, ...sent } = request.headers
  const answer = await fetch(`${url}/bucket/key`, {
    method: 'PUT',
    headers: { ...sent, ...more },
    body: body({ signature: request.signature, date: request.headers['x-amz-date'] }),
  })
  return answer.ok ? 'stored' : (/<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? 'no code')
}

test('a body of another hash than the signed one, framed as it may be, is refused', async () => {
  const at = Date.now()
  const plain = { payload: sha256('the body'), at }
  expect(await put({ ...plain, body: () => 'the body' })).toBe('stored')
  expect(await put({ ...plain, body: () => 'the bodY' })).toBe('XAmzContentSHA256Mismatch')
  // Content-Encoding need not be signed: it must not make a body pass that was not.
  const framed = { ...plain, more: { 'content-encoding': 'aws-chunked' } }
  expect(await put({ ...framed, body: () => '8\r\nthe bodY\r\n0\r\n\r\n' })).toBe('XAmzContentSHA256Mismatch')
  expect(await put({ ...framed, body: () => 'the body' })).toBe('stored')
  expect(whole).toEqual(['the body', 'the body'])
})

const CHUNKS = ['a'.repeat(8192), 'b'.repeat(8192), 'tail']
const LENGTH = String(8192 * 2 + 4)

/** An upload in signed chunks, changed on its way. */
function putChunks(change: (body: string) => string, trailer?: string, length = LENGTH): Promise<string> {
  const at = Date.now()
  return put({
    payload: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer ? '-TRAILER' : ''}`,
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': length,
      ...(trailer ? { 'x-amz-trailer': 'x-amz-checksum-crc32c' } : {}),
    },
    at,
    body({ signature, date }) {
      const day = date.slice(0, 8)
      const key = signingKey(KEY.secretAccessKey, day, 'us-east-1', 's3')
      const seed = { signature, at, key, scope: `${day}/us-east-1/s3/aws4_request` }
      return change(signedChunks(CHUNKS, seed, trailer).body)
    },
  })
}

test('signed chunks are stored without their framing', async () => {
  expect(await putChunks((body) => body)).toBe('stored')
  expect(await putChunks((body) => body, 'x-amz-checksum-crc32c:sOO8/Q==')).toBe('stored')
  expect(whole).toEqual([CHUNKS.join(''), CHUNKS.join('')])
})

test('chunks that are altered, swapped, left out, repeated, unsigned or cut off are refused', async () => {
  const frames = (body: string) => body.split(/(?<=[ab]\r\n)|(?<=tail\r\n)/)
  const reorder =
    (...order: number[]) =>
    (body: string) =>
      order.map((at) => frames(body)[at]).join('')
  const trailer = 'x-amz-checksum-crc32c:sOO8/Q=='
  expect(await putChunks(reorder(0, 1, 2, 3))).toBe('stored')
  whole.length = 0
  const mismatch = 'SignatureDoesNotMatch'
  expect(await putChunks(reorder(1, 0, 2, 3))).toBe(mismatch)
  expect(await putChunks(reorder(0, 2, 3))).toBe(mismatch)
  expect(await putChunks(reorder(0, 0, 2, 3))).toBe(mismatch)
  expect(await putChunks(reorder(3))).toBe(mismatch)
  expect(await putChunks((body) => body.replace('tail', 'tale'))).toBe(mismatch)
  expect(await putChunks((body) => body.replace(/;chunk-signature=\w+/, ''))).toBe(mismatch)
  expect(await putChunks((body) => body.replace('4;chunk', '3;chunk').replace('tail', 'tai'))).toBe(mismatch)
  expect(await putChunks(reorder(0, 1, 2))).toBe('IncompleteBody')
  expect(await putChunks((body) => body, undefined, String(Number(LENGTH) + 1))).toBe('IncompleteBody')
  expect(await putChunks((body) => body, undefined, String(Number(LENGTH) - 1))).toBe('IncompleteBody')
  expect(await putChunks((body) => body.replace('sOO8/Q==', 'sOO8/R=='), trailer)).toBe(mismatch)
  expect(await putChunks((body) => body.replace(/x-amz-trailer-signature:\w+\r\n/, ''), trailer)).toBe(
    mismatch,
  )
  expect(await putChunks((body) => body.replace(/\r\n$/, 'x-more:trailer\r\n\r\n'))).toBe(mismatch)
  expect(whole).toEqual([])
})
