import { once } from 'node:events'
import { request } from 'node:http'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { type Any, refusal, s3ForTests, textOf } from './s3-objects-world.ts'

const s3 = s3ForTests()
const { send } = s3

/** The headers of the answer, or of the refusal, to a command. */
async function headersOf(sent: Promise<Any>): Promise<Record<string, string>> {
  return (await sent.catch((error) => error)).$response.headers
}

test('not modified: the tag and the time come all the same', async () => {
  const { ETag } = await send(PutObjectCommand, { Key: 'same', Body: 'x' })
  const { LastModified } = await send(HeadObjectCommand, { Key: 'same' })
  for (const Command of [GetObjectCommand, HeadObjectCommand]) {
    const headers = await headersOf(send(Command, { Key: 'same', IfNoneMatch: ETag }))
    expect(headers).toMatchObject({ etag: ETag, 'last-modified': LastModified.toUTCString() })
    expect(headers['content-type']).toBeUndefined()
  }
})

test('HeadBucket names the type of the body that it leaves out', async () => {
  const answer = await fetch(`${s3.url}/logs`, { method: 'HEAD' })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/xml'])
})

test.each(['200', ''])('an expectation of %j is passed over', async (wanted) => {
  const sent = request(`${s3.url}/logs/expecting`, { method: 'PUT', headers: { Expect: wanted } }).end('x')
  const [answer] = await once(sent, 'response')
  answer.resume()
  expect(answer.statusCode).toBe(200)
})

test('a copy has a checksum, but not its type', async () => {
  await send(PutObjectCommand, { Key: 'source', Body: 'x' })
  const { CopyObjectResult } = await send(CopyObjectCommand, { Key: 'copy', CopySource: 'logs/source' })
  expect(Object.keys(CopyObjectResult).sort()).toEqual(['ChecksumCRC32', 'ETag', 'LastModified'])
})

test.each(['/', '//', '/a', 'a/', 'a//'])('the key %j is an object of its own', async (Key) => {
  await send(PutObjectCommand, { Key, Body: `in ${Key}` })
  expect(await textOf(await send(GetObjectCommand, { Key }))).toBe(`in ${Key}`)
  const { Contents } = await send(ListObjectsV2Command, { Prefix: Key, MaxKeys: 1 })
  expect(Contents[0].Key).toBe(Key)
})

test('attributes count the parts of a composite checksum beside it, not in it', async () => {
  const Key = 'composite'
  const { UploadId } = await send(CreateMultipartUploadCommand, { Key, ChecksumAlgorithm: 'SHA256' })
  const part = await send(UploadPartCommand, {
    Key,
    UploadId,
    PartNumber: 1,
    Body: 'one',
    ChecksumAlgorithm: 'SHA256',
  })
  const { ETag, ChecksumSHA256 } = part
  const done = await send(CompleteMultipartUploadCommand, {
    Key,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] },
  })
  expect(done.ChecksumSHA256).toMatch(/=-1$/)
  const { Checksum } = await send(GetObjectAttributesCommand, { Key, ObjectAttributes: ['Checksum'] })
  expect(Checksum).toEqual({
    ChecksumSHA256: done.ChecksumSHA256.replace('-1', ''),
    ChecksumType: 'COMPOSITE',
  })
})

test('an empty continuation token is a wrong one', async () => {
  await expect(send(ListObjectsV2Command, { ContinuationToken: '' })).rejects.toMatchObject(
    refusal('InvalidArgument', 400, 'The continuation token provided is incorrect'),
  )
})

test.each([
  [-1, 'Argument max-parts must be an integer between 0 and 2147483647'],
  [2 ** 31, 'Provided max-parts not an integer or within integer range'],
])('a page of %d parts', async (MaxParts, sentence) => {
  const { UploadId } = await send(CreateMultipartUploadCommand, { Key: 'paged' })
  await expect(send(ListPartsCommand, { Key: 'paged', UploadId, MaxParts })).rejects.toMatchObject(
    refusal('InvalidArgument', 400, sentence),
  )
})

test.each([
  ['-1', 'Argument part-number-marker must be an integer between 0 and 2147483647'],
  ['first', 'Provided part-number-marker not an integer or within integer range'],
])('parts after %s', async (PartNumberMarker, sentence) => {
  const { UploadId } = await send(CreateMultipartUploadCommand, { Key: 'paged' })
  await expect(send(ListPartsCommand, { Key: 'paged', UploadId, PartNumberMarker })).rejects.toMatchObject(
    refusal('InvalidArgument', 400, sentence),
  )
})

test('AWS’s own tags: a sentence for objects, another for buckets', async () => {
  const TagSet = [{ Key: 'aws:mine', Value: 'x' }]
  const ofObjects = refusal('InvalidTag', 400, 'Your TagKey cannot be prefixed with aws:')
  await expect(
    send(PutObjectCommand, { Key: 'tagged', Body: '', Tagging: 'aws:mine=x' }),
  ).rejects.toMatchObject(ofObjects)
  await send(PutObjectCommand, { Key: 'tagged', Body: '' })
  await expect(send(PutObjectTaggingCommand, { Key: 'tagged', Tagging: { TagSet } })).rejects.toMatchObject(
    ofObjects,
  )
  await expect(send(PutBucketTaggingCommand, { Tagging: { TagSet } })).rejects.toMatchObject(
    refusal('InvalidTag', 400, 'System tags cannot be added/updated by requester'),
  )
})

test('us-east-1 makes only its own buckets again', async () => {
  const there = s3.clientWith({ region: 'eu-north-1' })
  const Bucket = 'northern'
  await there.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-north-1' } }),
  )
  await expect(send(CreateBucketCommand, { Bucket })).rejects.toMatchObject(
    refusal('BucketAlreadyOwnedByYou', 409),
  )
})

test('onto itself without a change, where the bucket was told how to encrypt', async () => {
  const Bucket = 'encrypting'
  await send(CreateBucketCommand, { Bucket })
  const copy = () => send(CopyObjectCommand, { Bucket, Key: 'self', CopySource: `${Bucket}/self` })
  await send(PutObjectCommand, { Bucket, Key: 'self', Body: 'x' })
  await expect(copy()).rejects.toMatchObject(refusal('InvalidRequest', 400))
  await send(PutBucketEncryptionCommand, {
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  })
  expect(await copy()).toMatchObject({ ServerSideEncryption: 'AES256' })
})
