import type { Operation } from '../../../record/index.ts'
import { settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import { assertBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly AbacStatus?: { readonly Status?: string }
}

/** Disabled is how it is. */
export function putBucketAbac(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketAbac',
    members: {
      ...settingMembers,
      AbacStatus: { type: 'structure', members: { Status: { type: 'string' } } },
    },
    async run(input, caller) {
      if (!input.AbacStatus) throw errors.missingBody()
      const { Status: status } = input.AbacStatus
      if (status === 'Enabled') {
        throw errors.notImplemented('AbacStatus.Status', 'the tags of a bucket decide on nobody’s access.')
      }
      if (status !== 'Disabled') throw errors.malformed()
      await assertBucket(store, input, caller)
      return {}
    },
  }
}
