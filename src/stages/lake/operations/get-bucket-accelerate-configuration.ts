import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function getBucketAccelerateConfiguration(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketAccelerateConfiguration',
    members: { ...bucketMembers, RequestPayer: { type: 'string' } },
    async run(input, caller) {
      return (await configurationOf<{ Status: string }>(store, 'accelerate', input, caller)) ?? {}
    },
  }
}
