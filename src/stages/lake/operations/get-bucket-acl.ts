import type { Operation } from '../../../record/index.ts'
import { ownAcl } from '../core/owner.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketAcl(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketAcl',
    members: bucketMembers,
    async run(input, caller) {
      await assertBucket(store, input, caller)
      return ownAcl(caller.account)
    },
  }
}
