import type { Caller, Members, Operation } from '../../record/index.ts'
import { asServiceError, assertBucket } from './guards.ts'
import type { ObjectStore } from './ports.ts'
import { type BucketInput, bucketMembers } from './shapes.ts'

/** Under which name the store keeps what is set on a bucket. */
export type Kind =
  | 'accelerate'
  | 'encryption'
  | 'lifecycle'
  | 'ownership-controls'
  | 'policy'
  | 'public-access-block'
  | 'tagging'
  | 'versioning'

/** What an operation that sets something may say beside it. */
export const settingMembers = {
  ...bucketMembers,
  ContentMD5: { type: 'string' },
  ChecksumAlgorithm: { type: 'string' },
} as const satisfies Members

/** In place of a document: what every new bucket has was taken away from this one. */
export const REMOVED = 'removed'

/** What is set, undefined when it is not. */
export async function configurationOf<Document>(
  store: ObjectStore,
  kind: Kind,
  input: BucketInput,
  caller: Caller,
): Promise<Document | undefined> {
  await assertBucket(store, input, caller)
  return storing(input, async () => (await store.bucketConfiguration(input.Bucket, kind)) as Document)
}

/** Durable when it resolves; `undefined` unsets. */
export async function configure(
  store: ObjectStore,
  kind: Kind,
  input: BucketInput,
  caller: Caller,
  document: unknown,
): Promise<void> {
  await assertBucket(store, input, caller)
  await storing(input, () => store.setBucketConfiguration(input.Bucket, kind, document))
}

/** An operation that unsets, whether or not something was set. `left`: what is kept in its place. */
export function unsetting(
  store: ObjectStore,
  name: string,
  kind: Kind,
  left?: typeof REMOVED,
): Operation<BucketInput> {
  return {
    name,
    members: bucketMembers,
    async run(input, caller) {
      await configure(store, kind, input, caller, left)
      return {}
    },
  }
}

/** The bucket may vanish meanwhile. */
async function storing<Result>({ Bucket: bucket }: BucketInput, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    throw asServiceError(error, bucket)
  }
}
