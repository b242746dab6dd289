import type { Operation, Service } from '../../record/index.ts'
import { bucketConfigurationOperations } from './bucket-configuration.ts'
import { tellingExpiry } from './lifecycle-headers.ts'
import type { LifecycleRules } from './lifecycle-rules.ts'
import { s3Model } from './model.ts'
import { objectOperations } from './object-operations.ts'
import { createBucket } from './operations/create-bucket.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { getBucketLocation } from './operations/get-bucket-location.ts'
import { headBucket } from './operations/head-bucket.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { refusing } from './refusal.ts'
import { refusedOperationList } from './refused.ts'

export function s3Service(rules: LifecycleRules): Service {
  const { store } = rules
  const served = [
    createBucket(store),
    deleteBucket(store),
    getBucketLocation(store),
    headBucket(store),
    listBuckets(store),
    ...bucketConfigurationOperations(store),
    ...objectOperations(store),
  ]
  return {
    name: 's3',
    model: s3Model,
    operations: byName([
      ...served.map((operation) => refusing(tellingExpiry(operation, rules))),
      ...refusedOperationList(),
    ]),
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
function byName(operations: readonly Operation<any>[]): Service['operations'] {
  return Object.fromEntries(operations.map((operation) => [operation.name, operation]))
}
