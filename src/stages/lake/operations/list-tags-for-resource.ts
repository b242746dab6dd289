import type { Operation } from '../../../record/index.ts'
import { bucketOfResource, type ResourceInput, resourceMembers, tagsOf } from '../bucket-tags.ts'
import type { ObjectStore } from '../ports.ts'

/** S3 Control's way to a bucket's tags: none is an empty list. */
export function listTagsForResource(store: ObjectStore): Operation<ResourceInput> {
  return {
    name: 'ListTagsForResource',
    members: resourceMembers,
    async run(input, caller) {
      return { Tags: await tagsOf(store, await bucketOfResource(store, input, caller), caller) }
    },
  }
}
