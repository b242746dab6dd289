import type { Operation } from '../../../record/index.ts'
import { errors } from '../errors.ts'
import { type ObjectStore, ObjectStoreError } from '../ports.ts'

interface Input {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

export function deleteBucket(store: ObjectStore): Operation<Input> {
  return {
    name: 'DeleteBucket',
    members: {
      Bucket: { type: 'string', required: true },
      ExpectedBucketOwner: { type: 'string' },
    },
    async run({ Bucket: bucket, ExpectedBucketOwner: owner }, caller) {
      if (owner && owner !== caller.account) throw errors.otherOwner(bucket)
      try {
        await store.deleteBucket(bucket)
      } catch (error) {
        const code = error instanceof ObjectStoreError ? error.code : undefined
        if (code === 'NoSuchBucket') throw errors.noSuchBucket(bucket)
        if (code === 'BucketNotEmpty') throw errors.notEmpty(bucket)
        throw error
      }
      return {}
    },
  }
}
