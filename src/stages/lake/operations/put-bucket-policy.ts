import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { parsePolicy } from '../core/policy.ts'
import { isPublicPolicy } from '../core/policy-reach.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { publicAccessBlockOf } from '../public-access.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly Policy?: string
}

/** Kept and shown, not enforced: every known key may do everything. A policy can thus lock nobody out. */
export function putBucketPolicy(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketPolicy',
    members: {
      ...settingMembers,
      ConfirmRemoveSelfBucketAccess: { type: 'boolean' },
      Policy: { type: 'string' },
    },
    async run(input, caller) {
      const { Bucket: bucket, Policy: text = '' } = input
      const block = await publicAccessBlockOf(store, input, caller)
      const policy = parsePolicy(text, bucket)
      if ('problem' in policy) throw errors.malformedPolicy(policy.problem, policy.detail)
      if (block?.BlockPublicPolicy && isPublicPolicy(policy.document)) {
        throw errors.publicPolicy(bucket, caller.arn)
      }
      await configure(store, 'policy', input, caller, text)
      return { $status: 204 }
    },
  }
}
