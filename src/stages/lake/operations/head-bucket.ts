import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { assertOwner } from '../guards.ts'
import type { ObjectStore } from '../ports.ts'
import { type BucketInput, bucketMembers } from '../shapes.ts'

export function headBucket(store: ObjectStore): Operation<BucketInput> {
  return {
    name: 'HeadBucket',
    members: bucketMembers,
    async run({ Bucket: bucket, ExpectedBucketOwner: owner }, caller) {
      assertOwner(owner, caller)
      const found = await store.bucket(bucket)
      if (!found) throw errors.notFound()
      return {
        BucketArn: `arn:aws:s3:::${bucket}`,
        BucketRegion: found.region ?? 'us-east-1',
        AccessPointAlias: false,
        // Although there is no body.
        $headers: { 'content-type': 'application/xml' },
      }
    },
  }
}
