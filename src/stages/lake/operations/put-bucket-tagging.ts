import type { Operation } from '../../../record/index.ts'
import { setTags } from '../bucket-tags.ts'
import { settingMembers } from '../configuration.ts'
import type { Tag } from '../core/tags.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

interface Input extends BucketInput {
  readonly Tagging?: { readonly TagSet?: readonly Partial<Tag>[] }
}

/** At most 50 tags; setting none unsets. */
export function putBucketTagging(store: ObjectStore): Operation<Input> {
  return {
    name: 'PutBucketTagging',
    members: {
      ...settingMembers,
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
      if (!input.Tagging) throw errors.missingBody()
      const tags = input.Tagging.TagSet?.map(whole)
      if (!tags) throw errors.malformed()
      await setTags(store, input, caller, tags)
      return { $status: 204 }
    },
  }
}

function whole({ Key, Value }: Partial<Tag>): Tag {
  if (Key === undefined || Value === undefined) throw errors.malformed()
  return { Key, Value }
}
