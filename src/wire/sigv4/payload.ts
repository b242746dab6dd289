import type { RequestFacts } from '../authentication.ts'
import { s3Errors } from './errors.ts'
import type { S3Claim } from './s3-claim.ts'

/** How the body of a request to S3 is covered by its signature. */
export interface Payload {
  /** The last line of the canonical request. */
  readonly signedAs: string
  readonly kind: 'hash' | 'unsigned' | 'signed-chunks' | 'unsigned-chunks'
  /** Of kind `hash`, hex in lower case: what the body must hash to. */
  readonly sha256?: string
}

const KINDS: Readonly<Record<string, Payload['kind']>> = {
  'UNSIGNED-PAYLOAD': 'unsigned',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': 'signed-chunks',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': 'signed-chunks',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': 'unsigned-chunks',
}

/** S3's rule of X-Amz-Content-Sha256: in the header, or in the query of a presigned URL, which needs none. */
export function payloadOf({ headers }: RequestFacts, claim: S3Claim): Payload {
  const header = headers['x-amz-content-sha256']
  const presigned = claim.expires !== undefined
  const value = claim.contentSha256 ?? header ?? (presigned ? 'UNSIGNED-PAYLOAD' : undefined)
  if (value === undefined) throw s3Errors.noContentHash()
  const headerSigned = claim.signedHeaders.includes('x-amz-content-sha256')
  const signedAs = presigned && !claim.contentSha256 && !headerSigned ? 'UNSIGNED-PAYLOAD' : value
  if (/^[0-9a-f]{64}$/i.test(value)) return { signedAs, kind: 'hash', sha256: value.toLowerCase() }
  if (/^STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD(?:-TRAILER)?$/.test(value)) throw s3Errors.asymmetric()
  const kind = Object.hasOwn(KINDS, value) ? KINDS[value] : undefined
  if (!kind) throw s3Errors.contentHash(value)
  // Who takes the chunks apart looks at the header: a URL that says so alone would leave them unchecked.
  if (kind.endsWith('chunks') && header !== value) throw s3Errors.contentHash(value)
  if (kind.endsWith('chunks') && !/^\d{1,15}$/.test(headers['x-amz-decoded-content-length'] ?? '')) {
    throw s3Errors.noLength()
  }
  return { signedAs, kind }
}
