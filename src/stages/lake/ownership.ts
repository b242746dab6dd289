import type { Caller } from '../../record/index.ts'
import { configurationOf, REMOVED } from './configuration.ts'
import type { ObjectStore } from './ports.ts'
import type { BucketInput } from './shapes.ts'

export interface OwnershipControls {
  readonly Rules: readonly { readonly ObjectOwnership: string }[]
}

/** How a bucket's objects are owned: as in every new bucket unless set otherwise; undefined once it was taken away. */
export async function ownershipOf(
  store: ObjectStore,
  input: BucketInput,
  caller: Caller,
): Promise<string | undefined> {
  const set = await configurationOf<OwnershipControls | typeof REMOVED>(
    store,
    'ownership-controls',
    input,
    caller,
  )
  if (set === REMOVED) return undefined
  return set?.Rules[0]?.ObjectOwnership ?? 'BucketOwnerEnforced'
}
