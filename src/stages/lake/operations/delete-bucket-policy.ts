import type { Operation } from '../../../record/index.ts'
import { unsetting } from '../configuration.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

export function deleteBucketPolicy(store: ObjectStore): Operation<BucketInput> {
  return unsetting(store, 'DeleteBucketPolicy', 'policy')
}
