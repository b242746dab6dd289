import type { Operation } from '../../../record/index.ts'
import { REMOVED, unsetting } from '../configuration.ts'
import type { ObjectStore } from '../ports.ts'
import type { BucketInput } from '../shapes.ts'

/** Takes away what every new bucket has, the block of everything public, too. */
export function deletePublicAccessBlock(store: ObjectStore): Operation<BucketInput> {
  return unsetting(store, 'DeletePublicAccessBlock', 'public-access-block', REMOVED)
}
