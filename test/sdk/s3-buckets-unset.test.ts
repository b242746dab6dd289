import * as s3 from '@aws-sdk/client-s3'
import { beforeAll, expect, test } from 'vitest'
import { bucketsForTests } from './s3-buckets-world.ts'
import { type Any, refusal } from './s3-objects-world.ts'

const world = bucketsForTests()
beforeAll(() => world.newBucket())

const commands = s3 as unknown as Readonly<Record<string, new (input: object) => Any>>
const call = (operation: string, input: object = {}) => world.send(commands[`${operation}Command`], input)

/**
 * What tools read of a bucket on which nothing was ever set: the members of the answer, or the error's code. Terraform's
 * AWS provider reads the first half for each `aws_s3_bucket`, whether or not its file speaks of it, the rest for the
 * resources of one setting each.
 */
const UNSET: readonly (readonly [string, string | object])[] = [
  ['HeadBucket', { BucketRegion: 'us-east-1' }],
  ['GetBucketLocation', {}],
  ['GetBucketPolicy', 'NoSuchBucketPolicy'],
  ['GetBucketAcl', { Owner: expect.anything(), Grants: [expect.anything()] }],
  ['GetBucketCors', 'NoSuchCORSConfiguration'],
  ['GetBucketWebsite', 'NoSuchWebsiteConfiguration'],
  ['GetBucketVersioning', {}],
  ['GetBucketAccelerateConfiguration', {}],
  ['GetBucketRequestPayment', { Payer: 'BucketOwner' }],
  ['GetBucketLogging', {}],
  ['GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration'],
  ['GetBucketReplication', 'ReplicationConfigurationNotFoundError'],
  [
    'GetBucketEncryption',
    {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    },
  ],
  ['GetObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError'],
  ['GetBucketTagging', 'NoSuchTagSet'],
  ['GetBucketAbac', { AbacStatus: { Status: 'Disabled' } }],
  ['GetBucketMetadataConfiguration', 'MetadataConfigurationNotFound'],
  ['GetBucketMetadataTableConfiguration', 'MetadataConfigurationNotFound'],
  ['GetBucketNotificationConfiguration', {}],
  [
    'GetBucketOwnershipControls',
    { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
  ],
  ['GetBucketPolicyStatus', 'NoSuchBucketPolicy'],
  [
    'GetPublicAccessBlock',
    {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
  ],
  ['ListBucketAnalyticsConfigurations', { IsTruncated: false }],
  ['ListBucketIntelligentTieringConfigurations', { IsTruncated: false }],
  ['ListBucketInventoryConfigurations', { IsTruncated: false }],
  ['ListBucketMetricsConfigurations', { IsTruncated: false }],
]

test.each(UNSET)('%s', async (operation, expected) => {
  if (typeof expected === 'string') {
    await expect(call(operation)).rejects.toMatchObject({
      ...refusal(expected, 404),
      BucketName: world.bucket,
    })
    return
  }
  const { $metadata, ...answer } = await call(operation)
  expect($metadata.httpStatusCode).toBe(200)
  if (Object.keys(expected).length === 0) expect(answer).toEqual({})
  else expect(answer).toMatchObject(expected)
})

test.each(UNSET)('%s of a bucket that is not there', async (operation) => {
  const code = operation === 'HeadBucket' ? 'NotFound' : 'NoSuchBucket'
  await expect(call(operation, { Bucket: 'no-such-bucket' })).rejects.toMatchObject(refusal(code, 404))
})

test.each(['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'])(
  'the %s configuration of a name',
  async (kind) => {
    for (const verb of ['Get', 'Delete']) {
      await expect(call(`${verb}Bucket${kind}Configuration`, { Id: 'one' })).rejects.toMatchObject(
        refusal('NoSuchConfiguration', 404, 'The specified configuration does not exist.'),
      )
    }
  },
)

test.each([
  'DeleteBucketCors',
  'DeleteBucketEncryption',
  'DeleteBucketLifecycle',
  'DeleteBucketPolicy',
  'DeleteBucketReplication',
  'DeleteBucketTagging',
  'DeleteBucketWebsite',
])('%s of what is not set', async (operation) => {
  expect((await call(operation)).$metadata.httpStatusCode).toBe(204)
  await expect(call(operation, { Bucket: 'no-such-bucket' })).rejects.toMatchObject(
    refusal('NoSuchBucket', 404),
  )
})
