import { get } from 'node:http'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  paginateListBuckets,
} from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { type Any, refusal, s3ForTests } from './s3-objects-world.ts'

const s3 = s3ForTests()
const { send } = s3

test('a bucket is made, found, and removed when it is empty', async () => {
  expect(await send(CreateBucketCommand, { Bucket: 'short.lived' })).toMatchObject({
    Location: '/short.lived',
    BucketArn: 'arn:aws:s3:::short.lived',
  })
  expect(await send(HeadBucketCommand, { Bucket: 'short.lived' })).toMatchObject({
    BucketRegion: 'us-east-1',
    BucketArn: 'arn:aws:s3:::short.lived',
  })
  await send(PutObjectCommand, { Bucket: 'short.lived', Key: 'a/b', Body: 'x' })
  await expect(send(DeleteBucketCommand, { Bucket: 'short.lived' })).rejects.toMatchObject({
    ...refusal('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty'),
    BucketName: 'short.lived',
  })
  await send(DeleteObjectCommand, { Bucket: 'short.lived', Key: 'a/b' })
  expect(await send(DeleteBucketCommand, { Bucket: 'short.lived' })).toMatchObject({
    $metadata: { httpStatusCode: 204 },
  })
  await expect(send(HeadBucketCommand, { Bucket: 'short.lived' })).rejects.toMatchObject(
    refusal('NotFound', 404),
  )
  await expect(send(DeleteBucketCommand, { Bucket: 'short.lived' })).rejects.toMatchObject(
    refusal('NoSuchBucket', 404),
  )
})

test('making it again: us-east-1 says yes, other regions that it is yours', async () => {
  await send(PutObjectCommand, { Key: 'kept', Body: 'x' })
  await send(CreateBucketCommand, {})
  const europe = s3.clientWith({ region: 'eu-central-1' })
  const make = (Bucket: string, LocationConstraint?: string) =>
    europe.send(
      new CreateBucketCommand({
        Bucket,
        ...(LocationConstraint
          ? { CreateBucketConfiguration: { LocationConstraint: LocationConstraint as 'EU' } }
          : {}),
      }),
    )
  await make('europe', 'eu-central-1')
  await expect(make('europe', 'eu-central-1')).rejects.toMatchObject(
    refusal('BucketAlreadyOwnedByYou', 409, 'you already own it'),
  )
  await expect(make('elsewhere', 'eu-west-1')).rejects.toMatchObject(
    refusal('IllegalLocationConstraintException', 400, 'The eu-west-1 location constraint is incompatible'),
  )
  await expect(make('mars', 'mars')).rejects.toMatchObject(refusal('InvalidLocationConstraint', 400))
  const locationOf = async (Bucket: string) =>
    (await send(GetBucketLocationCommand, { Bucket })).LocationConstraint
  expect([await locationOf('europe'), await locationOf('logs')]).toEqual(['eu-central-1', undefined])
})

test('buckets are listed by name, page by page, by prefix and region', async () => {
  for (const Bucket of ['list-a', 'list-b', 'list-c']) await send(CreateBucketCommand, { Bucket })
  const names = ({ Buckets = [] }: Any) => Buckets.map(({ Name }: { Name: string }) => Name)
  const all = await s3.client.send(new ListBucketsCommand({ Prefix: 'list-' }))
  expect(names(all)).toEqual(['list-a', 'list-b', 'list-c'])
  expect(all).toMatchObject({ Prefix: 'list-', Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) } })
  expect(all.Buckets?.[0].CreationDate).toBeInstanceOf(Date)
  const seen: string[] = []
  for await (const page of paginateListBuckets({ client: s3.client, pageSize: 2 }, { Prefix: 'list-' })) {
    expect(names(page).length).toBeLessThanOrEqual(2)
    seen.push(...names(page))
  }
  expect(seen).toEqual(names(all))
  expect(names(await s3.client.send(new ListBucketsCommand({ BucketRegion: 'ap-south-1' })))).toEqual([])
  await expect(s3.client.send(new ListBucketsCommand({ MaxBuckets: 0 }))).rejects.toMatchObject(
    refusal('InvalidArgument', 400),
  )
})

test('virtual-host style: the bucket stands in the name of the host', async () => {
  await send(PutObjectCommand, { Key: 'hosted', Body: 'by host' })
  const { port } = new URL(s3.url)
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { host: `logs.s3.localhost:${port}` }
    get({ host: '127.0.0.1', port, path: '/hosted', headers }, async (response) => {
      resolve(Buffer.concat(await response.toArray()).toString())
    }).on('error', reject)
  })
  expect(text).toBe('by host')
})
