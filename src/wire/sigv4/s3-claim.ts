import type { RequestFacts } from '../authentication.ts'
import { type Claim, isRegion, unsignedNames } from './claim.ts'
import { s3Errors } from './errors.ts'
import { type Presented, presentedBy } from './presented.ts'
import { basicTime } from './time.ts'

const CLOCK_MILLIS = 15 * 60_000
const WEEK_SECONDS = 604_800

export interface S3Claim extends Claim {
  readonly millis: number
  /** Seconds, of a presigned URL. */
  readonly expires?: number
  /** X-Amz-Content-Sha256 of a presigned URL's query. */
  readonly contentSha256?: string
}

/** Reads the proof of a request to S3; what is not well formed is refused in S3's order and words. */
export function s3Claim(facts: RequestFacts): S3Claim {
  const { authorization } = facts.headers
  const shown = presentedBy(facts)
  if (shown === 'both') throw s3Errors.oneMechanism(authorization ?? '')
  if (!shown) throw s3Errors.denied()
  const claim = shown.place === 'header' ? inHeader(shown, authorization ?? '') : inQuery(shown)
  const unsigned = unsignedNames(facts, claim.signedHeaders)
  // A presigned URL says UNSIGNED-PAYLOAD without this header; one that comes along anyway does no harm.
  const wrong = unsigned.filter((name) => shown.place === 'header' || name !== 'x-amz-content-sha256')
  if (wrong.length > 0) throw s3Errors.notSigned(wrong)
  return claim
}

/** S3 looks at the clock last, when it knows that it is the key's owner who is late. */
export function checkS3Time({ date, millis, expires }: S3Claim, now: number): void {
  if (expires === undefined) {
    if (Math.abs(now - millis) > CLOCK_MILLIS) throw s3Errors.skewed(date, now, CLOCK_MILLIS)
    return
  }
  if (millis > now + CLOCK_MILLIS) throw s3Errors.early(date, now)
  const end = millis + expires * 1000
  if (now > end || expires === 0) throw s3Errors.expired(String(expires), end, now)
}

function inHeader(shown: Presented, authorization: string): S3Claim {
  if (shown.algorithm === 'AWS' || shown.algorithm === 'AWS4-ECDSA-P256-SHA256') throw s3Errors.mechanism()
  if (shown.algorithm !== 'AWS4-HMAC-SHA256') throw s3Errors.authorizationType(authorization)
  const { credential, signature, signedHeaders, millis } = shown
  if (!credential || !signature || !signedHeaders) {
    throw s3Errors.malformed(
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    )
  }
  const scope = scopeOf(credential, s3Errors.malformed, '')
  if (millis === undefined) throw s3Errors.noDate()
  return {
    ...checkedDate(scope, millis, s3Errors.malformed),
    signedHeaders: signedHeaders.split(';'),
    signature,
    millis,
    ...(shown.token ? { token: shown.token } : {}),
  }
}

function inQuery(shown: Presented): S3Claim {
  const { credential, signature, signedHeaders, date, expires, millis } = shown
  if (!shown.algorithm || !credential || !signature || !signedHeaders || !date || !expires) {
    throw s3Errors.parameters(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  if (shown.algorithm !== 'AWS4-HMAC-SHA256') {
    throw s3Errors.parameters('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"')
  }
  const scope = scopeOf(credential, s3Errors.parameters, 'Error parsing the X-Amz-Credential parameter; ')
  if (millis === undefined) {
    throw s3Errors.parameters(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
  }
  return {
    ...checkedDate(scope, millis, s3Errors.parameters),
    signedHeaders: signedHeaders.split(';'),
    signature,
    millis,
    expires: seconds(expires),
    ...(shown.token ? { token: shown.token } : {}),
    ...(shown.contentSha256 ? { contentSha256: shown.contentSha256 } : {}),
  }
}

type Wrong = (sentence: string, details?: Record<string, unknown>) => Error

function scopeOf(credential: string, wrong: Wrong, prefix: string): Pick<Claim, 'accessKeyId' | 'scope'> {
  const parts = credential.split('/')
  if (parts.length !== 5 || parts[0] === '') {
    throw wrong(
      `${prefix}the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    )
  }
  const [accessKeyId, date, region, service, terminator] = parts
  if (!/^\d{8}$/.test(date)) {
    throw wrong(
      `${prefix}incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`,
    )
  }
  if (!isRegion(region)) {
    throw wrong(`${prefix}the region '${region}' is wrong; expecting 'us-east-1'`, { Region: 'us-east-1' })
  }
  if (service !== 's3') {
    throw wrong(`${prefix}incorrect service "${service}". This endpoint belongs to "s3".`)
  }
  if (terminator !== 'aws4_request') {
    throw wrong(`${prefix}incorrect terminal "${terminator}". This endpoint uses "aws4_request".`)
  }
  return { accessKeyId, scope: { date, region, service } }
}

function checkedDate(scoped: Pick<Claim, 'accessKeyId' | 'scope'>, millis: number, wrong: Wrong) {
  const date = basicTime(millis)
  const day = date.slice(0, 8)
  if (scoped.scope.date !== day) {
    throw wrong(
      `Invalid credential date "${scoped.scope.date}". This date is not the same as X-Amz-Date: "${day}".`,
    )
  }
  return { ...scoped, date }
}

function seconds(text: string): number {
  if (/^-\d+$/.test(text)) throw s3Errors.parameters('X-Amz-Expires must be non-negative')
  if (!/^\d+$/.test(text)) throw s3Errors.parameters('X-Amz-Expires should be a number')
  if (Number(text) > WEEK_SECONDS) {
    throw s3Errors.parameters(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  }
  return Number(text)
}
