import type { Operation } from '../../../record/index.ts'
import { findObject } from '../finding.ts'
import type { ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

export function getObjectTagging(store: ObjectStore): Operation<ObjectInput> {
  return {
    name: 'GetObjectTagging',
    members: { ...objectMembers, VersionId: { type: 'string' } },
    async run(input, caller) {
      const { tags = [] } = await findObject(store, input, caller)
      return { TagSet: tags, ...(input.VersionId === undefined ? {} : { VersionId: input.VersionId }) }
    },
  }
}
