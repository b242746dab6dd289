import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { beforeEach, expect, test } from 'vitest'
import { bucketsForTests } from './s3-buckets-world.ts'
import { type Any, refusal } from './s3-objects-world.ts'

const world = bucketsForTests()
const { send } = world
beforeEach(async () => {
  // A test must not begin on one day and end on the next: it compares midnights.
  while (DAY - (Date.now() % DAY) < 5000) await sleep(100)
  world.now = Date.now()
  await world.newBucket()
})

const DAY = 86_400_000
const whole = { Status: 'Enabled', Filter: {} } as const
const put = (...Rules: Any[]) =>
  send(PutBucketLifecycleConfigurationCommand, { LifecycleConfiguration: { Rules } })
const shown = async () => (await send(GetBucketLifecycleConfigurationCommand)).Rules
const keys = async () => ((await send(ListObjectsV2Command)).Contents ?? []).map(({ Key }: Any) => Key)
/** S3's own rounding. */
const midnight = (days: number) => (Math.floor(Date.now() / DAY + days) + 1) * DAY

test('rules come back as they were put, over a restart, until they are taken away', async () => {
  const none = refusal('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist')
  await expect(shown()).rejects.toMatchObject({ ...none, BucketName: world.bucket })
  const rules = [
    { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'test1/' }, Expiration: { Days: 1 } },
    { ID: 'off', Status: 'Disabled', Filter: {}, Expiration: { Date: new Date('2017-09-27T00:00:00Z') } },
    {
      ID: 'both',
      Status: 'Enabled',
      Filter: {
        And: {
          Prefix: 'a&<b>/',
          Tags: [
            { Key: 'k', Value: 'v' },
            { Key: 'e', Value: '' },
          ],
          ObjectSizeGreaterThan: 1,
          ObjectSizeLessThan: 5_368_709_120,
        },
      },
      Expiration: { Days: 2_147_483_647 },
    },
    { ID: 'tag', Status: 'Enabled', Filter: { Tag: { Key: 'k', Value: 'v' } }, Expiration: { Days: 3 } },
    { ID: 'uploads', ...whole, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    {
      ID: 'versions',
      ...whole,
      Expiration: { ExpiredObjectDeleteMarker: true },
      NoncurrentVersionExpiration: { NoncurrentDays: 2, NewerNoncurrentVersions: 3 },
      NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER' }],
    },
  ]
  const set = await put(...rules)
  expect(set.TransitionDefaultMinimumObjectSize).toBe('all_storage_classes_128K')
  expect(await shown()).toEqual(rules)
  await world.restart()
  expect(await shown()).toEqual(rules)
  const older = [{ ID: 'older', Status: 'Enabled', Prefix: 'test1/', Expiration: { Days: 1 } }]
  await put(...older)
  expect(await shown()).toEqual(older)
  expect((await send(GetBucketLifecycleConfigurationCommand)).TransitionDefaultMinimumObjectSize).toBe(
    'all_storage_classes_128K',
  )
  for (let once = 0; once < 2; once++) {
    expect(await send(DeleteBucketLifecycleCommand)).toMatchObject({ $metadata: { httpStatusCode: 204 } })
  }
  await expect(shown()).rejects.toMatchObject(none)
})

test('rules without an ID get one', async () => {
  await put({ ...whole, Expiration: { Days: 1 } }, { ...whole, Expiration: { Days: 2 } })
  const [first, second] = await shown()
  expect(first.ID).toMatch(/^[\w-]{48}$/)
  expect(second.ID).not.toBe(first.ID)
})

test('rules go with their bucket', async () => {
  await put({ ...whole, Expiration: { Days: 1 } })
  await send(PutObjectCommand, { Key: 'a', Body: 'x' })
  const { bucket } = world
  await send(DeleteObjectCommand, { Key: 'a' })
  await send(DeleteBucketCommand)
  const { CreateBucketCommand } = await import('@aws-sdk/client-s3')
  await world.client.send(new CreateBucketCommand({ Bucket: bucket }))
  await expect(shown()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' })
  expect(await send(PutObjectCommand, { Key: 'a', Body: 'x' })).not.toHaveProperty('Expiration')
})

const day = { Expiration: { Days: 1 } }
const and = (...Tags: object[]) => ({ And: { Tags } })
const tag = { Key: 'k', Value: 'v' }
const MALFORMED = ['MalformedXML', 'The XML you provided was not well-formed']
test.each<[string, object[], readonly string[]]>([
  ['none', [], MALFORMED],
  ['more than 1,000', Array.from({ length: 1001 }, () => ({ ...whole, ...day })), MALFORMED],
  ['no status', [{ Filter: {}, ...day }], MALFORMED],
  ['a small status', [{ Filter: {}, Status: 'enabled', ...day }], MALFORMED],
  ['neither filter nor prefix', [{ Status: 'Enabled', ...day }], MALFORMED],
  ['filter and prefix', [{ ...whole, Prefix: '', ...day }], MALFORMED],
  [
    'filters and prefixes',
    [
      { ...whole, ...day },
      { Status: 'Enabled', Prefix: '', ...day },
    ],
    ['InvalidRequest', 'Filter element can only be used in Lifecycle V2.'],
  ],
  ['two predicates', [{ ...whole, Filter: { Prefix: 'a', Tag: tag }, ...day }], MALFORMED],
  ['a tag beside And', [{ ...whole, Filter: { Tag: tag, And: { Prefix: 'a' } }, ...day }], MALFORMED],
  ['And of nothing', [{ ...whole, Filter: { And: {} }, ...day }], MALFORMED],
  ['no action', [{ ...whole }], ['InvalidRequest', 'At least one action needs to be specified in a rule']],
  ['an expiration of nothing', [{ ...whole, Expiration: {} }], MALFORMED],
  [
    'days and a date',
    [{ ...whole, Expiration: { Days: 1, Date: new Date('2030-01-01T00:00:00Z') } }],
    MALFORMED,
  ],
  [
    'days and a delete marker',
    [{ ...whole, Expiration: { Days: 1, ExpiredObjectDeleteMarker: false } }],
    MALFORMED,
  ],
  [
    '0 days',
    [{ ...whole, Expiration: { Days: 0 } }],
    ['InvalidArgument', "'Days' for Expiration action must be a positive integer"],
  ],
  [
    '-1 days',
    [{ ...whole, Expiration: { Days: -1 } }],
    ['InvalidArgument', "'Days' for Expiration action must be a positive integer"],
  ],
  [
    'a date by day',
    [{ ...whole, Expiration: { Date: new Date('2030-01-01T01:00:00Z') } }],
    ['InvalidArgument', "'Date' must be at midnight GMT"],
  ],
  [
    'one ID twice',
    [
      { ID: 'r', ...whole, ...day },
      { ID: 'r', ...whole, ...day },
    ],
    ['InvalidArgument', 'Rule ID must be unique. Found same ID for more than one rule'],
  ],
  [
    'an ID of 256',
    [{ ID: 'a'.repeat(256), ...whole, ...day }],
    ['InvalidArgument', 'ID length should not exceed allowed limit of 255'],
  ],
  [
    'a tag twice',
    [{ ...whole, Filter: and(tag, { ...tag, Value: 'w' }), ...day }],
    ['InvalidRequest', 'Duplicate Tag Keys are not allowed.'],
  ],
  [
    'a size below 0',
    [{ ...whole, Filter: { ObjectSizeGreaterThan: -1 }, ...day }],
    ['InvalidRequest', "'ObjectSizeGreaterThan' should be between 0 and 1099511627776000."],
  ],
  [
    'no size between',
    [{ ...whole, Filter: { And: { ObjectSizeGreaterThan: 5, ObjectSizeLessThan: 5 } }, ...day }],
    ['InvalidRequest', "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'."],
  ],
  [
    'uploads by tag',
    [{ ...whole, Filter: { Tag: tag }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    ['InvalidRequest', 'AbortIncompleteMultipartUpload cannot be specified with Tags.'],
  ],
  [
    'uploads after 0 days',
    [{ ...whole, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }],
    [
      'InvalidArgument',
      "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
    ],
  ],
  [
    'versions after 0 days',
    [{ ...whole, NoncurrentVersionExpiration: { NoncurrentDays: 0 } }],
    ['InvalidArgument', "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer"],
  ],
  [
    'a transition',
    [{ ...whole, Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }] }],
    ['NotImplemented', 'Transitions'],
  ],
])('no rules: %s', async (_, rules, [code, sentence]) => {
  await expect(put(...rules)).rejects.toMatchObject(
    refusal(code, code === 'NotImplemented' ? 501 : 400, sentence),
  )
  await expect(shown()).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' })
})

test('objects really go: by days, prefix, size and tags', async () => {
  await send(PutObjectCommand, { Key: 'logs/small', Body: 'x' })
  await send(PutObjectCommand, { Key: 'logs/large', Body: 'x'.repeat(100) })
  await send(PutObjectCommand, { Key: 'logs/large-kept', Body: 'x'.repeat(100), Tagging: 'keep=yes' })
  await send(PutObjectCommand, { Key: 'tmp/a', Body: 'x', Tagging: 'temporary=1&other=2' })
  await send(PutObjectCommand, { Key: 'tmp/b', Body: 'x', Tagging: 'temporary=0' })
  await send(PutObjectCommand, { Key: 'tmp/c', Body: 'x' })
  await put(
    {
      ID: 'large logs',
      Status: 'Enabled',
      Filter: { And: { Prefix: 'logs/l', ObjectSizeGreaterThan: 50 } },
      Expiration: { Days: 3 },
    },
    { Status: 'Enabled', Filter: { Tag: { Key: 'temporary', Value: '1' } }, Expiration: { Days: 1 } },
  )
  world.now = midnight(1) - 1
  await world.lake.lifecycle.sweep()
  expect(await keys()).toHaveLength(6)
  world.now += 1
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  expect(await keys()).toEqual(['logs/large', 'logs/large-kept', 'logs/small', 'tmp/b', 'tmp/c'])
  await send(PutObjectTaggingCommand, {
    Key: 'tmp/b',
    Tagging: { TagSet: [{ Key: 'temporary', Value: '1' }] },
  })
  await world.restart()
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  world.now = midnight(3)
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 2, aborted: 0 })
  expect(await keys()).toEqual(['logs/small', 'tmp/c'])
})

test('objects go from a date on', async () => {
  await send(PutObjectCommand, { Key: 'a', Body: 'x' })
  await put({ ...whole, Expiration: { Date: new Date(midnight(9)) } })
  world.now = midnight(9) - 1
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 0, aborted: 0 })
  await put({ ...whole, Expiration: { Date: new Date(midnight(-9)) } })
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 1, aborted: 0 })
  expect(await keys()).toEqual([])
})

test('rules that are off, or that were taken away, do nothing', async () => {
  await send(PutObjectCommand, { Key: 'a', Body: 'x' })
  world.now = midnight(99)
  await put({ ...whole, Status: 'Disabled', Expiration: { Days: 1 } })
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 0, aborted: 0 })
  await put({ ...whole, Expiration: { Days: 1 } })
  await send(DeleteBucketLifecycleCommand)
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 0, aborted: 0 })
  expect(await keys()).toEqual(['a'])
})

test('answers tell when an object goes, and by which rule', async () => {
  await put(
    { ID: 'a month, roughly', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 30 } },
    { ID: 'tagged', Status: 'Enabled', Filter: { Tag: { Key: 't', Value: '' } }, Expiration: { Days: 2 } },
  )
  const month = `expiry-date="${new Date(midnight(30)).toUTCString()}", rule-id="a%20month%2C%20roughly"`
  expect((await send(PutObjectCommand, { Key: 'logs/a', Body: 'hello' })).Expiration).toBe(month)
  expect((await send(HeadObjectCommand, { Key: 'logs/a' })).Expiration).toBe(month)
  const got = await send(GetObjectCommand, { Key: 'logs/a', Range: 'bytes=1-2' })
  expect([got.Expiration, await got.Body.transformToString()]).toEqual([month, 'el'])
  const CopySource = `${world.bucket}/logs/a`
  expect((await send(CopyObjectCommand, { Key: 'logs/b', CopySource })).Expiration).toBe(month)
  expect((await send(CopyObjectCommand, { Key: 'b', CopySource })).Expiration).toBeUndefined()
  const tagged = await send(PutObjectCommand, { Key: 'logs/t', Body: 'x', Tagging: 't=' })
  expect(tagged.Expiration).toContain('rule-id="tagged"')
  await send(DeleteBucketLifecycleCommand)
  expect((await send(HeadObjectCommand, { Key: 'logs/a' })).Expiration).toBeUndefined()
})

test('uploads that nobody completes go; answers tell when', async () => {
  await put({
    ID: 'uploads',
    ...whole,
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
    Expiration: { Days: 9 },
  })
  const begin = () => send(CreateMultipartUploadCommand, { Key: 'large' })
  const { UploadId, AbortDate, AbortRuleId } = await begin()
  const told = { AbortDate: new Date(midnight(2)), AbortRuleId: 'uploads' }
  expect({ AbortDate, AbortRuleId }).toEqual(told)
  expect(await send(ListPartsCommand, { Key: 'large', UploadId })).toMatchObject(told)
  const part = { Key: 'large', UploadId, PartNumber: 1 }
  const { ETag } = await send(UploadPartCommand, { ...part, Body: 'x' })
  await begin()
  const done = await send(CompleteMultipartUploadCommand, {
    Key: 'large',
    UploadId,
    MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
  })
  expect(done.Expiration).toContain('rule-id="uploads"')
  world.now = midnight(2) - 1
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 0, aborted: 0 })
  world.now += 1
  expect(await world.lake.lifecycle.sweep()).toEqual({ expired: 0, aborted: 1 })
  expect((await send(ListMultipartUploadsCommand)).Uploads ?? []).toEqual([])
  expect(await keys()).toEqual(['large'])
})
