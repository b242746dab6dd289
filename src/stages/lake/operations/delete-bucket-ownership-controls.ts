import type { Operation } from '../../../record/index.ts'
import { REMOVED, unsetting } from '../configuration.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

/** Takes away what every new bucket has, BucketOwnerEnforced, too. */
export function deleteBucketOwnershipControls(store: ObjectStore): Operation<BucketInput> {
  return unsetting(store, 'DeleteBucketOwnershipControls', 'ownership-controls', REMOVED)
}
