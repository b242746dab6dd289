import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { beforeAll, expect, test } from 'vitest'
import { type Any, refusal, s3ForTests } from './s3-objects-world.ts'

const s3 = s3ForTests()
const { send } = s3

const KEYS = ['a', 'a b+c', 'asdf', 'b/1', 'b/2', 'b/c/3', 'c/4', 'd-1', 'd-2', 'd/', 'é', '\u{1F600}']
const keysOf = ({ Contents = [] }: Any) => Contents.map(({ Key }: { Key: string }) => Key)
const prefixesOf = ({ CommonPrefixes = [] }: Any) =>
  CommonPrefixes.map(({ Prefix }: { Prefix: string }) => Prefix)

beforeAll(async () => {
  for (const Key of KEYS) await send(PutObjectCommand, { Key, Body: Key })
  await send(CreateBucketCommand, { Bucket: 'empty' })
})

test('all of it, in the order of bytes', async () => {
  const page = await send(ListObjectsV2Command, {})
  expect(keysOf(page)).toEqual(KEYS)
  expect(page).toMatchObject({ Name: 'logs', Prefix: '', MaxKeys: 1000, KeyCount: 12, IsTruncated: false })
  expect(page.Contents[0]).toMatchObject({
    Size: 1,
    StorageClass: 'STANDARD',
    ETag: '"0cc175b9c0f1b6a831c399e269772661"',
    LastModified: expect.any(Date),
    ChecksumAlgorithm: ['CRC32'],
    ChecksumType: 'FULL_OBJECT',
  })
  expect(page.Contents[0].Owner).toBeUndefined()
  expect(page.Delimiter).toBeUndefined()
  const owned = await send(ListObjectsV2Command, { FetchOwner: true, MaxKeys: 1 })
  expect(owned.Contents[0].Owner.ID).toMatch(/^[0-9a-f]{64}$/)
  expect(await send(ListObjectsV2Command, { Bucket: 'empty' })).toMatchObject({
    KeyCount: 0,
    IsTruncated: false,
  })
})

test.each([
  [{ Delimiter: '/' }, ['a', 'a b+c', 'asdf', 'd-1', 'd-2', 'é', '\u{1F600}'], ['b/', 'c/', 'd/']],
  [{ Delimiter: '/', Prefix: 'b/' }, ['b/1', 'b/2'], ['b/c/']],
  [{ Delimiter: '/', Prefix: 'b' }, [], ['b/']],
  [{ Delimiter: '-' }, ['a', 'a b+c', 'asdf', 'b/1', 'b/2', 'b/c/3', 'c/4', 'd/', 'é', '\u{1F600}'], ['d-']],
  [{ Delimiter: '/c/' }, KEYS.filter((key) => key !== 'b/c/3'), ['b/c/']],
  [{ Delimiter: '/', Prefix: 'd/' }, ['d/'], []],
  [{ Prefix: 'b/c' }, ['b/c/3'], []],
  [{ Prefix: 'none' }, [], []],
  [{ Delimiter: '' }, KEYS, []],
  [{ StartAfter: 'c/4' }, ['d-1', 'd-2', 'd/', 'é', '\u{1F600}'], []],
  [{ StartAfter: 'b/2', Delimiter: '/' }, ['d-1', 'd-2', 'é', '\u{1F600}'], ['c/', 'd/']],
  [{ StartAfter: 'zz' }, ['é', '\u{1F600}'], []],
])('v2 %j', async (input, keys, prefixes) => {
  const page = await send(ListObjectsV2Command, input)
  expect(keysOf(page)).toEqual(keys)
  expect(prefixesOf(page)).toEqual(prefixes)
  expect(page.KeyCount).toBe(keys.length + prefixes.length)
})

test.each([1, 2, 3, 5, 12])('v2 in pages of %i, with and without a delimiter', async (MaxKeys) => {
  for (const Delimiter of [undefined, '/']) {
    const whole = await send(ListObjectsV2Command, { Delimiter })
    const found: string[] = []
    const pages = paginateListObjectsV2(
      { client: s3.client, pageSize: MaxKeys },
      { Bucket: 'logs', Delimiter },
    )
    for await (const page of pages) {
      const entries = [...keysOf(page), ...prefixesOf(page)]
      expect(entries.length).toBeLessThanOrEqual(MaxKeys)
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined)
      found.push(...entries)
    }
    expect(found.toSorted()).toEqual([...keysOf(whole), ...prefixesOf(whole)].toSorted())
    expect(new Set(found).size).toBe(found.length)
  }
})

test('v1 pages by marker', async () => {
  const first = await send(ListObjectsCommand, { MaxKeys: 3 })
  expect(first).toMatchObject({ IsTruncated: true, Marker: '', MaxKeys: 3 })
  expect(first.NextMarker).toBeUndefined()
  expect(first.Contents[0].Owner.ID).toMatch(/^[0-9a-f]{64}$/)
  const second = await send(ListObjectsCommand, { MaxKeys: 100, Marker: 'asdf' })
  expect([...keysOf(first), ...keysOf(second)]).toEqual(KEYS)
  const common = await send(ListObjectsCommand, { MaxKeys: 4, Delimiter: '/' })
  expect(common).toMatchObject({ IsTruncated: true, NextMarker: 'b/' })
  const rest = await send(ListObjectsCommand, { Delimiter: '/', Marker: common.NextMarker })
  expect(prefixesOf(rest)).toEqual(['c/', 'd/'])
  expect(keysOf(rest)).toEqual(['d-1', 'd-2', 'é', '\u{1F600}'])
})

test('no keys at all', async () => {
  expect(await send(ListObjectsV2Command, { MaxKeys: 0 })).toMatchObject({
    IsTruncated: false,
    KeyCount: 0,
    MaxKeys: 0,
  })
  expect((await send(ListObjectsV2Command, { MaxKeys: 5000 })).MaxKeys).toBe(1000)
})

test('keys that XML cannot say come escaped', async () => {
  await send(CreateBucketCommand, { Bucket: 'odd' })
  const odd = ['\u0001', '\n', 'a+b c/d', 'ü', '%41', '<&>']
  for (const Key of odd) await send(PutObjectCommand, { Bucket: 'odd', Key, Body: '' })
  const page = await send(ListObjectsV2Command, { Bucket: 'odd', EncodingType: 'url' })
  expect(page.EncodingType).toBe('url')
  expect(keysOf(page)).toEqual(['%01', '%0A', '%2541', '%3C%26%3E', 'a%2Bb%20c/d', '%C3%BC'])
  const split = await send(ListObjectsV2Command, {
    Bucket: 'odd',
    EncodingType: 'url',
    Delimiter: ' ',
    Prefix: 'a',
  })
  expect(split).toMatchObject({ Delimiter: '%20', CommonPrefixes: [{ Prefix: 'a%2Bb%20' }] })
})

test('versions: one each, null', async () => {
  const page = await send(ListObjectVersionsCommand, { Delimiter: '/', MaxKeys: 4 })
  expect(page.Versions).toMatchObject([
    { Key: 'a', VersionId: 'null', IsLatest: true, Size: 1, StorageClass: 'STANDARD' },
    { Key: 'a b+c' },
    { Key: 'asdf' },
  ])
  expect(page).toMatchObject({ IsTruncated: true, NextKeyMarker: 'b/', CommonPrefixes: [{ Prefix: 'b/' }] })
  expect(page.DeleteMarkers).toBeUndefined()
  const rest = await send(ListObjectVersionsCommand, { KeyMarker: 'asdf', VersionIdMarker: 'null' })
  expect(rest.Versions.map(({ Key }: { Key: string }) => Key)).toEqual(KEYS.slice(3))
  await expect(send(ListObjectVersionsCommand, { VersionIdMarker: 'null' })).rejects.toMatchObject(
    refusal('InvalidArgument', 400, 'A version-id marker cannot be specified without a key marker.'),
  )
})

test.each([
  [{ MaxKeys: -1 }, 'InvalidArgument', 'between 0 and 2147483647'],
  [{ ContinuationToken: '%' }, 'InvalidArgument', 'The continuation token provided is incorrect'],
  [{ EncodingType: 'base64' as 'url' }, 'InvalidArgument', 'Invalid Encoding Method specified in Request'],
  [{ Bucket: 'none' }, 'NoSuchBucket', 'The specified bucket does not exist'],
])('refuses %j', async (input, name, message) => {
  await expect(send(ListObjectsV2Command, input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  })
})
