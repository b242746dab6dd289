import type { Operation } from '../../../record/index.ts'
import { assertOwner, noBucket } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

/** Buckets of us-east-1 have no location constraint. */
export function getBucketLocation(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'GetBucketLocation',
    members: bucketMembers,
    async run({ Bucket: bucket, ExpectedBucketOwner: owner }, caller) {
      assertOwner(owner, caller)
      const found = await store.bucket(bucket)
      if (!found) throw noBucket(bucket)
      const { region = 'us-east-1' } = found
      return region === 'us-east-1' ? {} : { LocationConstraint: region }
    },
  }
}
