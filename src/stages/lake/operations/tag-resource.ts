import type { Operation } from '../../../record/index.ts'
import { bucketOfResource, type ResourceInput, resourceMembers, setTags, tagsOf } from '../bucket-tags.ts'
import type { Tag } from '../core/tags.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'

interface Input extends ResourceInput {
  readonly Tags?: readonly Partial<Tag>[]
}

/** Adds tags to a bucket's, replacing those of the same keys. */
export function tagResource(store: ObjectStore): Operation<Input> {
  return {
    name: 'TagResource',
    members: {
      ...resourceMembers,
      Tags: {
        type: 'list',
        element: { type: 'structure', members: { Key: { type: 'string' }, Value: { type: 'string' } } },
      },
    },
    async run(input, caller) {
      const bucket = await bucketOfResource(store, input, caller)
      const added = (input.Tags ?? []).map(({ Key, Value }) => {
        if (Key === undefined || Value === undefined) throw errors.malformed()
        return { Key, Value }
      })
      const keys = new Set(added.map(({ Key: key }) => key))
      const rest = (await tagsOf(store, bucket, caller)).filter(({ Key: key }) => !keys.has(key))
      await setTags(store, bucket, caller, [...rest, ...added])
      return {}
    },
  }
}
