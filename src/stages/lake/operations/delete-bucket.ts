import type { Operation } from '../../../record/index.ts'
import { asServiceError, assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function deleteBucket(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'DeleteBucket',
    members: bucketMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      try {
        await store.deleteBucket(input.Bucket)
      } catch (error) {
        throw asServiceError(error, input.Bucket)
      }
      return {}
    },
  }
}
