import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { publicAccessBlockOf } from '../public-access.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getPublicAccessBlock(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetPublicAccessBlock',
    members: bucketMembers,
    async run(input, caller) {
      const block = await publicAccessBlockOf(store, input, caller)
      if (!block) throw errors.noPublicAccessBlock(input.Bucket)
      return { PublicAccessBlockConfiguration: block }
    },
  }
}
