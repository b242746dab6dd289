import type { Member, Operation, ServiceError } from '../../record/index.ts'
import { errors } from './errors.ts'
import { assertBucket } from './guards.ts'
import type { ObjectStore } from './ports.ts'
import { type BucketInput, bucketMembers } from './shapes.ts'

// What can be set on buckets of S3 and not on those of the lake. It can be read and taken away all the same, as from a
// bucket where it never was set: tools look at all of it. Setting it is refused by name (`refused.ts`).

/** What reading it, or taking away one of several, answers. */
const ABSENT: Readonly<Record<string, (bucket: string) => ServiceError>> = {
  GetBucketCors: errors.noCors,
  GetBucketWebsite: errors.noWebsite,
  GetBucketReplication: errors.noReplication,
  GetBucketMetadataConfiguration: errors.noMetadataConfiguration,
  GetBucketMetadataTableConfiguration: errors.noMetadataConfiguration,
  GetObjectLockConfiguration: errors.noObjectLock,
  GetBucketAnalyticsConfiguration: errors.noConfiguration,
  GetBucketIntelligentTieringConfiguration: errors.noConfiguration,
  GetBucketInventoryConfiguration: errors.noConfiguration,
  GetBucketMetricsConfiguration: errors.noConfiguration,
  DeleteBucketAnalyticsConfiguration: errors.noConfiguration,
  DeleteBucketIntelligentTieringConfiguration: errors.noConfiguration,
  DeleteBucketInventoryConfiguration: errors.noConfiguration,
  DeleteBucketMetricsConfiguration: errors.noConfiguration,
}

/** Listings of none. */
const EMPTY = [
  'ListBucketAnalyticsConfigurations',
  'ListBucketIntelligentTieringConfigurations',
  'ListBucketInventoryConfigurations',
  'ListBucketMetricsConfigurations',
]

/** Taking away what is not there succeeds. */
const GONE = ['DeleteBucketCors', 'DeleteBucketReplication', 'DeleteBucketWebsite']

export function unsetOperations(store: ObjectStore): readonly Operation<BucketInput>[] {
  const absent = Object.entries(ABSENT).map(([name, error]) =>
    answering(store, name, /Analytics|Tiering|Inventory|Metrics/.test(name) ? { Id: text } : {}, (bucket) => {
      throw error(bucket)
    }),
  )
  const empty = EMPTY.map((name) => {
    return answering(store, name, { ContinuationToken: text }, () => ({ IsTruncated: false }))
  })
  return [...absent, ...empty, ...GONE.map((name) => answering(store, name, {}, () => ({})))]
}

const text: Member = { type: 'string' }

function answering(
  store: ObjectStore,
  name: string,
  further: Readonly<Record<string, Member>>,
  answer: (bucket: string) => unknown,
): Operation<BucketInput> {
  return {
    name,
    members: { ...bucketMembers, ...further },
    async run(input, caller) {
      await assertBucket(store, input, caller)
      return answer(input.Bucket)
    },
  }
}
