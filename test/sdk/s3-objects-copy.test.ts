import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import { beforeAll, expect, test } from 'vitest'
import { refusal, s3ForTests, textOf } from './s3-objects-world.ts'

const s3 = s3ForTests()
const { send } = s3
let source: { ETag: string; at: Date }

beforeAll(async () => {
  await send(CreateBucketCommand, { Bucket: 'other' })
  const { ETag } = await send(PutObjectCommand, {
    Key: 'from/ä b+c',
    Body: 'to copy',
    ContentType: 'text/plain',
    Metadata: { who: 'me' },
    Tagging: 'a=1&b=x%20y',
    StorageClass: 'STANDARD_IA',
    WebsiteRedirectLocation: '/x',
    ChecksumAlgorithm: 'SHA256',
  })
  source = { ETag, at: (await send(HeadObjectCommand, { Key: 'from/ä b+c' })).LastModified }
})

const CopySource = `logs/${encodeURIComponent('from/ä b+c')}`

test('a copy has the metadata and tags of its source, and a class of its own', async () => {
  const copy = await send(CopyObjectCommand, { Bucket: 'other', Key: 'to', CopySource })
  expect(copy.CopyObjectResult).toMatchObject({
    ETag: source.ETag,
    LastModified: expect.any(Date),
    ChecksumSHA256: expect.any(String),
  })
  const got = await send(GetObjectCommand, { Bucket: 'other', Key: 'to' })
  expect(await textOf(got)).toBe('to copy')
  expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { who: 'me' }, TagCount: 2 })
  expect([got.StorageClass, got.WebsiteRedirectLocation]).toEqual([undefined, undefined])
})

test('or what the request says, if it shall replace them', async () => {
  await send(CopyObjectCommand, {
    Key: 'replaced',
    CopySource: `/${CopySource}?versionId=null`,
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    ContentType: 'text/html',
    Metadata: { new: 'yes' },
    Tagging: 'only=one',
    StorageClass: 'ONEZONE_IA',
    ChecksumAlgorithm: 'SHA1',
  })
  expect(await send(HeadObjectCommand, { Key: 'replaced', ChecksumMode: 'ENABLED' })).toMatchObject({
    ContentType: 'text/html',
    Metadata: { new: 'yes' },
    StorageClass: 'ONEZONE_IA',
    ChecksumSHA1: expect.any(String),
    TagCount: 1,
  })
})

test('onto itself only with a change', async () => {
  await send(PutObjectCommand, { Key: 'self', Body: 'x', Metadata: { old: 'yes' } })
  const copy = { Key: 'self', CopySource: 'logs/self' }
  await expect(send(CopyObjectCommand, copy)).rejects.toMatchObject(
    refusal(
      'InvalidRequest',
      400,
      'This copy request is illegal because it is trying to copy an object to itself',
    ),
  )
  await send(CopyObjectCommand, { ...copy, StorageClass: 'STANDARD_IA' })
  expect(await send(HeadObjectCommand, { Key: 'self' })).toMatchObject({
    Metadata: { old: 'yes' },
    StorageClass: 'STANDARD_IA',
  })
  await send(CopyObjectCommand, { ...copy, MetadataDirective: 'REPLACE', Metadata: { fresh: 'yes' } })
  const got = await send(GetObjectCommand, { Key: 'self' })
  expect([got.Metadata, await textOf(got)]).toEqual([{ fresh: 'yes' }, 'x'])
})

test('conditions on the source and on what is replaced', async () => {
  const copy = (input: object) => send(CopyObjectCommand, { Key: 'conditional', CopySource, ...input })
  const before = new Date(source.at.getTime() - 5000)
  for (const fails of [
    { CopySourceIfMatch: '"x"' },
    { CopySourceIfNoneMatch: source.ETag },
    { CopySourceIfModifiedSince: source.at },
    { CopySourceIfUnmodifiedSince: before },
  ]) {
    await expect(copy(fails)).rejects.toMatchObject(refusal('PreconditionFailed', 412))
  }
  await copy({ CopySourceIfMatch: source.ETag, CopySourceIfUnmodifiedSince: before, IfNoneMatch: '*' })
  await expect(copy({ IfNoneMatch: '*' })).rejects.toMatchObject(refusal('PreconditionFailed', 412))
})

test.each([
  [{ CopySource: 'logs/none' }, 'NoSuchKey', 404],
  [{ CopySource: 'none/none' }, 'NoSuchBucket', 404],
  [{ CopySource: 'logs' }, 'InvalidArgument', 400],
  [{ CopySource: '%zz/a' }, 'InvalidArgument', 400],
  [{ CopySource: `${CopySource}?versionId=x` }, 'InvalidArgument', 400],
  [{ CopySource, MetadataDirective: 'MOVE' as 'COPY' }, 'InvalidArgument', 400],
  [{ CopySource, ExpectedSourceBucketOwner: '111111111111' }, 'AccessDenied', 403],
  [{ CopySource, Bucket: 'none' }, 'NoSuchBucket', 404],
])('refuses %j', async (input, name, status) => {
  await expect(send(CopyObjectCommand, { Key: 'refused', ...input })).rejects.toMatchObject(
    refusal(name, status),
  )
})

test('tags are set, shown and unset, without touching the object', async () => {
  const { ETag } = await send(PutObjectCommand, { Key: 'tagged', Body: 'x', Metadata: { kept: 'yes' } })
  const tags = () => send(GetObjectTaggingCommand, { Key: 'tagged' })
  expect((await tags()).TagSet).toEqual([])
  const TagSet = Array.from({ length: 10 }, (_, at) => ({
    Key: `k${at} ü/+-=._:@`,
    Value: at ? 'v'.repeat(256) : '',
  }))
  await send(PutObjectTaggingCommand, { Key: 'tagged', Tagging: { TagSet } })
  expect((await tags()).TagSet).toEqual(TagSet)
  expect(await send(HeadObjectCommand, { Key: 'tagged' })).toMatchObject({
    ETag,
    Metadata: { kept: 'yes' },
    TagCount: 10,
  })
  await send(DeleteObjectTaggingCommand, { Key: 'tagged' })
  expect((await tags()).TagSet).toEqual([])
  expect((await send(HeadObjectCommand, { Key: 'tagged' })).TagCount).toBeUndefined()
})

test.each([
  ['eleven', Array.from({ length: 11 }, (_, at) => ({ Key: `k${at}`, Value: 'v' })), 'BadRequest'],
  ['a key of 129', [{ Key: 'k'.repeat(129), Value: 'v' }], 'InvalidTag'],
  ['an empty key', [{ Key: '', Value: 'v' }], 'InvalidTag'],
  ['a value of 257', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidTag'],
  ['a strange character', [{ Key: 'k', Value: '<' }], 'InvalidTag'],
  ['the same twice', [1, 2].map((value) => ({ Key: 'k', Value: String(value) })), 'InvalidTag'],
  ["AWS's own", [{ Key: 'aws:x', Value: 'v' }], 'InvalidTag'],
])('refuses tags: %s', async (_, TagSet, name) => {
  await send(PutObjectCommand, { Key: 'untagged', Body: 'x' })
  await expect(send(PutObjectTaggingCommand, { Key: 'untagged', Tagging: { TagSet } })).rejects.toMatchObject(
    refusal(name, 400),
  )
})

test('tags of what is not there', async () => {
  const missing = refusal('NoSuchKey', 404)
  await expect(send(GetObjectTaggingCommand, { Key: 'none' })).rejects.toMatchObject(missing)
  await expect(send(DeleteObjectTaggingCommand, { Key: 'none' })).rejects.toMatchObject(missing)
  await expect(send(PutObjectTaggingCommand, { Key: 'none', Tagging: { TagSet: [] } })).rejects.toMatchObject(
    missing,
  )
})

test('attributes: those that are asked for', async () => {
  const all = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const
  const answer = await send(GetObjectAttributesCommand, { Key: 'from/ä b+c', ObjectAttributes: [...all] })
  expect(answer).toMatchObject({
    ETag: source.ETag.slice(1, -1),
    Checksum: { ChecksumSHA256: expect.any(String), ChecksumType: 'FULL_OBJECT' },
    StorageClass: 'STANDARD_IA',
    ObjectSize: 7,
    LastModified: source.at,
  })
  expect(answer.ObjectParts).toBeUndefined()
  const few = await send(GetObjectAttributesCommand, { Key: 'from/ä b+c', ObjectAttributes: ['ObjectSize'] })
  expect([few.ObjectSize, few.ETag, few.StorageClass]).toEqual([7, undefined, undefined])
  await expect(
    send(GetObjectAttributesCommand, { Key: 'from/ä b+c', ObjectAttributes: ['Colour' as 'ETag'] }),
  ).rejects.toMatchObject(refusal('InvalidArgument', 400, 'Invalid attribute name specified.'))
  await expect(
    send(GetObjectAttributesCommand, { Key: 'none', ObjectAttributes: ['ETag'] }),
  ).rejects.toMatchObject(refusal('NoSuchKey', 404))
})
