import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../ports.ts'

export function headBucket(store: ObjectStore): Operation<{ readonly Bucket: string }> {
  return {
    name: 'HeadBucket',
    members: { Bucket: { type: 'string', required: true } },
    async run({ Bucket: bucket }, caller) {
      if (!(await store.hasBucket(bucket))) throw errors.notFound(bucket)
      return {
        BucketArn: `arn:aws:s3:::${bucket}`,
        BucketRegion: caller.region,
        AccessPointAlias: false,
      }
    },
  }
}
