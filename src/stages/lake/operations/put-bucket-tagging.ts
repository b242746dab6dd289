import type { Operation } from '../../../record/index.ts'
import { configure, settingMembers } from '../configuration.ts'
import { type Tag, type TagProblem, tagSetProblem } from '../core/tags.ts'
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
      const problem = tagSetProblem(tags, 50)
      if (problem?.many) throw errors.tooManyBucketTags()
      if (problem) throw errors.invalidTag(problem.message, problem.key, wrongValue(tags, problem))
      await configure(store, 'tagging', input, caller, tags.length > 0 ? { TagSet: tags } : undefined)
      return { $status: 204 }
    },
  }
}

function whole({ Key, Value }: Partial<Tag>): Tag {
  if (Key === undefined || Value === undefined) throw errors.malformed()
  return { Key, Value }
}

/** Shown where it is the value that is wrong. */
function wrongValue(tags: readonly Tag[], { message, key }: TagProblem): string | undefined {
  return message.includes('TagValue') ? tags.find((tag) => tag.Key === key)?.Value : undefined
}
