import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ServiceError, type StreamingBody } from '../../src/record/index.ts'
import { s3Model } from '../../src/stages/lake/model.ts'
import { anything, type Bench, openBench, serviceOf } from './wire-bench.ts'

let bench: Bench
let client: S3Client
const seen: [string, Record<string, unknown>][] = []
const saw = (name: string, answer: (input: Record<string, unknown>) => unknown = () => ({})) => [
  name,
  (input: Record<string, unknown>) => {
    seen.push([name, input])
    return answer(input)
  },
]

async function textOf(body: unknown): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

const runs = Object.fromEntries([
  saw('ListBuckets', () => ({
    Buckets: [{ Name: 'logs', CreationDate: new Date(1000) }],
    Owner: { ID: 'me' },
  })),
  saw('CreateBucket', () => ({ Location: '/logs' })),
  saw('GetBucketLocation', ({ Bucket }) => (Bucket === 'eu' ? { LocationConstraint: 'eu-west-3' } : {})),
  saw('ListObjectsV2', () => ({
    Name: 'logs',
    Contents: [
      { Key: 'a&b <é>.txt', Size: 3, LastModified: new Date(5000), ETag: '"x"' },
      { Key: 'line\nbreak', Size: 0 },
    ],
    CommonPrefixes: [{ Prefix: 'p/' }],
    KeyCount: 2,
    IsTruncated: false,
  })),
  saw('ListObjects'),
  saw('GetBucketAcl', () => ({
    Grants: [{ Grantee: { Type: 'CanonicalUser', ID: 'me' }, Permission: 'READ' }],
  })),
  saw('PutBucketTagging'),
  saw('PutBucketPolicy'),
  saw('PutObject', async (input) => {
    const body = input.Body as StreamingBody
    input.text = await textOf(body)
    input.trailers = body.trailers
    return { ETag: '"e"', $headers: { 'x-of-ours': 'yes' } }
  }),
  saw('UploadPart', async (input) => {
    input.text = await textOf(input.Body)
    return { ETag: '"p"' }
  }),
  saw('CopyObject', () => ({ CopyObjectResult: { ETag: '"c"', LastModified: new Date(7000) } })),
  saw('UploadPartCopy', () => ({ CopyPartResult: { ETag: '"c"' } })),
  saw('DeleteObjects', () => ({ Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied' }] })),
  saw('DeleteObject'),
  saw('AbortMultipartUpload'),
  saw('CompleteMultipartUpload', () => ({ ETag: '"m"' })),
  saw('ListParts', () => ({ Parts: [] })),
  saw('HeadObject', ({ Key }) => {
    if (Key === 'gone') throw new ServiceError('NotFound', 'Not Found', 404)
    return {
      ContentLength: 5,
      ContentType: 'text/plain',
      LastModified: new Date(9000),
      Metadata: { who: 'é' },
    }
  }),
  saw('GetObject', ({ Key, Range }) => {
    if (Key === 'gone') {
      throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key })
    }
    if (Key === 'same') throw new ServiceError('NotModified', '', 304)
    async function* body() {
      yield Buffer.from('he')
      yield Buffer.from('llo')
    }
    return { Body: body(), ContentLength: 5, ContentType: 'text/plain', ...(Range ? { $status: 206 } : {}) }
  }),
])

beforeAll(async () => {
  bench = await openBench([serviceOf('s3', s3Model, runs, anything)])
  client = new S3Client({
    endpoint: bench.url,
    region: 'eu-west-3',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    maxAttempts: 1,
  })
})
afterAll(async () => {
  client.destroy()
  await bench.close()
})
beforeEach(() => {
  seen.length = 0
  bench.failures.length = 0
})
const last = () => seen.at(-1)?.[1]

test('buckets', async () => {
  const { Buckets, Owner } = await client.send(new ListBucketsCommand({}))
  expect([Buckets, Owner]).toEqual([[{ Name: 'logs', CreationDate: new Date(1000) }], { ID: 'me' }])
  const made = await client.send(
    new CreateBucketCommand({
      Bucket: 'logs',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-3' },
    }),
  )
  expect(made.Location).toBe('/logs')
  expect(last()).toEqual({
    Bucket: 'logs',
    CreateBucketConfiguration: { LocationConstraint: 'eu-west-3' },
  })
  const location = async (Bucket: string) =>
    (await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint
  expect([await location('eu'), await location('us')]).toEqual(['eu-west-3', undefined])
  await client.send(
    new PutBucketTaggingCommand({
      Bucket: 'b',
      Tagging: {
        TagSet: [
          { Key: 'k', Value: '<&>' },
          { Key: '😀', Value: '' },
        ],
      },
    }),
  )
  expect(last()).toMatchObject({
    Tagging: {
      TagSet: [
        { Key: 'k', Value: '<&>' },
        { Key: '😀', Value: '' },
      ],
    },
  })
  await client.send(new PutBucketPolicyCommand({ Bucket: 'b', Policy: '{"a":1}' }))
  expect(last()).toMatchObject({ Bucket: 'b', Policy: '{"a":1}' })
  expect(bench.failures).toEqual([])
})

test('listings', async () => {
  const listed = await client.send(
    new ListObjectsV2Command({ Bucket: 'logs', Prefix: 'a b+c/é', MaxKeys: 7, Delimiter: '/' }),
  )
  expect(last()).toEqual({ Bucket: 'logs', Prefix: 'a b+c/é', MaxKeys: 7, Delimiter: '/' })
  expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['a&b <é>.txt', 'line\nbreak'])
  expect(listed.Contents?.[0]).toMatchObject({ Size: 3, LastModified: new Date(5000), ETag: '"x"' })
  expect(listed.CommonPrefixes).toEqual([{ Prefix: 'p/' }])
  expect(listed.IsTruncated).toBe(false)
})

test('an object goes in as a stream, its checksum behind it', async () => {
  const Key = 'dir/ä b+c%25//x'
  const put = await client.send(
    new PutObjectCommand({
      Bucket: 'logs',
      Key,
      Body: 'hello',
      Metadata: { who: 'me' },
      ContentEncoding: 'gzip',
    }),
  )
  expect(put.ETag).toBe('"e"')
  expect(last()).toMatchObject({
    Bucket: 'logs',
    Key,
    text: 'hello',
    Metadata: { who: 'me' },
    ContentEncoding: 'gzip',
  })
  await client.send(
    new UploadPartCommand({ Bucket: 'l', Key: 'k', UploadId: 'u', PartNumber: 3, Body: 'part' }),
  )
  expect(seen.at(-1)).toMatchObject(['UploadPart', { PartNumber: 3, UploadId: 'u', text: 'part' }])
  expect(bench.failures).toEqual([])
})

test('aws-chunked framing is taken off, trailers are handed on', async () => {
  const body = '3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n'
  const put = (text: string, length: string) =>
    fetch(`${bench.url}/logs/k`, {
      method: 'PUT',
      body: text,
      headers: {
        'content-encoding': 'aws-chunked,gzip',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': length,
        'x-amz-trailer': 'x-amz-checksum-crc32',
      },
    })
  expect((await put(body, '5')).status).toBe(200)
  expect(last()).toMatchObject({
    text: 'hello',
    ContentEncoding: 'gzip',
    ContentLength: 5,
    trailers: { 'x-amz-checksum-crc32': 'NhCmhg==' },
  })
  for (const [text, length] of [
    [body, '6'],
    [body, '4'],
    [body.slice(0, 9), '5'],
    ['zz\r\n', '5'],
    ['', '0'],
  ]) {
    const refused = await put(text, length)
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('<Code>IncompleteBody</Code>'),
    ])
  }
})

test('an object comes out as a stream', async () => {
  const got = await client.send(new GetObjectCommand({ Bucket: 'logs', Key: 'k' }))
  expect([got.ContentLength, got.ContentType, await got.Body?.transformToString()]).toEqual([
    5,
    'text/plain',
    'hello',
  ])
  const part = await fetch(`${bench.url}/logs/k`, { headers: { range: 'bytes=0-4' } })
  expect([part.status, await part.text()]).toEqual([206, 'hello'])
  const head = await client.send(new HeadObjectCommand({ Bucket: 'logs', Key: 'k' }))
  expect([head.ContentLength, head.LastModified, head.Metadata?.who]).toEqual([
    5,
    new Date(9000),
    '=?UTF-8?B?w6k=?=',
  ])
  const same = await fetch(`${bench.url}/logs/same`)
  expect([same.status, await same.text()]).toEqual([304, ''])
})

test('errors are XML, of a HEAD only a status', async () => {
  await expect(client.send(new GetObjectCommand({ Bucket: 'logs', Key: 'gone' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
    Key: 'gone',
    $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9A-F]{16}$/) },
  })
  await expect(client.send(new HeadObjectCommand({ Bucket: 'logs', Key: 'gone' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
})

test('copies, deletions', async () => {
  const copied = await client.send(new CopyObjectCommand({ Bucket: 'b', Key: 'k', CopySource: 'a/ä' }))
  expect(copied.CopyObjectResult).toMatchObject({ ETag: '"c"', LastModified: new Date(7000) })
  const deleted = await client.send(
    new DeleteObjectsCommand({
      Bucket: 'b',
      Delete: { Objects: [{ Key: ' a' }, { Key: '\u0001&#x1;' }], Quiet: true },
    }),
  )
  expect(deleted).toMatchObject({ Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied' }] })
  expect(last()).toMatchObject({ Delete: { Quiet: true } })
})

test.each([
  ['PUT', '/b', 'CreateBucket'],
  ['PUT', '/b/', 'CreateBucket'],
  ['GET', '/b/', 'ListObjects'],
  ['GET', '/b?list-type=2', 'ListObjectsV2'],
  ['GET', '/b?acl', 'GetBucketAcl'],
  ['GET', '/b?acl=', 'GetBucketAcl'],
  ['GET', '/b/k?uploadId=u', 'ListParts'],
  ['PUT', '/b/k?uploadId=u&partNumber=1', 'UploadPart'],
  ['DELETE', '/b/k?uploadId=u', 'AbortMultipartUpload'],
  ['DELETE', '/b/k', 'DeleteObject'],
  ['POST', '/b/k?uploadId=u', 'CompleteMultipartUpload'],
])('%s %s is %s', async (method, path, name) => {
  const answer = await fetch(`${bench.url}${path}`, { method })
  expect([answer.status < 300, seen.at(-1)?.[0]]).toEqual([true, name])
})

test.each([
  ['GET', '/b?website', 501, 'NotImplemented'],
  ['POST', '/b/k', 405, 'MethodNotAllowed'],
  ['PATCH', '/b/k', 405, 'MethodNotAllowed'],
  ['POST', '/b?acl', 405, 'MethodNotAllowed'],
  ['GET', '/b/k?lifecycle', 501, 'NotImplemented'],
  ['GET', '/b/%ff', 400, 'InvalidURI'],
  ['GET', '/b?prefix=%ff', 400, 'InvalidURI'],
  ['GET', '/b?list-type=2&max-keys=x', 400, 'InvalidArgument'],
])('%s %s is refused: %i %s', async (method, path, status, code) => {
  const answer = await fetch(`${bench.url}${path}`, { method })
  expect([answer.status, await answer.text()]).toEqual([
    status,
    expect.stringContaining(`<Code>${code}</Code>`),
  ])
  expect(bench.failures).toEqual([])
})

test('XML that is none, or is of something else, is MalformedXML', async () => {
  for (const body of [
    '<Tagging',
    'x',
    '<Other/>',
    '<Tagging><TagSet><Tag><Nope/></Tag></TagSet></Tagging>',
    '<a>'.repeat(30_000),
  ]) {
    const answer = await fetch(`${bench.url}/b?tagging`, { method: 'PUT', body })
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('<Code>MalformedXML</Code>'),
    ])
  }
})

test('the bucket may stand in the host', async () => {
  const { port } = bench
  const { request } = await import('node:http')
  const get = (host: string, path: string) =>
    new Promise<void>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        response.resume()
        response.on('end', resolve)
      })
        .on('error', reject)
        .end()
    })
  await get(`logs.s3.localhost:${port}`, '/dir/k')
  expect(last()).toMatchObject({ Bucket: 'logs', Key: 'dir/k' })
  await get('my.logs.s3.eu-west-3.amazonaws.com', '/k')
  expect(last()).toMatchObject({ Bucket: 'my.logs', Key: 'k' })
  await get('logs.localhost', '/?list-type=2')
  expect(seen.at(-1)).toMatchObject(['ListObjectsV2', { Bucket: 'logs' }])
  await get('localhost', 'http://localhost:4566/logs/dir/k?versionId=v')
  expect(last()).toMatchObject({ Bucket: 'logs', Key: 'dir/k', VersionId: 'v' })
  await get('s3.localhost', '/')
  expect(seen.at(-1)?.[0]).toBe('ListBuckets')
})
