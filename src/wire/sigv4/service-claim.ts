import type { RequestFacts } from '../authentication.ts'
import { type Claim, isRegion, unsignedNames } from './claim.ts'
import { type Refuse, sentences } from './errors.ts'
import { type Presented, presentedBy } from './presented.ts'
import { basicTime } from './time.ts'

const MINUTE = 60_000
const WEEK_SECONDS = 604_800

/** Minutes that a request's clock may be off: 5, as Kinesis' own refusals say; STS allows 15. */
const CLOCK_MINUTES: Readonly<Record<string, number>> = { sts: 15 }

/**
 * Reads the proof of a request to any service but S3, and refuses what does not hold in the order and words of AWS's
 * services (recorded in public by the authors of dynalite and kinesalite).
 */
export function serviceClaim(
  facts: RequestFacts,
  family: 'json' | 'query',
  now: number,
  refuse: Refuse,
): Claim {
  const shown = presentedBy(facts)
  if (shown === 'both') throw refuse('invalid', sentences.both)
  if (!shown) {
    throw refuse('missing', family === 'json' ? sentences.missingJson : sentences.missingQuery)
  }
  const { date, millis, credential = '', signature = '' } = shown
  const missing = missingFrom(shown, facts)
  if (missing) throw refuse('incomplete', missing)
  if (millis === undefined) throw refuse('incomplete', sentences.noTime(date ?? ''))
  checkTime(shown, millis, now, CLOCK_MINUTES[facts.signingName] ?? 5, refuse)
  const signedHeaders = (shown.signedHeaders ?? '').split(';')
  checkSignedHeaders(facts, signedHeaders, refuse)
  if (shown.algorithm !== 'AWS4-HMAC-SHA256') {
    throw refuse('incomplete', sentences.algorithm(shown.algorithm))
  }
  const sent = basicTime(millis)
  const parts = credential.replace(/\/+$/, '').split('/')
  if (parts.length !== 5) throw refuse('incomplete', sentences.credential(credential))
  const [accessKeyId, scopeDate, region, service, terminator] = parts
  const wrong = [
    ...(isRegion(region) ? [] : [sentences.region(region)]),
    ...(service === facts.signingName ? [] : [sentences.service(facts.signingName)]),
    ...(terminator === 'aws4_request' ? [] : [sentences.terminator(terminator)]),
    ...(scopeDate === sent.slice(0, 8) ? [] : [sentences.scopeDate(scopeDate, sent)]),
  ]
  if (wrong.length > 0) throw refuse('invalid', wrong.join(''))
  return {
    accessKeyId,
    scope: { date: scopeDate, region, service },
    signedHeaders,
    signature,
    date: sent,
    ...(shown.token ? { token: shown.token } : {}),
  }
}

function missingFrom(shown: Presented, { headers }: RequestFacts): string | undefined {
  if (shown.place === 'header') {
    const fields = {
      Credential: shown.credential,
      Signature: shown.signature,
      SignedHeaders: shown.signedHeaders,
    }
    const lacking = Object.entries(fields).filter(([, value]) => !value)
    const sentence =
      lacking.map(([name]) => sentences.needsField(name)).join('') + (shown.date ? '' : sentences.needsDate)
    return sentence && `${sentence}Authorization=${headers.authorization}`
  }
  const parameters = {
    'X-Amz-Algorithm': shown.algorithm,
    'X-Amz-Credential': shown.credential,
    'X-Amz-Signature': shown.signature,
    'X-Amz-SignedHeaders': shown.signedHeaders,
    'X-Amz-Date': shown.date,
  }
  const lacking = Object.entries(parameters).filter(([, value]) => !value)
  return lacking.length > 0
    ? lacking.map(([name]) => sentences.needsParameter(name)).join('') + sentences.reexamine
    : undefined
}

/** A presigned request is good until its own end; any other as long as the clocks may differ. */
function checkTime(shown: Presented, millis: number, now: number, minutes: number, refuse: Refuse) {
  const clock = minutes * MINUTE
  const clockText = `${minutes} min`
  let [lifetime, lifetimeText] = [clock, clockText]
  if (shown.expires !== undefined) {
    if (!/^\d{1,6}$/.test(shown.expires) || Number(shown.expires) > WEEK_SECONDS) {
      throw refuse('invalid', sentences.expires)
    }
    lifetime = Number(shown.expires) * 1000
    lifetimeText = `${shown.expires} sec`
  }
  const sent = basicTime(millis)
  if (millis < now - lifetime) {
    throw refuse('invalid', sentences.expired(sent, basicTime(now - lifetime), basicTime(now), lifetimeText))
  }
  if (millis > now + clock) {
    throw refuse('invalid', sentences.early(sent, basicTime(now + clock), basicTime(now), clockText))
  }
}

function checkSignedHeaders(facts: RequestFacts, signedHeaders: readonly string[], refuse: Refuse) {
  const [unsigned] = unsignedNames(facts, signedHeaders)
  if (unsigned === 'host') throw refuse('invalid', sentences.notSigned("Host' or ':authority"))
  if (unsigned) throw refuse('invalid', sentences.notSigned(unsigned))
}
