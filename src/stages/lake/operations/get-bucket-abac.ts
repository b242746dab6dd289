import type { Operation } from '../../../record/index.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** Tags decide on nobody's access. */
export function getBucketAbac(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketAbac',
    members: bucketMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      return { AbacStatus: { Status: 'Disabled' } }
    },
  }
}
