import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDiskStore } from '../../src/engines/lake/disk.ts'
import { silentLog } from '../../src/observe/log.ts'
import type { Caller, StreamingBody } from '../../src/record/index.ts'
import { createLake } from '../../src/stages/lake/index.ts'
import { createDispatch } from '../../src/wire/dispatch.ts'

// S3's operations on the disk engine without HTTP: what clients cannot show, such as trailers and broken uploads.

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const path = await mkdtemp(join(tmpdir(), 'tailrace-s3-'))
const store = await openDiskStore({ path, now: Date.now })
const dispatch = createDispatch([createLake({ store, now: Date.now, log: silentLog }).service])
const call = (operation: string, input: Record<string, unknown>) =>
  dispatch('s3', operation, { Bucket: 'logs', ...input }, caller) as Promise<Record<string, unknown>>

beforeAll(() => call('CreateBucket', {}))
afterAll(() => rm(path, { recursive: true, force: true }))

const left = () => readdir(join(path, '.partial'))
const crc32OfHello = 'NhCmhg=='

function streamed(
  pieces: readonly string[],
  trailers?: Record<string, string>,
  failure?: Error,
): StreamingBody {
  return {
    ...(trailers ? { announced: Object.keys(trailers), trailers } : {}),
    async *[Symbol.asyncIterator]() {
      for (const piece of pieces) yield Buffer.from(piece)
      if (failure) throw failure
    },
  }
}

async function read(key: string): Promise<string> {
  const { Body } = await call('GetObject', { Key: key })
  const pieces: Uint8Array[] = []
  for await (const piece of Body as AsyncIterable<Uint8Array>) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

test('a checksum behind the body is verified, kept and shown', async () => {
  const put = await call('PutObject', {
    Key: 'trailer',
    Body: streamed(['hel', 'lo'], { 'x-amz-checksum-crc32': crc32OfHello }),
  })
  expect(put).toEqual({
    ETag: `"${createHash('md5').update('hello').digest('hex')}"`,
    ChecksumCRC32: crc32OfHello,
    ChecksumType: 'FULL_OBJECT',
    ServerSideEncryption: 'AES256',
  })
  expect(await call('HeadObject', { Key: 'trailer', ChecksumMode: 'ENABLED' })).toMatchObject({
    ChecksumCRC32: crc32OfHello,
  })
})

test.each([
  ['a wrong checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
  ['one that is none', { 'x-amz-checksum-crc32': 'x' }, 'InvalidRequest'],
  ['two', { 'x-amz-checksum-crc32': crc32OfHello, 'x-amz-checksum-sha1': 'x' }, 'InvalidRequest'],
  ['an unknown algorithm', { 'x-amz-checksum-crc99': 'x' }, 'InvalidRequest'],
])('refuses a body with %s behind it and keeps what was there', async (_, trailers, type) => {
  await call('PutObject', { Key: 'kept', Body: streamed(['before']) })
  await expect(call('PutObject', { Key: 'kept', Body: streamed(['hello'], trailers) })).rejects.toMatchObject(
    {
      type,
    },
  )
  expect(await read('kept')).toBe('before')
  expect(await left()).toEqual([])
})

test('a body that breaks off leaves nothing', async () => {
  const broken = () => streamed(['x'.repeat(3_000_000)], undefined, new Error('the client went away'))
  await expect(call('PutObject', { Key: 'broken', Body: broken() })).rejects.toThrow('went away')
  const { UploadId } = await call('CreateMultipartUpload', { Key: 'broken' })
  const part = { Key: 'broken', UploadId, PartNumber: 1 }
  await expect(call('UploadPart', { ...part, Body: broken() })).rejects.toThrow('went away')
  await expect(
    call('UploadPart', { ...part, Body: streamed(['x']), ContentLength: 2 }),
  ).rejects.toMatchObject({
    type: 'IncompleteBody',
  })
  expect(await left()).toEqual([])
  expect(await call('ListParts', { Key: 'broken', UploadId })).toMatchObject({ Parts: [] })
  await call('AbortMultipartUpload', { Key: 'broken', UploadId })
  await expect(call('HeadObject', { Key: 'broken' })).rejects.toMatchObject({ type: 'NotFound', status: 404 })
  expect(await readdir(join(path, '.uploads', 'logs'))).toEqual([])
})

test('of many writers who ask for a new object one wins', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      call('PutObject', { Key: 'once', Body: streamed([String(at)]), IfNoneMatch: '*' }),
    ),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { type: 'PreconditionFailed', status: 412 },
  })
})

test('an upload goes on after a restart', async () => {
  const { UploadId } = await call('CreateMultipartUpload', { Key: 'resumed', ContentType: 'text/plain' })
  const { ETag } = await call('UploadPart', {
    Key: 'resumed',
    UploadId,
    PartNumber: 7,
    Body: streamed(['x']),
  })
  const again = await openDiskStore({ path, now: Date.now })
  const second = createDispatch([createLake({ store: again, now: Date.now, log: silentLog }).service])
  const complete = {
    Bucket: 'logs',
    Key: 'resumed',
    UploadId,
    MultipartUpload: { Parts: [{ ETag, PartNumber: 7 }] },
  }
  await second('s3', 'CompleteMultipartUpload', complete, caller)
  expect(await call('HeadObject', { Key: 'resumed' })).toMatchObject({
    ContentType: 'text/plain',
    ContentLength: 1,
  })
})

test('hostile upload ids lead nowhere', async () => {
  for (const UploadId of ['..', '../logs', '.', 'x', '/etc', 'a'.repeat(64), '\0'.repeat(30)]) {
    await expect(call('AbortMultipartUpload', { Key: 'a', UploadId })).rejects.toMatchObject({
      type: 'NoSuchUpload',
    })
  }
})

test('pages of a folder, end to end', async () => {
  const { mkdir, writeFile } = await import('node:fs/promises')
  const folder = join(path, 'logs', 'many')
  await mkdir(folder)
  await Promise.all(
    Array.from({ length: 1500 }, (_, at) => writeFile(join(folder, `${String(at).padStart(5, '0')}.gz`), '')),
  )
  const seen: string[] = []
  let token: unknown
  do {
    const page = await call('ListObjectsV2', { Prefix: 'many/', MaxKeys: 400, ContinuationToken: token })
    seen.push(...(page.Contents as { Key: string }[]).map(({ Key }) => Key))
    token = page.NextContinuationToken
  } while (token)
  expect(seen).toEqual(Array.from({ length: 1500 }, (_, at) => `many/${String(at).padStart(5, '0')}.gz`))
  expect(await call('ListObjectsV2', { Delimiter: '/', Prefix: 'm' })).toMatchObject({
    CommonPrefixes: [{ Prefix: 'many/' }],
    Contents: [],
    KeyCount: 1,
  })
})
