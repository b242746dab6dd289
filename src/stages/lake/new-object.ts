import { assertAcl } from './acl.ts'
import { judgeStorageClass } from './core/storage-class.ts'
import { parseTagging, type Tag, tagSetProblem } from './core/tags.ts'
import { errors } from './errors.ts'
import type { PutOptions } from './ports.ts'
import type { NewObjectInput } from './shapes.ts'

/** What a request says of the object that it makes; rejects what the lake would not honour. */
export function newObject(input: NewObjectInput): PutOptions {
  assertAcl(input)
  assertEncryption(input)
  return { ...systemMetadata(input), ...placement(input), tags: readTagging(input.Tagging) }
}

/** What MetadataDirective=COPY takes from the source. */
export function systemMetadata(input: NewObjectInput): PutOptions {
  const encoding = contentEncoding(input.ContentEncoding)
  return given({
    contentType: input.ContentType || undefined,
    contentEncoding: encoding,
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentLanguage: input.ContentLanguage,
    expires: input.Expires?.getTime(),
    metadata: userMetadata(input.Metadata),
  })
}

/** What is never copied. */
export function placement(input: NewObjectInput): PutOptions {
  const { StorageClass: storageClass, WebsiteRedirectLocation: redirect } = input
  if (storageClass !== undefined) assertStorageClass(storageClass)
  if (redirect !== undefined && !/^(?:https?:\/\/|\/)/.test(redirect)) throw errors.invalidRedirect()
  return given({ storageClass: storageClass === 'STANDARD' ? undefined : storageClass, redirect })
}

export function readTagging(header: string | undefined): readonly Tag[] {
  const tags = header === undefined ? [] : parseTagging(header)
  if (!tags) {
    throw errors.invalid(
      'x-amz-tagging',
      header,
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    )
  }
  assertTags(tags)
  return tags
}

export function assertTags(tags: readonly Tag[]) {
  const problem = tagSetProblem(tags, 10, 'Your TagKey cannot be prefixed with aws:')
  if (problem) throw problem.many ? errors.tooManyTags(10) : errors.invalidTag(problem.message, problem.key)
}

export function assertEncryption(input: NewObjectInput) {
  const { ServerSideEncryption: method, BucketKeyEnabled: bucketKey } = input
  if (bucketKey) throw errors.notImplemented('BucketKeyEnabled', 'there are no keys to encrypt with.')
  if (method === undefined || method === 'AES256') return
  if (method.startsWith('aws:')) {
    throw errors.notImplemented('ServerSideEncryption', `${method} is not served, only AES256, the default.`)
  }
  throw errors.invalid(
    'x-amz-server-side-encryption',
    method,
    'The encryption method specified is not supported',
  )
}

function assertStorageClass(storageClass: string) {
  const verdict = judgeStorageClass(storageClass)
  if (verdict === 'unknown') throw errors.invalidStorageClass(storageClass)
  if (verdict === 'refused') {
    throw errors.notImplemented(
      'StorageClass',
      `${storageClass} is not served: objects are read at once, from one folder.`,
    )
  }
}

/** `aws-chunked` is how the body travels, not what it is. */
function contentEncoding(header: string | undefined): string | undefined {
  const codings = (header ?? '').split(',').map((coding) => coding.trim())
  return codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(', ') || undefined
}

/** At most 2 KB of names and values. */
function userMetadata(metadata: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const size = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  )
  if (size > 2048) throw errors.metadataTooLarge(size)
  return metadata
}

function given(options: { readonly [Name in keyof PutOptions]: PutOptions[Name] | undefined }): PutOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
