import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly AccelerateConfiguration?: { readonly Status?: string }
}

export function putBucketAccelerateConfiguration(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketAccelerateConfiguration',
    members: {
      ...settingMembers,
      AccelerateConfiguration: { type: 'structure', members: { Status: { type: 'string' } } },
    },
    async run(input, caller) {
      if (!input.AccelerateConfiguration) throw errors.missingBody()
      const { Status: status } = input.AccelerateConfiguration
      if (status !== 'Enabled' && status !== 'Suspended') throw errors.malformed()
      if (input.Bucket.includes('.')) throw errors.noAcceleration()
      if (status === 'Enabled') {
        throw errors.notImplemented('AccelerateConfiguration.Status', 'there is one place to connect to.')
      }
      await configure(store, 'accelerate', input, caller, { Status: status })
      return {}
    },
  }
}
