import type { Operation } from '../../../record/index.ts'
import type { Tag } from '../core/tags.ts'
import { errors } from '../errors.ts'
import { findObject, storing } from '../finding.ts'
import { assertTags } from '../new-object.ts'
import type { ObjectStore } from '../ports.ts'
import { type ObjectInput, objectMembers } from '../shapes.ts'

interface Input extends ObjectInput {
  readonly Tagging?: { readonly TagSet?: readonly Partial<Tag>[] }
}

export function putObjectTagging(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutObjectTagging',
    members: {
      ...objectMembers,
      VersionId: { type: 'string' },
      ContentMD5: { type: 'string' },
      ChecksumAlgorithm: { type: 'string' },
      Tagging: {
        type: 'structure',
        members: {
          TagSet: {
            type: 'list',
            element: { type: 'structure', members: { Key: { type: 'string' }, Value: { type: 'string' } } },
          },
        },
      },
    },
    async run(input, caller) {
      if (!input.Tagging?.TagSet) throw errors.malformed()
      const tags = input.Tagging.TagSet.map(({ Key, Value }) => {
        if (Key === undefined || Value === undefined) throw errors.malformed()
        return { Key, Value }
      })
      assertTags(tags)
      await findObject(store, input, caller)
      const object = await storing(input, () => store.setTags(input.Bucket, input.Key, tags))
      if (!object) throw errors.noSuchKey(input.Key)
      return input.VersionId === undefined ? {} : { VersionId: input.VersionId }
    },
  }
}
