import type { Caller } from '../../record/index.ts'
import type { Authenticate, Authenticated, RequestFacts } from '../authentication.ts'
import { createChunkSignatures, EMPTY_SHA256 } from './chunks.ts'
import { type Claim, verify } from './claim.ts'
import { refusalsOf, s3Errors, sentences } from './errors.ts'
import { payloadOf } from './payload.ts'
import { authenticateV2, isPresignedV2 } from './presigned-v2.ts'
import { checkS3Time, s3Claim } from './s3-claim.ts'
import { serviceClaim } from './service-claim.ts'
import { createSigningKeys, type SigningKeys, scopeText } from './signing-key.ts'

/** What a key's owner is known by. */
export interface SigningCredential extends Pick<Caller, 'account' | 'arn'> {
  readonly secretAccessKey: string
  /** Of temporary keys: must come along with every request. */
  readonly sessionToken?: string
}

export interface SignatureOptions {
  /** The key of that id, or undefined when there is none. */
  credentials(accessKeyId: string): SigningCredential | undefined
  /** Ms since 1970. */
  now(): number
}

/** Requests must be signed with Signature Version 4 by a key that we know. */
export function requireSignatures({ credentials, now }: SignatureOptions): Authenticate {
  const signingKeys = createSigningKeys()
  const options = { credentials, signingKeys }
  return async (facts) =>
    facts.signingName === 's3' ? ofS3(facts, now(), options) : ofService(facts, now(), options)
}

interface Options extends Pick<SignatureOptions, 'credentials'> {
  readonly signingKeys: SigningKeys
}

function ofService(facts: RequestFacts, now: number, { credentials, signingKeys }: Options): Authenticated {
  const family = speaksQuery(facts) ? 'query' : 'json'
  const refuse = refusalsOf(family)
  const claim = serviceClaim(facts, family, now, refuse)
  const credential = credentials(claim.accessKeyId)
  if (!credential) throw refuse('unknown', sentences.token)
  const key = signingKeys(claim.accessKeyId, credential.secretAccessKey, claim.scope)
  // Only S3 knows an unsigned body: whatever the header says, what counts is the body.
  const declared = facts.headers['x-amz-content-sha256'] ?? EMPTY_SHA256
  const bodyHash = facts.bodySha256?.() ?? declared
  if (!verify(facts, claim, bodyHash, 'twice', key).fits) throw refuse('invalid', sentences.mismatch)
  if (claim.token !== credential.sessionToken) throw refuse('unknown', sentences.token)
  return { caller: callerOf(claim, credential), ...(facts.bodySha256 ? {} : { bodyHash }) }
}

function ofS3(facts: RequestFacts, now: number, { credentials, signingKeys }: Options): Authenticated {
  if (!facts.headers.authorization && isPresignedV2(facts)) return authenticateV2(facts, now, credentials)
  const claim = s3Claim(facts)
  const payload = payloadOf(facts, claim)
  const credential = credentials(claim.accessKeyId)
  if (!credential) throw s3Errors.unknownKey(claim.accessKeyId)
  const signingKey = signingKeys(claim.accessKeyId, credential.secretAccessKey, claim.scope)
  const { fits, canonical, stringToSign } = verify(facts, claim, payload.signedAs, 'once', signingKey)
  if (!fits) throw s3Errors.mismatch(claim.accessKeyId, stringToSign, claim.signature, canonical)
  checkS3Time(claim, now)
  if (claim.token !== credential.sessionToken) throw s3Errors.token(claim.token ?? '')
  const caller = callerOf(claim, credential)
  if (payload.kind === 'signed-chunks') {
    const { date, signature, scope, accessKeyId } = claim
    const refuse = (text: string, given: string) => s3Errors.mismatch(accessKeyId, text, given)
    const seed = { signingKey, date, signature, scope: scopeText(scope), refuse }
    return { caller, chunks: createChunkSignatures(seed) }
  }
  if (payload.sha256 === undefined) return { caller }
  if (!facts.bodySha256) return { caller, bodyHash: payload.sha256 }
  const computed = facts.bodySha256()
  if (computed !== payload.sha256) throw s3Errors.contentHashMismatch(payload.sha256, computed)
  return { caller }
}

function callerOf({ accessKeyId, scope }: Claim, { account, arn }: SigningCredential): Caller {
  return { account, arn, region: scope.region, accessKeyId }
}

/** STS speaks nothing else; CloudWatch does where no header of its newer protocols is there. */
function speaksQuery({ signingName, headers }: RequestFacts): boolean {
  if (signingName === 'sts') return true
  return signingName === 'monitoring' && !headers['x-amz-target'] && !headers['smithy-protocol']
}
