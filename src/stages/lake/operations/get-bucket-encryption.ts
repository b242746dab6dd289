import type { Operation } from '../../../record/index.ts'
import { configurationOf } from '../configuration.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** What S3 sets on every bucket. */
const DEFAULT = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
}

export function getBucketEncryption(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketEncryption',
    members: bucketMembers,
    async run(input, caller) {
      const set = await configurationOf<typeof DEFAULT>(store, 'encryption', input, caller)
      return { ServerSideEncryptionConfiguration: set ?? DEFAULT }
    },
  }
}
