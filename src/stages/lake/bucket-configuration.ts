import type { Operation } from '../../record/index.ts'
import type { ObjectStore } from './ports.ts'

/** The operations that set, show and unset what a bucket is configured with, one file each in `operations/`. */
// biome-ignore lint/suspicious/noExplicitAny: a heterogeneous table; dispatch validates before it calls.
export function bucketConfigurationOperations(_store: ObjectStore): readonly Operation<any>[] {
  return []
}
