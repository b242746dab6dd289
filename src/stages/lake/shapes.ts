import type { Member, Members } from '../../record/index.ts'
import { notServed } from './errors.ts'

const text: Member = { type: 'string' }
const refusedText: Member = { type: 'string', refused: notServed }
const keys = 'objects are not encrypted with keys of yours: only AES256, the default, is served.'
const lock = 'buckets have no Object Lock.'

/** What every operation on a bucket may say. */
export const bucketMembers = {
  Bucket: { type: 'string', required: true },
  ExpectedBucketOwner: text,
} as const satisfies Members

export const objectMembers = {
  ...bucketMembers,
  Key: { type: 'string', required: true },
  /** No bucket makes requesters pay, so that saying one would is without effect, as in S3. */
  RequestPayer: text,
} as const satisfies Members

export interface BucketInput {
  readonly Bucket: string
  readonly ExpectedBucketOwner?: string
}

export interface ObjectInput extends BucketInput {
  readonly Key: string
  readonly VersionId?: string
}

export const sseCustomerMembers = {
  SSECustomerAlgorithm: { type: 'string', refused: keys },
  SSECustomerKey: { type: 'string', refused: keys },
  SSECustomerKeyMD5: { type: 'string', refused: keys },
} as const satisfies Members

export const copySourceSseMembers = {
  CopySourceSSECustomerAlgorithm: { type: 'string', refused: keys },
  CopySourceSSECustomerKey: { type: 'string', refused: keys },
  CopySourceSSECustomerKeyMD5: { type: 'string', refused: keys },
} as const satisfies Members

/** What a new object may be told beside its bytes (PutObject, CopyObject, CreateMultipartUpload). */
export const newObjectMembers = {
  ACL: text,
  GrantFullControl: text,
  GrantRead: text,
  GrantReadACP: text,
  GrantWriteACP: text,
  CacheControl: text,
  ContentDisposition: text,
  ContentEncoding: text,
  ContentLanguage: text,
  ContentType: text,
  Expires: { type: 'timestamp' },
  Metadata: { type: 'map', element: text },
  StorageClass: text,
  WebsiteRedirectLocation: text,
  Tagging: text,
  ServerSideEncryption: text,
  SSEKMSKeyId: { type: 'string', refused: keys },
  SSEKMSEncryptionContext: { type: 'string', refused: keys },
  BucketKeyEnabled: { type: 'boolean' },
  ...sseCustomerMembers,
  ObjectLockMode: { type: 'string', refused: lock },
  ObjectLockRetainUntilDate: { type: 'timestamp', refused: lock },
  ObjectLockLegalHoldStatus: { type: 'string', refused: lock },
  ObjectLockEventHold: { type: 'string', refused: lock },
  ObjectLockEventHoldDurationDays: { type: 'integer', refused: lock },
  ObjectLockEventHoldDurationYears: { type: 'integer', refused: lock },
} as const satisfies Members

export interface NewObjectInput extends ObjectInput {
  readonly ACL?: string
  readonly GrantFullControl?: string
  readonly GrantRead?: string
  readonly GrantReadACP?: string
  readonly GrantWriteACP?: string
  readonly CacheControl?: string
  readonly ContentDisposition?: string
  readonly ContentEncoding?: string
  readonly ContentLanguage?: string
  readonly ContentType?: string
  readonly Expires?: Date
  readonly Metadata?: Readonly<Record<string, string>>
  readonly StorageClass?: string
  readonly WebsiteRedirectLocation?: string
  readonly Tagging?: string
  readonly ServerSideEncryption?: string
  readonly BucketKeyEnabled?: boolean
}

/** `ChecksumCRC32`, …: a body's checksum in base64. */
export const checksumMembers = {
  ChecksumCRC32: text,
  ChecksumCRC32C: text,
  ChecksumCRC64NVME: text,
  ChecksumSHA1: text,
  ChecksumSHA256: text,
  ChecksumSHA512: text,
  ChecksumMD5: text,
  ChecksumXXHASH64: refusedText,
  ChecksumXXHASH3: refusedText,
  ChecksumXXHASH128: refusedText,
} as const satisfies Members

export const copySourceMembers = {
  CopySource: { type: 'string', required: true },
  CopySourceIfMatch: text,
  CopySourceIfModifiedSince: { type: 'timestamp' },
  CopySourceIfNoneMatch: text,
  CopySourceIfUnmodifiedSince: { type: 'timestamp' },
  ExpectedSourceBucketOwner: text,
  ...copySourceSseMembers,
} as const satisfies Members

export interface CopySourceInput {
  readonly CopySource: string
  readonly CopySourceIfMatch?: string
  readonly CopySourceIfModifiedSince?: Date
  readonly CopySourceIfNoneMatch?: string
  readonly CopySourceIfUnmodifiedSince?: Date
  readonly ExpectedSourceBucketOwner?: string
}

export const listingMembers = {
  ...bucketMembers,
  RequestPayer: text,
  Delimiter: text,
  EncodingType: text,
  Prefix: text,
} as const satisfies Members

export interface ListingInput extends BucketInput {
  readonly Delimiter?: string
  readonly EncodingType?: string
  readonly Prefix?: string
  readonly MaxKeys?: number
}
