import type { Operation } from '../../../record/index.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketRequestPayment(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketRequestPayment',
    members: bucketMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      return { Payer: 'BucketOwner' }
    },
  }
}
