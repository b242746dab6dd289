import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ObjectStoreError } from '../../stages/lake/ports.ts'
import { pathOfKey } from './key-path.ts'
import { absent } from './sidecar.ts'

/** Where everything of a lake lies: the one place that makes paths of names. */
export interface Places {
  readonly root: string
  readonly partial: string
  readonly bucketFiles: string
  /** A new name for a file on its way. */
  temporary(): string
  bucket(bucket: string): string
  bucketFile(bucket: string): string
  configuration(bucket: string): string
  /** Rejects `InvalidKey`. */
  object(bucket: string, key: string): { readonly file: string; readonly about: string }
  abouts(bucket: string): string
  uploads(bucket: string): string
  /** Undefined for what cannot be an upload's id. */
  upload(bucket: string, id: string): string | undefined
  hasBucket(bucket: string): Promise<boolean>
  assertBucket(bucket: string): Promise<void>
}

export function createPlaces(root: string): Places {
  const partial = join(root, '.partial')
  async function hasBucket(bucket: string): Promise<boolean> {
    if (!isBucketName(bucket)) return false
    return (await stat(join(root, bucket)).catch(absent))?.isDirectory() ?? false
  }
  return {
    root,
    partial,
    bucketFiles: join(root, '.buckets'),
    temporary: () => join(partial, randomUUID()),
    bucket: (bucket) => join(root, bucket),
    bucketFile: (bucket) => join(root, '.buckets', `${bucket}.json`),
    configuration: (bucket) => join(root, '.configuration', bucket),
    object(bucket, key) {
      assertKey(key)
      const path = pathOfKey(key)
      return { file: join(root, bucket, ...path), about: join(root, '.about', bucket, ...path) }
    },
    abouts: (bucket) => join(root, '.about', bucket),
    uploads: (bucket) => join(root, '.uploads', bucket),
    upload: (bucket, id) =>
      isBucketName(bucket) && /^[\w-]{20,100}$/.test(id) ? join(root, '.uploads', bucket, id) : undefined,
    hasBucket,
    async assertBucket(bucket) {
      if (await hasBucket(bucket)) return
      throw new ObjectStoreError('NoSuchBucket', `There is no bucket '${bucket}' in ${root}.`)
    },
  }
}

/** Never a path of its own, never one of the store's hidden folders. */
export function isBucketName(bucket: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,254}$/.test(bucket)
}

export function assertKey(key: string) {
  const size = Buffer.byteLength(key)
  const problem =
    size === 0
      ? 'is empty'
      : size > 1024
        ? `has ${size} bytes of UTF-8, the limit is 1024`
        : Buffer.from(key).toString() !== key
          ? 'is not valid Unicode'
          : undefined
  if (problem) throw new ObjectStoreError('InvalidKey', `The key '${key.slice(0, 100)}' ${problem}.`)
}
