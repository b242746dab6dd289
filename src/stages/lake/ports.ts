/** What the lake must be given: an object store. `engines/lake/*` fit this. */
export interface ObjectStore extends Buckets, Objects, Uploads {
  close(): Promise<void>
}

export interface Buckets {
  /** Rejects with `BucketAlreadyExists`. A new bucket has no configuration. */
  createBucket(bucket: string, facts?: BucketFacts): Promise<void>
  /** With its configuration and unfinished uploads. Rejects with `NoSuchBucket`, or `BucketNotEmpty`. */
  deleteBucket(bucket: string): Promise<void>
  /** In name order. */
  listBuckets(): Promise<readonly BucketDescription[]>
  hasBucket(bucket: string): Promise<boolean>
  bucket(bucket: string): Promise<BucketDescription | undefined>
  /**
   * What was set under `kind` (`lifecycle`, `tagging`, …: small letters and hyphens): a JSON document, undefined when
   * unset. Rejects with `NoSuchBucket`.
   */
  bucketConfiguration(bucket: string, kind: string): Promise<unknown>
  /** Durable when it resolves; `undefined` unsets. Rejects with `NoSuchBucket`. */
  setBucketConfiguration(bucket: string, kind: string, document: unknown): Promise<void>
}

export interface BucketFacts {
  /** Absent: us-east-1, S3's region of buckets without a location constraint. */
  readonly region?: string
}

export interface BucketDescription extends BucketFacts {
  readonly name: string
  readonly createdAt: number
}

export interface Objects {
  /**
   * Resolves when the object is durable under its key; an object of that key is replaced whole. Rejects with
   * `NoSuchBucket`, or `InvalidKey` for a key that is empty, over 1,024 bytes of UTF-8, or not Unicode. `options` as
   * a function are asked for when the body has ended (and must name an `etag`); if that or the body throws, nothing
   * is kept. `check` sees what is there before it is replaced, with nobody in between; if it throws, that stays.
   */
  put(
    bucket: string,
    key: string,
    body: Body,
    options?: Late<PutOptions>,
    check?: Check,
  ): Promise<ObjectDescription>
  /** The object stays readable when it is replaced or removed meanwhile. `close` it, or read a body to its end. */
  get(bucket: string, key: string): Promise<OpenObject | undefined>
  head(bucket: string, key: string): Promise<ObjectDescription | undefined>
  /** Removing what is not there succeeds. */
  remove(bucket: string, key: string, check?: Check): Promise<void>
  /** Replaces an object's tags; undefined when there is no such object. */
  setTags(bucket: string, key: string, tags: Tags): Promise<ObjectDescription | undefined>
  /** In key order (UTF-8 binary), what comes after `after`. Rejects with `NoSuchBucket`. */
  list(bucket: string, options: ListOptions): Promise<Listing>
}

export type Body = Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array>
export type Late<Options> = Options | (() => Options | Promise<Options>)
export type Check = (existing: ObjectDescription | undefined) => void
export type Tags = readonly { readonly Key: string; readonly Value: string }[]

export interface OpenObject {
  readonly object: ObjectDescription
  /** Bytes `from` up to, not including, `to`; the whole object without them. Once only; closes it at its end. */
  read(from?: number, to?: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

export interface ListOptions {
  readonly prefix?: string
  readonly after?: string
  readonly limit: number
  /** Keys that have it after the prefix count as one entry: all up to and including it. */
  readonly delimiter?: string
}

export interface Listing {
  readonly objects: readonly ObjectDescription[]
  readonly prefixes: readonly string[]
  /** There is more: list on `after` this key or prefix. */
  readonly next?: string
}

export interface Uploads {
  /** A multipart upload begins; answers its id. Rejects with `NoSuchBucket` or `InvalidKey`. */
  createUpload(bucket: string, key: string, about: PutOptions): Promise<string>
  upload(bucket: string, id: string): Promise<UploadDescription | undefined>
  /** By key, then by begin. Rejects with `NoSuchBucket`. */
  listUploads(bucket: string): Promise<readonly UploadDescription[]>
  /**
   * Durable when it resolves; replaces a part of that number. `size`, where it is known, may spare copying later.
   * Rejects with `NoSuchUpload`.
   */
  putPart(
    bucket: string,
    id: string,
    number: number,
    body: Body,
    facts: () => Promise<PartFacts>,
    size?: number,
  ): Promise<PartDescription>
  /** By number. Rejects with `NoSuchUpload`. */
  parts(bucket: string, id: string): Promise<readonly PartDescription[]>
  /** Makes the object of these parts, in this order, and ends the upload. Rejects with `NoSuchUpload`. */
  completeUpload(
    bucket: string,
    id: string,
    parts: readonly PartDescription[],
    options: PutOptions,
    check?: Check,
  ): Promise<ObjectDescription>
  /** Rejects with `NoSuchUpload`. */
  abortUpload(bucket: string, id: string): Promise<void>
}

export interface UploadDescription {
  readonly id: string
  readonly key: string
  readonly startedAt: number
  readonly about: PutOptions
}

export interface PartFacts {
  /** MD5 in hex. */
  readonly md5: string
  readonly checksum?: string
}

export interface PartDescription extends PartFacts {
  readonly number: number
  readonly size: number
  readonly modifiedAt: number
}

/** What S3 knows of an object beyond its bytes. */
export interface PutOptions {
  /** In quotes; the MD5 of the bytes when absent. */
  readonly etag?: string
  /** `binary/octet-stream` when absent. */
  readonly contentType?: string
  readonly contentEncoding?: string
  readonly cacheControl?: string
  readonly contentDisposition?: string
  readonly contentLanguage?: string
  /** ms since 1970. */
  readonly expires?: number
  readonly redirect?: string
  /** `STANDARD` when absent. */
  readonly storageClass?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly tags?: Tags
  readonly checksum?: Checksum
  readonly parts?: readonly ObjectPart[]
  /** The multipart upload that made it. */
  readonly upload?: string
}

export interface Checksum {
  /** As S3 spells it, e.g. `CRC64NVME`. */
  readonly algorithm: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
  /** Base64, with `-N` behind a composite one; absent while an upload is under way. */
  readonly value?: string
}

export interface ObjectPart {
  readonly number: number
  readonly size: number
  readonly checksum?: string
}

export interface ObjectDescription extends PutOptions {
  readonly key: string
  readonly size: number
  readonly modifiedAt: number
  readonly etag: string
  readonly contentType: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What a store refuses, by S3's own error code. */
export class ObjectStoreError extends Error {
  readonly code: 'NoSuchBucket' | 'BucketAlreadyExists' | 'BucketNotEmpty' | 'InvalidKey' | 'NoSuchUpload'
  constructor(code: ObjectStoreError['code'], message: string) {
    super(message)
    this.name = 'ObjectStoreError'
    this.code = code
  }
}
