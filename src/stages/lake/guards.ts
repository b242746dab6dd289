import type { Caller } from '../../record/index.ts'
import { bucketNameProblem } from './core/bucket-name.ts'
import { errors } from './errors.ts'
import { type ObjectStore, ObjectStoreError } from './ports.ts'
import type { BucketInput, ObjectInput } from './shapes.ts'

/** Rejects unless the bucket is there and belongs to whom the caller thinks. */
export async function assertBucket(store: ObjectStore, input: BucketInput, caller: Caller): Promise<void> {
  assertOwner(input.ExpectedBucketOwner, caller)
  if (await store.hasBucket(input.Bucket)) return
  throw noBucket(input.Bucket)
}

/** S3 tells a name that no bucket can have from one that none has. */
export function noBucket(name: string) {
  return /^[\w.-]{3,255}$/.test(name) || !bucketNameProblem(name)
    ? errors.noSuchBucket(name)
    : errors.invalidBucketName(name)
}

export function assertOwner(expected: string | undefined, caller: Caller) {
  if (expected !== undefined && expected !== caller.account) throw errors.otherOwner()
}

/** Rejects what cannot be an object's key. */
export function assertKey(key: string) {
  const size = Buffer.byteLength(key)
  if (size > 1024) throw errors.keyTooLong(size)
  if (size === 0 || Buffer.from(key).toString() !== key) throw errors.invalidUri()
}

/** Buckets are not versioned: every object has the one version `null`. */
export function assertVersion({ VersionId: version }: ObjectInput) {
  if (!isOnlyVersion(version)) throw errors.invalidVersion(String(version))
}

export const isOnlyVersion = (version: string | undefined) => version === undefined || version === 'null'

/** The store's own refusals as S3's errors; anything else as it is. */
export function asServiceError(error: unknown, bucket: string, subject = ''): unknown {
  if (!(error instanceof ObjectStoreError)) return error
  if (error.code === 'NoSuchBucket') return errors.noSuchBucket(bucket)
  if (error.code === 'BucketNotEmpty') return errors.notEmpty(bucket)
  if (error.code === 'BucketAlreadyExists') return errors.ownedByYou(bucket)
  if (error.code === 'NoSuchUpload') return errors.noSuchUpload(subject)
  return errors.invalid('key', subject, error.message)
}
