import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import type { Tag } from '../core/tags.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketTagging(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketTagging',
    members: bucketMembers,
    async run(input, caller) {
      const set = await configurationOf<{ TagSet: readonly Tag[] }>(store, 'tagging', input, caller)
      if (!set) throw errors.noTags(input.Bucket)
      return { TagSet: set.TagSet }
    },
  }
}
