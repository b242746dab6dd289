import type { Caller } from '../../record/index.ts'
import { failedCondition } from './core/conditions.ts'
import { parseCopySource } from './core/copy-source.ts'
import { errors } from './errors.ts'
import { asServiceError, assertBucket, assertKey, assertOwner, assertVersion } from './guards.ts'
import type { Check, ObjectDescription, ObjectStore, OpenObject, UploadDescription } from './ports.ts'
import type { CopySourceInput, ObjectInput } from './shapes.ts'

/** The object that a request names, or S3's reason why not. */
export async function findObject(
  store: ObjectStore,
  input: ObjectInput,
  caller: Caller,
): Promise<ObjectDescription> {
  await assertBucket(store, input, caller)
  assertKey(input.Key)
  assertVersion(input)
  const object = await store.head(input.Bucket, input.Key)
  if (!object) throw errors.noSuchKey(input.Key)
  return object
}

/** The object to copy from, open. Its conditions, unlike those of a read, never answer 304. */
export async function openSource(
  store: ObjectStore,
  input: CopySourceInput,
  caller: Caller,
): Promise<OpenObject & { readonly bucket: string }> {
  const source = parseCopySource(input.CopySource)
  if (!source) {
    const sentence = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey'
    throw errors.invalid('x-amz-copy-source', input.CopySource, sentence)
  }
  const { bucket, key, version } = source
  assertOwner(input.ExpectedSourceBucketOwner, caller)
  await assertBucket(store, { Bucket: bucket }, caller)
  assertKey(key)
  assertVersion({ Bucket: bucket, Key: key, VersionId: version })
  const open = await store.get(bucket, key)
  if (!open) throw errors.noSuchKey(key)
  const failed = failedCondition(
    {
      ifMatch: input.CopySourceIfMatch,
      ifNoneMatch: input.CopySourceIfNoneMatch,
      ifModifiedSince: input.CopySourceIfModifiedSince,
      ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    open.object,
  )
  if (!failed) return { ...open, bucket }
  await open.close()
  throw errors.preconditionFailed(`x-amz-copy-source-${failed}`)
}

export async function findUpload(
  store: ObjectStore,
  input: ObjectInput & { readonly UploadId: string },
  caller: Caller,
): Promise<UploadDescription> {
  await assertBucket(store, input, caller)
  const upload = await store.upload(input.Bucket, input.UploadId)
  if (upload?.key !== input.Key) throw errors.noSuchUpload(input.UploadId)
  return upload
}

interface WriteConditions extends ObjectInput {
  readonly IfMatch?: string
  readonly IfNoneMatch?: string
}

/** If-Match and If-None-Match of a request that makes an object; S3 knows only `*` for the latter. */
export function writeCheck(input: WriteConditions): Check {
  const { IfMatch: ifMatch, IfNoneMatch: ifNoneMatch, Key: key } = input
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw errors.notImplemented('If-None-Match', 'for writing only * is served, as in S3.')
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw errors.notImplemented(
      'If-Match,If-None-Match',
      'multiple conditional request headers present in the request',
    )
  }
  return (existing) => {
    if (ifMatch !== undefined && !existing) throw errors.noSuchKey(key)
    const failed = existing && failedCondition({ ifMatch, ifNoneMatch }, existing)
    if (failed) throw errors.preconditionFailed(failed)
  }
}

/** Runs what the store does; its refusals become S3's. */
export async function storing<Result>(
  input: ObjectInput & { readonly UploadId?: string },
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    throw asServiceError(error, input.Bucket, input.UploadId ?? input.Key)
  }
}
