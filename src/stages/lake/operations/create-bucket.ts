import type { Caller, Operation } from '../../../record/index.ts'
import { assertAcl } from '../acl.ts'
import { bucketNameProblem } from '../core/bucket-name.ts'
import { locationProblem, regionOf } from '../core/location.ts'
import { type Tag, tagSetProblem } from '../core/tags.ts'
import { errors, notServed } from '../errors.ts'
import { type ObjectStore, ObjectStoreError } from '../ports.ts'

interface Input {
  readonly Bucket: string
  readonly CreateBucketConfiguration?: {
    readonly LocationConstraint?: string
    readonly Tags?: readonly Tag[]
  }
  readonly ACL?: string
  readonly ObjectOwnership?: string
  readonly ObjectLockEnabledForBucket?: boolean
}

export function createBucket(store: ObjectStore): Operation<Input> {
  return {
    name: 'CreateBucket',
    members: {
      Bucket: { type: 'string', required: true },
      CreateBucketConfiguration: {
        type: 'structure',
        members: {
          LocationConstraint: { type: 'string' },
          Location: { type: 'structure', refused: notServed },
          Bucket: { type: 'structure', refused: notServed },
          Tags: {
            type: 'list',
            element: {
              type: 'structure',
              members: { Key: { type: 'string', required: true }, Value: { type: 'string', required: true } },
            },
          },
        },
      },
      ACL: { type: 'string' },
      GrantFullControl: { type: 'string' },
      GrantRead: { type: 'string' },
      GrantReadACP: { type: 'string' },
      GrantWrite: { type: 'string' },
      GrantWriteACP: { type: 'string' },
      ObjectLockEnabledForBucket: { type: 'boolean' },
      ObjectOwnership: { type: 'string' },
      BucketNamespace: { type: 'string', refused: notServed },
    },
    async run(input, caller) {
      const { Bucket: bucket, CreateBucketConfiguration: configuration, ObjectOwnership: ownership } = input
      const problem = bucketNameProblem(bucket)
      if (problem) throw errors.invalidBucketName(bucket, `${bucket}: ${problem}.`)
      const asked = configuration?.LocationConstraint
      const wrong = locationProblem(asked, caller.region)
      if (wrong === 'unknown') throw errors.noSuchRegion(String(asked))
      if (wrong === 'elsewhere') throw errors.otherRegion(asked)
      assertAcl(input, ownership)
      refuseLock(input)
      const tags = configuration?.Tags ?? []
      const bad = tagSetProblem(tags, 50)
      if (bad) throw bad.many ? errors.tooManyTags(50) : errors.invalidTag(bad.message, bad.key)
      const made = await create(store, bucket, regionOf(asked))
      if (!made && !(await isQuiet(store, bucket, caller))) throw errors.ownedByYou(bucket)
      if (made && tags.length > 0) await store.setBucketConfiguration(bucket, 'tagging', { TagSet: tags })
      if (made && ownership) {
        await store.setBucketConfiguration(bucket, 'ownership-controls', {
          Rules: [{ ObjectOwnership: ownership }],
        })
      }
      return { Location: `/${bucket}`, BucketArn: `arn:aws:s3:::${bucket}` }
    },
  }
}

/**
 * Whether making a bucket again passes for making it: in us-east-1, of one that is there. The program itself (a
 * template's stack) must know whether the bucket is its own.
 */
async function isQuiet(store: ObjectStore, bucket: string, { region, accessKeyId }: Caller) {
  if (region !== HOME || accessKeyId === undefined) return false
  return ((await store.bucket(bucket))?.region ?? HOME) === HOME
}
const HOME = 'us-east-1'

function refuseLock({ ObjectLockEnabledForBucket: lock }: { ObjectLockEnabledForBucket?: boolean }) {
  if (lock) throw errors.notImplemented('ObjectLockEnabledForBucket', 'buckets have no Object Lock.')
}

/** False when the bucket was there. */
async function create(store: ObjectStore, bucket: string, region: string): Promise<boolean> {
  try {
    await store.createBucket(bucket, { region })
    return true
  } catch (error) {
    if (error instanceof ObjectStoreError && error.code === 'BucketAlreadyExists') return false
    throw error
  }
}
