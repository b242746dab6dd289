import type { Operation } from '../../../record/index.ts'
import { type AclInput, aclMembers, assertKnownAcl, assertOneWay, grantsOthers } from '../acl.ts'
import { errors } from '../errors.ts'
import { ownershipOf } from '../ownership.ts'
import type { ObjectStore } from '../ports.ts'
import { publicAccessBlockOf } from '../public-access.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

type Input = BucketInput & AclInput

/** Accepts what holds anyway, the owner's full control. What S3 would say of the rest depends on other settings. */
export function putBucketAcl(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketAcl',
    members: { ...bucketMembers, ...aclMembers },
    async run(input, caller) {
      assertOneWay(input)
      assertKnownAcl(input)
      const ownership = await ownershipOf(store, input, caller)
      if (!grantsOthers(input, caller.account)) return {}
      if (ownership === 'BucketOwnerEnforced') throw errors.aclsOff()
      const block = await publicAccessBlockOf(store, input, caller)
      if (block?.BlockPublicAcls && isPublic(input)) {
        throw errors.publicAcl(input.Bucket, caller.arn)
      }
      throw errors.notImplemented('AccessControlPolicy', 'only the owner is granted anything.')
    },
  }
}

const GROUPS = /global\/(?:AllUsers|AuthenticatedUsers)/

function isPublic(input: Input): boolean {
  return /^(?:public-|authenticated-)/.test(input.ACL ?? '') || GROUPS.test(JSON.stringify(input))
}
