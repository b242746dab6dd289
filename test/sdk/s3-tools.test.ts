import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bucketsForTests } from './s3-buckets-world.ts'

/** The settings of buckets with boto3 and with the `aws` command, where they are installed. */

const run = promisify(execFile)
const world = bucketsForTests()
const journey = fileURLToPath(new URL('s3-tools-journey.py', import.meta.url))

/** Why the tests that need this program are skipped; undefined where it is there. */
function missing(program: string, ...question: string[]): string | undefined {
  const { error, status } = spawnSync(program, question, { stdio: 'ignore' })
  if (!error && status === 0) return undefined
  const reason = `skipped: "${[program, ...question].join(' ')}" does not work here`
  console.warn(`s3-tools.test.ts: ${reason}`)
  return reason
}

const noBoto = missing('python3', '-c', 'import boto3')
const noCli = missing('aws', '--version')

const encryption = {
  ServerSideEncryptionConfiguration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
  },
}
const none = { IsTruncated: false }

test.skipIf(noBoto)(`boto3: every setting ${noBoto ?? ''}`, { timeout: 60_000 }, async () => {
  const { stdout } = await run('python3', [journey, world.url])
  expect(JSON.parse(stdout)).toEqual({
    unset: {
      get_bucket_accelerate_configuration: {},
      get_bucket_cors: 'NoSuchCORSConfiguration',
      get_bucket_encryption: encryption,
      get_bucket_lifecycle: 'NoSuchLifecycleConfiguration',
      get_bucket_lifecycle_configuration: 'NoSuchLifecycleConfiguration',
      get_bucket_location: { LocationConstraint: null },
      get_bucket_logging: {},
      get_bucket_notification: {},
      get_bucket_notification_configuration: {},
      get_bucket_ownership_controls: {
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
      get_bucket_policy: 'NoSuchBucketPolicy',
      get_bucket_policy_status: 'NoSuchBucketPolicy',
      get_bucket_replication: 'ReplicationConfigurationNotFoundError',
      get_bucket_request_payment: { Payer: 'BucketOwner' },
      get_bucket_tagging: 'NoSuchTagSet',
      get_bucket_versioning: {},
      get_bucket_website: 'NoSuchWebsiteConfiguration',
      get_object_lock_configuration: 'ObjectLockConfigurationNotFoundError',
      get_public_access_block: {
        PublicAccessBlockConfiguration: {
          ...{ BlockPublicAcls: true, IgnorePublicAcls: true },
          ...{ BlockPublicPolicy: true, RestrictPublicBuckets: true },
        },
      },
      list_bucket_analytics_configurations: none,
      list_bucket_intelligent_tiering_configurations: none,
      list_bucket_inventory_configurations: none,
      list_bucket_metrics_configurations: none,
    },
    acl: [['FULL_CONTROL', true]],
    put: [
      ...Array.from({ length: 10 }, () => ({})),
      { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' },
    ],
    rules: [
      { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 30 } },
      {
        ...{ ID: 'date', Status: 'Disabled', Filter: {} },
        Expiration: { Date: '2017-09-27T00:00:00+00:00' },
      },
    ],
    expiration: true,
    tags: [{ Key: 'team', Value: 'web logs: ü' }],
    policy: true,
    refused: [
      ...['NotImplemented', 'NotImplemented', 'InvalidArgument', 'MalformedXML', 'MalformedPolicy'],
      'AccessDenied',
    ],
    left: [
      ...Array.from({ length: 6 }, () => ({})),
      ...['NoSuchPublicAccessBlockConfiguration', 'OwnershipControlsNotFoundError', 'NoSuchTagSet'],
    ],
  })
})

const aws = async (service: string, ...words: string[]): Promise<unknown> => {
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, AWS_PAGER: '', AWS_ENDPOINT_URL: world.url },
    ...{ AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_DEFAULT_REGION: 'us-east-1' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  }
  const { stdout } = await run('aws', [service, ...words], { env, timeout: 30_000 })
  return stdout.startsWith('{') ? JSON.parse(stdout) : stdout
}

test.skipIf(noCli)(`the aws command: settings of a bucket ${noCli ?? ''}`, { timeout: 120_000 }, async () => {
  const api = (operation: string, ...more: string[]) => aws('s3api', operation, '--bucket', 'cli', ...more)
  await aws('s3', 'mb', 's3://cli')
  await expect(api('get-bucket-tagging')).rejects.toMatchObject({
    stderr: expect.stringContaining(
      'An error occurred (NoSuchTagSet) when calling the GetBucketTagging operation: The TagSet does not exist',
    ),
  })
  expect(await api('get-bucket-versioning')).toBe('')
  expect(await api('get-bucket-encryption')).toEqual(encryption)
  await api('put-bucket-tagging', '--tagging', 'TagSet=[{Key=team,Value=web}]')
  expect(await api('get-bucket-tagging')).toEqual({ TagSet: [{ Key: 'team', Value: 'web' }] })
  const rule = {
    ID: 'month',
    Expiration: { Days: 30 },
    Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'a', Value: 'b' }], ObjectSizeGreaterThan: 500 } },
    Status: 'Enabled',
  }
  await api(
    ...['put-bucket-lifecycle-configuration', '--lifecycle-configuration'],
    JSON.stringify({ Rules: [rule] }),
  )
  expect(await api('get-bucket-lifecycle-configuration')).toEqual({
    Rules: [rule],
    TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
  })
  await aws('s3', 'rb', 's3://cli')
})
