import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { ownershipOf } from '../ownership.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketOwnershipControls(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketOwnershipControls',
    members: bucketMembers,
    async run(input, caller) {
      const ownership = await ownershipOf(store, input, caller)
      if (!ownership) throw errors.noOwnershipControls(input.Bucket)
      return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } }
    },
  }
}
