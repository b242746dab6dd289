import type { Operation } from '../../../record/index.ts'
import { type AclInput, aclMembers, assertAcl, assertPolicy } from '../acl.ts'
import { findObject } from '../finding.ts'
import type { ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

/** Accepts what holds anyway, the owner's full control; refuses the rest as buckets without access control lists do. */
export function putObjectAcl(store: ObjectStore): Operation<ObjectInput & AclInput> {
  return {
    name: 'PutObjectAcl',
    members: { ...objectMembers, ...aclMembers, VersionId: { type: 'string' } },
    async run(input, caller) {
      await findObject(store, input, caller)
      assertAcl(input)
      assertPolicy(input.AccessControlPolicy, caller.account)
      return {}
    },
  }
}
