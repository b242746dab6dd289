import type { Operation } from '../../../record/index.ts'
import { bucketNameProblem } from '../core/bucket-name.ts'
import { errors, notServed } from '../errors.ts'
import { type ObjectStore, ObjectStoreError } from '../ports.ts'

interface Input {
  readonly Bucket: string
  readonly CreateBucketConfiguration?: { readonly LocationConstraint?: string }
}

export function createBucket(store: ObjectStore): Operation<Input> {
  return {
    name: 'CreateBucket',
    members: {
      Bucket: { type: 'string', required: true },
      CreateBucketConfiguration: {
        type: 'structure',
        members: {
          LocationConstraint: { type: 'string' },
          Location: { type: 'structure', refused: notServed },
          Bucket: { type: 'structure', refused: notServed },
          Tags: { type: 'list', refused: notServed },
        },
      },
      ACL: { type: 'string', refused: notServed },
      GrantFullControl: { type: 'string', refused: notServed },
      GrantRead: { type: 'string', refused: notServed },
      GrantReadACP: { type: 'string', refused: notServed },
      GrantWrite: { type: 'string', refused: notServed },
      GrantWriteACP: { type: 'string', refused: notServed },
      ObjectLockEnabledForBucket: { type: 'boolean', refused: notServed },
      ObjectOwnership: { type: 'string', refused: notServed },
    },
    async run({ Bucket: bucket, CreateBucketConfiguration: configuration }, caller) {
      const problem = bucketNameProblem(bucket)
      if (problem) throw errors.invalidBucketName(bucket, problem)
      const region = configuration?.LocationConstraint
      if (region && region !== caller.region) throw errors.otherRegion(region, caller.region)
      try {
        await store.createBucket(bucket)
      } catch (error) {
        if (error instanceof ObjectStoreError && error.code === 'BucketAlreadyExists') {
          throw errors.ownedByYou(bucket)
        }
        throw error
      }
      return { Location: `/${bucket}` }
    },
  }
}
