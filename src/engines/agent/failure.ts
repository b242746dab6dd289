import { RemoteFailure } from '../../stages/agent/ports.ts'

/** What was asked of whom, for sentences. */
export interface Asked {
  /** E.g. `stream web-logs`. */
  readonly what: string
  /** IAM's name of the action, e.g. `kinesis:PutRecords`. */
  readonly action: string
  /** Keys of agent.json that name it, and where it is. */
  readonly nameKey: string
  readonly endpointKey: string
  readonly endpoint: string
}

interface SdkError {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: unknown
}

/** Codes that ask for patience. Everything else that a client is blamed for (4xx) doesn't heal by itself. */
const THROTTLES =
  /Throttl|TooManyRequests|ProvisionedThroughputExceeded|LimitExceeded|RequestLimitExceeded|ServiceUnavailable|SlowDown/
const SIGNATURES =
  /InvalidSignature|SignatureDoesNotMatch|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken|NotAuthorized|OptInRequired/
const DENIALS = /AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden/
const CERTIFICATES = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/

/** Any error of the SDK as a sentence that says what to do. */
export function explained(error: unknown, asked: Asked): RemoteFailure {
  if (error instanceof RemoteFailure) return error
  const { name = '', code = '', $metadata } = error as SdkError
  const status = $metadata?.httpStatusCode
  if (SIGNATURES.test(name)) return notAccepted(name, asked)
  if (/ExpiredToken/.test(name)) {
    return lasting(`the credentials for ${at(asked)} have expired (${name}): renew them where they come from`)
  }
  if (DENIALS.test(name)) {
    return lasting(`${at(asked)} denies ${asked.action} (${said(error)}): allow it to this user or role`)
  }
  if (/ResourceNotFound/.test(name)) {
    return lasting(
      `there is no ${at(asked)} (${said(error)}): create it, or correct ${asked.nameKey} or ${asked.endpointKey} in agent.json`,
    )
  }
  if (CERTIFICATES.test(code)) return badCertificate(code, asked)
  // An answer may begin and break off: then it has a status and is none.
  if (status === undefined || name === 'TimeoutError' || /^E[A-Z]+$/.test(code))
    return unreachable(error, asked)
  if (THROTTLES.test(name) || status === 429)
    return passing(`${at(asked)} asks to slow down (${said(error)})`)
  if (status >= 400 && status < 500)
    return lasting(`${at(asked)} refuses the request (${said(error)}, HTTP ${status})`)
  if (status < 400)
    return lasting(`${at(asked)} does not speak the API that it is asked for (${said(error)})`)
  return passing(`${at(asked)} failed (${said(error)}, HTTP ${status})`)
}

/** A record that was refused in a request that wasn't. */
export function refused(code: string, message: string | undefined): RemoteFailure {
  return passing(
    THROTTLES.test(code) ? `throttled (${code})` : `${code}${message ? `: ${short(message)}` : ''}`,
  )
}

export function strangeAnswer(asked: Asked, sent: number, answered: number): RemoteFailure {
  return lasting(
    `${at(asked)} answered for ${answered} records of ${sent}: it does not speak the API that it is asked for`,
  )
}

/** Why there are no credentials, or none of a role. */
export function noCredentials(error: unknown, role?: string): RemoteFailure {
  const { name = '', message = '' } = error as SdkError
  if (role !== undefined && !/CredentialsProviderError/.test(name)) {
    const why = SIGNATURES.test(name) ? name : said(error)
    return lasting(`the role ${role} can't be assumed (${why}): check assumeRoleARN, and who may assume it`)
  }
  return lasting(
    'there are no AWS credentials: give awsAccessKeyId and awsSecretAccessKey in agent.json, or set ' +
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile, or give this instance a role ' +
      `(all were asked: ${short(message)})`,
  )
}

function notAccepted(name: string, asked: Asked): RemoteFailure {
  // The service's own message may repeat a session token.
  return lasting(
    `${at(asked)} does not accept the credentials (${name}): check the access key, its secret, and the clock of this machine`,
  )
}

function badCertificate(code: string, asked: Asked): RemoteFailure {
  return lasting(
    `${at(asked)} has a certificate that is not trusted (${code}): give its authority in NODE_EXTRA_CA_CERTS`,
  )
}

function unreachable(error: unknown, asked: Asked): RemoteFailure {
  return passing(
    `can't reach ${at(asked)} (${whyNot(error as SdkError)}): check ${asked.endpointKey} in agent.json, and the network`,
  )
}

function whyNot({ code, name, message = '' }: SdkError): string {
  if (code === 'EPROTO') return 'it does not seem to speak TLS; if so, write http:// before it'
  if (code) return `${code}: ${short(message)}`
  return name === 'TimeoutError' ? 'no answer in time' : `${name}: ${short(message)}`
}

const at = ({ what, endpoint }: Asked) => `${what} at ${endpoint}`
const lasting = (sentence: string) => new RemoteFailure(sentence, true)
const passing = (sentence: string) => new RemoteFailure(sentence, false)

function said(error: unknown): string {
  const { name, message } = error as SdkError
  return message ? `${name}: ${short(message)}` : String(name)
}

function short(message: string): string {
  const line = message.split('\n', 1)[0]
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
