import type { Members } from '../../record/index.ts'
import { failedCondition, wholeSeconds } from './core/conditions.ts'
import { parseRange, type Span } from './core/range.ts'
import { errors } from './errors.ts'
import { assertVersion } from './guards.ts'
import type { ObjectDescription } from './ports.ts'
import { type ObjectInput, objectMembers, sseCustomerMembers } from './shapes.ts'

/** What GetObject and HeadObject take. */
export const readMembers = {
  ...objectMembers,
  IfMatch: { type: 'string' },
  IfModifiedSince: { type: 'timestamp' },
  IfNoneMatch: { type: 'string' },
  IfUnmodifiedSince: { type: 'timestamp' },
  Range: { type: 'string' },
  ResponseCacheControl: { type: 'string' },
  ResponseContentDisposition: { type: 'string' },
  ResponseContentEncoding: { type: 'string' },
  ResponseContentLanguage: { type: 'string' },
  ResponseContentType: { type: 'string' },
  ResponseExpires: { type: 'timestamp' },
  VersionId: { type: 'string' },
  PartNumber: { type: 'integer' },
  ChecksumMode: { type: 'string' },
  ...sseCustomerMembers,
} as const satisfies Members

export interface ReadInput extends ObjectInput {
  readonly IfMatch?: string
  readonly IfModifiedSince?: Date
  readonly IfNoneMatch?: string
  readonly IfUnmodifiedSince?: Date
  readonly Range?: string
  readonly ResponseCacheControl?: string
  readonly ResponseContentDisposition?: string
  readonly ResponseContentEncoding?: string
  readonly ResponseContentLanguage?: string
  readonly ResponseContentType?: string
  readonly ResponseExpires?: Date
  readonly PartNumber?: number
  readonly ChecksumMode?: string
}

/** Which bytes of an object a request gets. */
export interface Selection extends Span {
  readonly partial: boolean
  /** Of the part that was asked for, where there are parts. */
  readonly checksum?: string
}

/** Rejects what can be told without the object. */
export function assertReadable(input: ReadInput) {
  assertVersion(input)
  const { PartNumber: part, Range: range } = input
  if (part === undefined) return
  if (part < 1 || part > 10_000) {
    throw errors.invalid('partNumber', part, 'Part number must be an integer between 1 and 10000, inclusive')
  }
  if (range !== undefined) {
    throw errors.invalidRequest('Cannot specify both Range header and partNumber query parameter')
  }
}

/** Rejects with 304, 412 or 416. */
export function select(object: ObjectDescription, input: ReadInput): Selection {
  const failed = failedCondition(
    {
      ifMatch: input.IfMatch,
      ifNoneMatch: input.IfNoneMatch,
      ifModifiedSince: input.IfModifiedSince,
      ifUnmodifiedSince: input.IfUnmodifiedSince,
    },
    object,
  )
  if (failed === 'If-None-Match' || failed === 'If-Modified-Since') {
    throw errors.notModified(object.etag, lastModified(object))
  }
  if (failed) throw errors.preconditionFailed(failed)
  if (input.PartNumber !== undefined) return selectPart(object, input.PartNumber)
  const span = input.Range === undefined ? undefined : parseRange(input.Range, object.size)
  if (span === 'unsatisfiable') throw errors.invalidRange(String(input.Range), object.size)
  return span ? { ...span, partial: true } : { from: 0, to: object.size, partial: false }
}

function selectPart({ size, parts }: ObjectDescription, asked: number): Selection {
  const all = parts ?? [{ size, checksum: undefined }]
  if (asked > all.length) throw errors.invalidPartNumber(asked, all.length)
  const from = all.slice(0, asked - 1).reduce((sum, part) => sum + part.size, 0)
  const { size: length, checksum } = all[asked - 1]
  return { from, to: from + length, partial: length > 0, ...(checksum ? { checksum } : {}) }
}

/** The answer to GetObject and HeadObject, without a body. */
export function describeObject(object: ObjectDescription, selection: Selection, input: ReadInput) {
  const { from, to, partial } = selection
  return {
    AcceptRanges: 'bytes',
    LastModified: lastModified(object),
    ContentLength: to - from,
    ETag: object.etag,
    ContentType: input.ResponseContentType ?? object.contentType,
    ContentEncoding: input.ResponseContentEncoding ?? object.contentEncoding,
    CacheControl: input.ResponseCacheControl ?? object.cacheControl,
    ContentDisposition: input.ResponseContentDisposition ?? object.contentDisposition,
    ContentLanguage: input.ResponseContentLanguage ?? object.contentLanguage,
    Expires: input.ResponseExpires ?? (object.expires === undefined ? undefined : new Date(object.expires)),
    WebsiteRedirectLocation: object.redirect,
    Metadata: object.metadata,
    ServerSideEncryption: 'AES256',
    StorageClass: object.storageClass,
    TagCount: object.tags?.length || undefined,
    PartsCount: input.PartNumber === undefined ? undefined : object.parts?.length,
    ...(partial ? { ContentRange: `bytes ${from}-${to - 1}/${object.size}`, $status: 206 } : {}),
    ...(input.ChecksumMode?.toUpperCase() === 'ENABLED' ? shownChecksum(object, selection) : {}),
  }
}

/** That of a part where one was asked for; none for a range, whose bytes it would not fit. */
function shownChecksum({ checksum, parts, size }: ObjectDescription, selection: Selection) {
  if (!checksum) return {}
  if (selection.checksum && parts) return checksumOutput({ ...checksum, value: selection.checksum })
  return selection.to - selection.from === size ? checksumOutput(checksum) : {}
}

/** `{ChecksumCRC32: …, ChecksumType: …}` */
export function checksumOutput(checksum: ObjectDescription['checksum']): Record<string, string> {
  if (!checksum?.value) return {}
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }
}

/** S3 shows whole seconds everywhere. */
export function lastModified({ modifiedAt }: { readonly modifiedAt: number }): Date {
  return new Date(wholeSeconds(modifiedAt))
}
