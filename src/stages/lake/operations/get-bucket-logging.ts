import type { Operation } from '../../../record/index.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** Requests are logged to no bucket. */
export function getBucketLogging(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketLogging',
    members: bucketMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      return {}
    },
  }
}
