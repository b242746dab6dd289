import type { Operation } from '../../../record/index.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** Nobody is told of anything. */
export function getBucketNotificationConfiguration(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketNotificationConfiguration',
    members: bucketMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      return {}
    },
  }
}
