import { hash } from 'node:crypto'
import type { RequestFacts } from '../authentication.ts'
import { canonicalRequest } from './canonical.ts'
import { type Scope, sameSignature, scopeText, sign } from './signing-key.ts'

/** A request's proof of identity, well formed and fitting to itself; its signature not checked yet. */
export interface Claim {
  readonly accessKeyId: string
  readonly scope: Scope
  /** As written in SignedHeaders. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** In basic form, whatever form it was sent in. */
  readonly date: string
  readonly token?: string
}

export interface Verdict {
  readonly fits: boolean
  readonly canonical: string
  readonly stringToSign: string
}

/**
 * Checks the signature of a claim. Headers arrive with a character for each byte; a client that signs text beyond
 * ASCII signs its UTF-8 and may send it as single bytes, so that both readings count. Neither lets two different
 * requests have one signature.
 */
export function verify(
  facts: RequestFacts,
  claim: Claim,
  payloadHash: string,
  encoding: 'once' | 'twice',
  signingKey: Buffer,
): Verdict {
  const canonical = canonicalRequest(facts, claim.signedHeaders, payloadHash, encoding)
  const asText = (bytes: Buffer) =>
    `AWS4-HMAC-SHA256\n${claim.date}\n${scopeText(claim.scope)}\n${hash('sha256', bytes, 'hex')}`
  const stringToSign = asText(Buffer.from(canonical, 'latin1'))
  if (sameSignature(sign(signingKey, stringToSign), claim.signature)) {
    return { fits: true, canonical, stringToSign }
  }
  const other = asText(Buffer.from(canonical, 'utf8'))
  const fits = other !== stringToSign && sameSignature(sign(signingKey, other), claim.signature)
  return { fits, canonical, stringToSign: fits ? other : stringToSign }
}

/** Headers that a signature must cover and does not: the host, and every `x-amz-…` that is there. */
export function unsignedNames(facts: RequestFacts, signedHeaders: readonly string[]): string[] {
  const signed = new Set(signedHeaders.map((name) => name.toLowerCase()))
  const hostSigned = signed.has('host') || signed.has(':authority')
  const unsigned = Object.keys(facts.headers).filter(
    (name) => name.startsWith('x-amz-') && facts.headers[name] !== undefined && !signed.has(name),
  )
  return hostSigned ? unsigned : ['host', ...unsigned]
}

/** We are every region; a name that can't be one is a slip of the client's. */
export function isRegion(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(name)
}
