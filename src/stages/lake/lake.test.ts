import { expect, test } from 'vitest'
import { silentLog } from '../../observe/log.ts'
import type { Caller } from '../../record/index.ts'
import { createDispatch } from '../../wire/dispatch.ts'
import { createLake } from './index.ts'
import { type ObjectDescription, type ObjectStore, ObjectStoreError } from './ports.ts'

const caller: Caller = { account: '000000000000', region: 'us-east-1', arn: 'arn:aws:iam::000000000000:root' }
const client: Caller = { ...caller, accessKeyId: 'AKIAEXAMPLE' }

function room() {
  const buckets = new Map<string, Map<string, Uint8Array>>()
  const objectsOf = (bucket: string) => {
    const objects = buckets.get(bucket)
    if (!objects) throw new ObjectStoreError('NoSuchBucket', 'none')
    return objects
  }
  const store = {
    async createBucket(bucket: string) {
      if (buckets.has(bucket)) throw new ObjectStoreError('BucketAlreadyExists', 'there is')
      buckets.set(bucket, new Map())
    },
    async deleteBucket(bucket: string) {
      if (objectsOf(bucket).size > 0) throw new ObjectStoreError('BucketNotEmpty', 'not empty')
      buckets.delete(bucket)
    },
    listBuckets: async () => [...buckets.keys()].sort().map((name) => ({ name, createdAt: 1000 })),
    hasBucket: async (bucket: string) => buckets.has(bucket),
    async put(bucket: string, key: string, body: readonly Uint8Array[]) {
      const bytes = Buffer.concat(body)
      objectsOf(bucket).set(key, bytes)
      return { key, size: bytes.length } as ObjectDescription
    },
    bucket: async (bucket: string) => (buckets.has(bucket) ? { name: bucket, createdAt: 1000 } : undefined),
    async remove(bucket: string, key: string) {
      objectsOf(bucket).delete(key)
    },
  } as Partial<ObjectStore> as ObjectStore
  const lake = createLake({ store, now: () => 0, log: silentLog })
  const dispatch = createDispatch([lake.service])
  const call = (operation: string, input: Record<string, unknown>, by = caller) =>
    dispatch('s3', operation, input, by)
  return { lake, call, buckets }
}

test('makes, finds, lists and removes buckets as S3 does', async () => {
  const { call } = room()
  expect(await call('CreateBucket', { Bucket: 'web-logs-lake' })).toEqual({
    Location: '/web-logs-lake',
    BucketArn: 'arn:aws:s3:::web-logs-lake',
  })
  await call('CreateBucket', { Bucket: 'another.one' })
  await call('CreateBucket', { Bucket: 'zeta' })
  expect(await call('HeadBucket', { Bucket: 'zeta' })).toMatchObject({
    BucketArn: 'arn:aws:s3:::zeta',
    BucketRegion: 'us-east-1',
    AccessPointAlias: false,
  })
  expect(await call('ListBuckets', { MaxBuckets: 2 })).toMatchObject({
    Buckets: [{ Name: 'another.one', CreationDate: new Date(1000) }, { Name: 'web-logs-lake' }],
    ContinuationToken: expect.any(String),
  })
  const rest = await call('ListBuckets', { ContinuationToken: btoa('web-logs-lake') })
  expect(rest).toMatchObject({ Buckets: [{ Name: 'zeta' }] })
  expect(rest).not.toHaveProperty('ContinuationToken')
  await call('DeleteBucket', { Bucket: 'zeta' })
  await expect(call('HeadBucket', { Bucket: 'zeta' })).rejects.toMatchObject({
    type: 'NotFound',
    status: 404,
  })
})

test.each([
  ['ab', '3 to 63 characters'],
  ['a'.repeat(64), '3 to 63 characters'],
  ['Web-Logs', 'lower-case'],
  ['web_logs', 'lower-case'],
  ['-web', 'begin and end'],
  ['web.', 'begin and end'],
  ['we..b', 'two dots'],
  ['192.168.0.1', 'IP address'],
  ['xn--web', 'begin with xn--'],
  ['web-s3alias', 'end with -s3alias'],
  ['../etc', 'lower-case'],
])('refuses the bucket name %s: %s', async (name, why) => {
  const { call } = room()
  await expect(call('CreateBucket', { Bucket: name })).rejects.toMatchObject({
    type: 'InvalidBucketName',
    message: expect.stringContaining(why),
  })
})

test("speaks S3's error codes", async () => {
  const { call, lake } = room()
  await call('CreateBucket', { Bucket: 'logs' })
  const again = { type: 'BucketAlreadyOwnedByYou', status: 409, details: { BucketName: 'logs' } }
  await expect(call('CreateBucket', { Bucket: 'logs' })).rejects.toMatchObject(again)
  expect(await call('CreateBucket', { Bucket: 'logs' }, client)).toMatchObject({ Location: '/logs' })
  const inEurope = { ...client, region: 'eu-west-1' }
  const europe = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }
  await expect(call('CreateBucket', { Bucket: 'logs', ...europe }, inEurope)).rejects.toMatchObject(again)
  await expect(call('CreateBucket', { Bucket: 'europe' }, inEurope)).rejects.toMatchObject({
    type: 'IllegalLocationConstraintException',
  })
  await lake.objects.put('arn:aws:s3:::logs', 'a', [Buffer.from('x')])
  await expect(call('DeleteBucket', { Bucket: 'logs' })).rejects.toMatchObject({
    type: 'BucketNotEmpty',
    status: 409,
  })
  await expect(call('DeleteBucket', { Bucket: 'none' })).rejects.toMatchObject({
    type: 'NoSuchBucket',
    status: 404,
  })
  await expect(
    call('CreateBucket', { Bucket: 'other', CreateBucketConfiguration: { LocationConstraint: 'us-east-1' } }),
  ).rejects.toMatchObject({ type: 'InvalidLocationConstraint' })
  await expect(call('CreateBucket', { Bucket: 'other', ACL: 'public-read' })).rejects.toMatchObject({
    type: 'AccessControlListNotSupported',
  })
  await expect(call('CreateBucket', { Bucket: 'other', BucketNamespace: 'x' })).rejects.toMatchObject({
    type: 'NotImplemented',
    status: 501,
  })
  await expect(call('RestoreObject', { Bucket: 'logs', Key: 'a' })).rejects.toMatchObject({
    type: 'NotImplemented',
    message: expect.stringContaining('RestoreObject'),
  })
})

test('delivery puts by bucket ARN; failures show in health and clear', async () => {
  const { lake, call, buckets } = room()
  const put = (arn: string) => lake.objects.put(arn, 'k', [Buffer.from('he'), Buffer.from('llo')])
  await expect(put('arn:aws:s3:::logs')).rejects.toMatchObject({ type: 'NoSuchBucket', status: 404 })
  expect(lake.health()).toMatchObject({ room: 'lake', state: 'failing' })
  await call('CreateBucket', { Bucket: 'logs' })
  await put('arn:aws:s3:::logs')
  expect(String(buckets.get('logs')?.get('k'))).toBe('hello')
  expect(lake.health()).toMatchObject({ state: 'ok', detail: { puts: 1, bytes: 5 } })
  await lake.objects.remove('arn:aws:s3:::logs', 'k')
  expect(buckets.get('logs')?.size).toBe(0)
  await expect(put('logs')).rejects.toThrow("'logs' is no ARN of a bucket")
})
