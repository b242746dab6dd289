/** What the lake must be given: an object store. `engines/lake/*` fit this. */
export interface ObjectStore {
  createBucket(bucket: string): Promise<void>
  /** Fails when the bucket is not empty. */
  deleteBucket(bucket: string): Promise<void>
  listBuckets(): Promise<readonly { readonly name: string; readonly createdAt: number }[]>
  hasBucket(bucket: string): Promise<boolean>
  /** Resolves when the object is durable under its key; an object of that key is replaced whole. */
  put(
    bucket: string,
    key: string,
    body: Uint8Array | readonly Uint8Array[],
    options?: PutOptions,
  ): Promise<ObjectDescription>
  get(
    bucket: string,
    key: string,
  ): Promise<{ readonly body: AsyncIterable<Uint8Array>; readonly object: ObjectDescription } | undefined>
  head(bucket: string, key: string): Promise<ObjectDescription | undefined>
  remove(bucket: string, key: string): Promise<void>
  /** Objects in key order (UTF-8 binary), beginning after `after`. */
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
