import type { Service } from '../../record/index.ts'
import { createBucket } from './operations/create-bucket.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { headBucket } from './operations/head-bucket.ts'
import { listBuckets } from './operations/list-buckets.ts'
import type { ObjectStore } from './ports.ts'

export function s3Service(store: ObjectStore): Service {
  return {
    name: 's3',
    operations: {
      CreateBucket: createBucket(store),
      DeleteBucket: deleteBucket(store),
      HeadBucket: headBucket(store),
      ListBuckets: listBuckets(store),
    },
  }
}
