import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import { isPublicPolicy } from '../core/policy-reach.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketPolicyStatus(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketPolicyStatus',
    members: bucketMembers,
    async run(input, caller) {
      const policy = await configurationOf<string>(store, 'policy', input, caller)
      if (policy === undefined) throw errors.noPolicy(input.Bucket)
      return { PolicyStatus: { IsPublic: isPublicPolicy(JSON.parse(policy)) } }
    },
  }
}
