import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import type { PublicAccessBlock } from '../public-access.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly PublicAccessBlockConfiguration?: Partial<PublicAccessBlock>
}

/** What is not said is off. */
export function putPublicAccessBlock(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutPublicAccessBlock',
    members: {
      ...settingMembers,
      PublicAccessBlockConfiguration: {
        type: 'structure',
        members: {
          BlockPublicAcls: { type: 'boolean' },
          IgnorePublicAcls: { type: 'boolean' },
          BlockPublicPolicy: { type: 'boolean' },
          RestrictPublicBuckets: { type: 'boolean' },
        },
      },
    },
    async run(input, caller) {
      const { PublicAccessBlockConfiguration: said } = input
      if (!said) throw errors.missingBody()
      if (Object.values(said).every((value) => value === undefined)) {
        throw errors.invalidRequest('Must specify at least one configuration.')
      }
      const block: PublicAccessBlock = {
        BlockPublicAcls: said.BlockPublicAcls ?? false,
        IgnorePublicAcls: said.IgnorePublicAcls ?? false,
        BlockPublicPolicy: said.BlockPublicPolicy ?? false,
        RestrictPublicBuckets: said.RestrictPublicBuckets ?? false,
      }
      await configure(store, 'public-access-block', input, caller, block)
      return {}
    },
  }
}
