import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly OwnershipControls?: { readonly Rules?: readonly { readonly ObjectOwnership?: string }[] }
}

const KNOWN = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']

/** With one account, who writes an object and whose bucket it is in are the same: each setting holds. */
export function putBucketOwnershipControls(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketOwnershipControls',
    members: {
      ...settingMembers,
      OwnershipControls: {
        type: 'structure',
        members: {
          Rules: {
            type: 'list',
            element: { type: 'structure', members: { ObjectOwnership: { type: 'string' } } },
          },
        },
      },
    },
    async run(input, caller) {
      if (!input.OwnershipControls) throw errors.missingBody()
      const { Rules: rules = [] } = input.OwnershipControls
      const [{ ObjectOwnership: ownership = '' } = {}] = rules
      if (rules.length !== 1 || !KNOWN.includes(ownership)) throw errors.malformed()
      await configure(store, 'ownership-controls', input, caller, { Rules: [{ ObjectOwnership: ownership }] })
      return {}
    },
  }
}
