import type { Caller } from '../../record/index.ts'
import { urlEncoded } from './core/listing.ts'
import { ownerOf } from './core/owner.ts'
import { errors } from './errors.ts'
import type { Listing, ObjectDescription } from './ports.ts'
import { lastModified } from './reading.ts'
import type { ListingInput } from './shapes.ts'

/** Entries of a page: at most 1,000, however many are asked for. */
export function pageSize(asked: number | undefined, argument: string): number {
  if (asked === undefined) return 1000
  if (!(asked <= 2_147_483_647)) {
    throw errors.invalid(
      argument,
      asked,
      `Provided ${hyphened(argument)} not an integer or within integer range`,
    )
  }
  if (!Number.isInteger(asked) || asked < 0) {
    throw errors.invalid(argument, asked, `Argument ${argument} must be an integer between 0 and 2147483647`)
  }
  return Math.min(asked, 1000)
}

/** What S3 cannot read as a number at all it calls by the query's name, `max-keys`. */
const hyphened = (argument: string) => argument.replace('K', '-k')

/** How keys are written in an answer; XML 1.0 has characters that it cannot say. */
export function keyWriter({ EncodingType: encoding }: ListingInput): (key: string) => string {
  if (encoding === undefined) return (key) => key
  if (encoding !== 'url') {
    throw errors.invalid('encoding-type', encoding, 'Invalid Encoding Method specified in Request')
  }
  return urlEncoded
}

/** What every listing of objects repeats of its request. */
export function listingHead(input: ListingInput, limit: number) {
  const write = keyWriter(input)
  return {
    Name: input.Bucket,
    Prefix: write(input.Prefix ?? ''),
    MaxKeys: limit,
    ...(input.Delimiter ? { Delimiter: write(input.Delimiter) } : {}),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
  }
}

export function listingBody(input: ListingInput, { objects, prefixes, next }: Listing, owner?: Caller) {
  const write = keyWriter(input)
  return {
    IsTruncated: next !== undefined,
    Contents: objects.map((object) => listed(object, write, owner)),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: write(prefix) })),
  }
}

export function listed(object: ObjectDescription, write: (key: string) => string, owner?: Caller) {
  return {
    Key: write(object.key),
    LastModified: lastModified(object),
    ETag: object.etag,
    ...(object.checksum
      ? { ChecksumAlgorithm: [object.checksum.algorithm], ChecksumType: object.checksum.type }
      : {}),
    Size: object.size,
    StorageClass: object.storageClass ?? 'STANDARD',
    ...(owner ? { Owner: ownerOf(owner.account) } : {}),
  }
}
