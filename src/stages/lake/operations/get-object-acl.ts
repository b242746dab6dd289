import type { Operation } from '../../../record/index.ts'
import { ownAcl } from '../core/owner.ts'
import { findObject } from '../finding.ts'
import type { ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

export function getObjectAcl(store: ObjectStore): Operation<ObjectInput> {
  return {
    name: 'GetObjectAcl',
    members: { ...objectMembers, VersionId: { type: 'string' } },
    async run(input, caller) {
      await findObject(store, input, caller)
      return ownAcl(caller.account)
    },
  }
}
