/** What the lake must be given: an object store. `engines/lake/*` fit this. */
export interface ObjectStore {
  /** Rejects with `BucketAlreadyExists`. */
  createBucket(bucket: string): Promise<void>
  /** Rejects with `NoSuchBucket`, or `BucketNotEmpty`. */
  deleteBucket(bucket: string): Promise<void>
  /** In name order. */
  listBuckets(): Promise<readonly { readonly name: string; readonly createdAt: number }[]>
  hasBucket(bucket: string): Promise<boolean>
  /**
   * Resolves when the object is durable under its key; an object of that key is replaced whole. Rejects with
   * `NoSuchBucket`, or `InvalidKey` for a key that is empty, over 1,024 bytes of UTF-8, or not Unicode.
   */
  put(
    bucket: string,
    key: string,
    body: Uint8Array | readonly Uint8Array[],
    options?: PutOptions,
  ): Promise<ObjectDescription>
  /** The body stays readable when the object is replaced or removed meanwhile. Read it, or leave its loop early. */
  get(
    bucket: string,
    key: string,
  ): Promise<{ readonly body: AsyncIterable<Uint8Array>; readonly object: ObjectDescription } | undefined>
  head(bucket: string, key: string): Promise<ObjectDescription | undefined>
  /** Removing what is not there succeeds. */
  remove(bucket: string, key: string): Promise<void>
  /** Objects in key order (UTF-8 binary), beginning after `after`. Rejects with `NoSuchBucket`. */
  list(
    bucket: string,
    options: { readonly prefix?: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly ObjectDescription[]>
  close(): Promise<void>
}

export interface PutOptions {
  readonly contentType?: string
  readonly contentEncoding?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface ObjectDescription {
  readonly key: string
  readonly size: number
  readonly modifiedAt: number
  /** MD5 in hex, with quotes, as S3 gives it. */
  readonly etag: string
  readonly contentType: string
  readonly contentEncoding?: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What a store refuses, by S3's own error code. */
export class ObjectStoreError extends Error {
  readonly code: 'NoSuchBucket' | 'BucketAlreadyExists' | 'BucketNotEmpty' | 'InvalidKey'
  constructor(code: ObjectStoreError['code'], message: string) {
    super(message)
    this.name = 'ObjectStoreError'
    this.code = code
  }
}
