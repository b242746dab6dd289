import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** As it was put. */
export function getBucketPolicy(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketPolicy',
    members: bucketMembers,
    async run(input, caller) {
      const policy = await configurationOf<string>(store, 'policy', input, caller)
      if (policy === undefined) throw errors.noPolicy(input.Bucket)
      return { Policy: policy }
    },
  }
}
