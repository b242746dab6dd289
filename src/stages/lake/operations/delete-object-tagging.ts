import type { Operation } from '../../../record/index.ts'
import { findObject, storing } from '../finding.ts'
import type { ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

export function deleteObjectTagging(store: ObjectStore): Operation<ObjectInput> {
  return {
    name: 'DeleteObjectTagging',
    members: { ...objectMembers, VersionId: { type: 'string' } },
    async run(input, caller) {
      await findObject(store, input, caller)
      await storing(input, () => store.setTags(input.Bucket, input.Key, []))
      return input.VersionId === undefined ? {} : { VersionId: input.VersionId }
    },
  }
}
