import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** Nothing for a bucket that was never versioned. */
export function getBucketVersioning(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketVersioning',
    members: bucketMembers,
    async run(input, caller) {
      return (await configurationOf<{ Status: string }>(store, 'versioning', input, caller)) ?? {}
    },
  }
}
