import type { Operation } from '../../../record/index.ts'
import { bucketOfResource, type ResourceInput, resourceMembers, setTags, tagsOf } from '../bucket-tags.ts'
import type { ObjectStore } from '../ports.ts'

interface Input extends ResourceInput {
  readonly TagKeys: readonly string[]
}

export function untagResource(store: ObjectStore): Operation<Input> {
  return {
    name: 'UntagResource',
    members: {
      ...resourceMembers,
      TagKeys: { type: 'list', required: true, max: 50, element: { type: 'string' } },
    },
    async run(input, caller) {
      const bucket = await bucketOfResource(store, input, caller)
      const tags = await tagsOf(store, bucket, caller)
      await setTags(
        store,
        bucket,
        caller,
        tags.filter(({ Key: key }) => !input.TagKeys.includes(key)),
      )
      return {}
    },
  }
}
