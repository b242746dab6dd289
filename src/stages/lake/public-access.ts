import type { Caller } from '../../record/index.ts'
import { configurationOf, REMOVED } from './configuration.ts'
import type { ObjectStore } from './ports.ts'
import type { BucketInput } from './shapes.ts'

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean
  readonly IgnorePublicAcls: boolean
  readonly BlockPublicPolicy: boolean
  readonly RestrictPublicBuckets: boolean
}

/** What S3 sets on every new bucket. */
const DEFAULT: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** Undefined once it was taken away. */
export async function publicAccessBlockOf(
  store: ObjectStore,
  input: BucketInput,
  caller: Caller,
): Promise<PublicAccessBlock | undefined> {
  const set = await configurationOf<PublicAccessBlock | typeof REMOVED>(
    store,
    'public-access-block',
    input,
    caller,
  )
  return set === REMOVED ? undefined : (set ?? DEFAULT)
}
