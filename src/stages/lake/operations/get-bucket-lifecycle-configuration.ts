import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import { errors } from '../errors.ts'
import { type LifecycleDocument, shown } from '../lifecycle-document.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketLifecycleConfiguration(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketLifecycleConfiguration',
    members: bucketMembers,
    async run(input, caller) {
      const set = await configurationOf<LifecycleDocument>(store, 'lifecycle', input, caller)
      if (!set) throw errors.noLifecycle(input.Bucket)
      const { Rules: rules, TransitionDefaultMinimumObjectSize: least } = set
      return { Rules: shown(rules), TransitionDefaultMinimumObjectSize: least }
    },
  }
}
