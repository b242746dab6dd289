import { ServiceError } from '../../record/index.ts'
import { isoTime } from './time.ts'

/** What is wrong with a proof of identity, for a service that speaks JSON, CBOR or the query protocol. */
export type Fault = 'incomplete' | 'invalid' | 'missing' | 'unknown'

type Faults = Readonly<Record<Fault, readonly [type: string, status: number]>>

/** Kinesis, Firehose, CloudWatch in its newer protocols. */
const JSON_FAULTS: Faults = {
  incomplete: ['IncompleteSignatureException', 400],
  invalid: ['InvalidSignatureException', 400],
  missing: ['MissingAuthenticationTokenException', 400],
  unknown: ['UnrecognizedClientException', 400],
}

/** STS, CloudWatch in the query protocol. */
const QUERY_FAULTS: Faults = {
  incomplete: ['IncompleteSignature', 400],
  invalid: ['SignatureDoesNotMatch', 403],
  missing: ['MissingAuthenticationToken', 403],
  unknown: ['InvalidClientTokenId', 403],
}

export type Refuse = (fault: Fault, sentence: string) => ServiceError

export function refusalsOf(family: 'json' | 'query'): Refuse {
  const faults = family === 'json' ? JSON_FAULTS : QUERY_FAULTS
  return (fault, sentence) => new ServiceError(faults[fault][0], sentence, faults[fault][1])
}

/** AWS's sentences for those, word for word. */
export const sentences = {
  missingJson: 'Missing Authentication Token',
  missingQuery: 'Request is missing Authentication Token',
  both: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  needsField: (field: string) => `Authorization header requires '${field}' parameter. `,
  needsDate: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
  needsParameter: (name: string) => `AWS query-string parameters must include '${name}'. `,
  reexamine: 'Re-examine the query-string parameters.',
  noTime: (text: string) =>
    `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  expired: (sent: string, earliest: string, now: string, span: string) =>
    `Signature expired: ${sent} is now earlier than ${earliest} (${now} - ${span}.)`,
  early: (sent: string, latest: string, now: string, span: string) =>
    `Signature not yet current: ${sent} is still later than ${latest} (${now} + ${span}.)`,
  notSigned: (name: string) => `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
  algorithm: (name: string) => `Unsupported AWS 'algorithm': '${name}' (only AWS4-HMAC-SHA256 for now). `,
  credential: (text: string) =>
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
  region: (region: string) => `Credential should be scoped to a valid region, not '${region}'. `,
  service: (service: string) => `Credential should be scoped to correct service: '${service}'. `,
  terminator: (text: string) =>
    `Credential should be scoped with a valid terminator: 'aws4_request', not '${text}'. `,
  scopeDate: (scoped: string, sent: string) =>
    `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scoped}' != '${sent.slice(0, 8)}', from '${sent}'. `,
  expires:
    'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
  token: 'The security token included in the request is invalid.',
  mismatch:
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
} as const

/** Every refusal of S3, with its own codes, statuses and further members. */
export const s3Errors = {
  denied: () => new ServiceError('AccessDenied', 'Access Denied', 403),
  oneMechanism: (authorization: string) =>
    invalidArgument(
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      'Authorization',
      authorization,
    ),
  mechanism: () =>
    invalidRequest(
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ),
  authorizationType: (authorization: string) =>
    invalidArgument('Unsupported Authorization Type', 'Authorization', authorization),
  malformed: (what: string, details?: Record<string, unknown>) =>
    new ServiceError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; ${what}`,
      400,
      details,
    ),
  parameters: (sentence: string, details?: Record<string, unknown>) =>
    new ServiceError('AuthorizationQueryParametersError', sentence, 400, details),
  noContentHash: () => invalidRequest('Missing required header for this request: x-amz-content-sha256'),
  contentHash: (value: string) =>
    invalidArgument(
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      'x-amz-content-sha256',
      value,
    ),
  contentHashMismatch: (declared: string, computed: string) =>
    new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed },
    ),
  /** SigV4a needs elliptic curves; nothing that we know of uses it for a single region. */
  asymmetric: () =>
    new ServiceError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      501,
      { Header: 'x-amz-content-sha256' },
    ),
  noLength: () =>
    new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411),
  incompleteV2: () =>
    new ServiceError(
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
      403,
    ),
  noDate: () =>
    new ServiceError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header', 403),
  notSigned: (names: readonly string[]) =>
    new ServiceError('AccessDenied', 'There were headers present in the request which were not signed', 403, {
      HeadersNotSigned: names.join(', '),
    }),
  unknownKey: (accessKeyId: string) =>
    new ServiceError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
      { AWSAccessKeyId: accessKeyId },
    ),
  token: (token: string) =>
    new ServiceError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400, {
      'Token-0': token,
    }),
  mismatch: (accessKeyId: string, stringToSign: string, given: string, canonical?: string) =>
    new ServiceError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
      {
        AWSAccessKeyId: accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: given,
        StringToSignBytes: hexBytes(stringToSign),
        ...(canonical === undefined
          ? {}
          : { CanonicalRequest: canonical, CanonicalRequestBytes: hexBytes(canonical) }),
      },
    ),
  skewed: (sent: string, now: number, allowedMillis: number) =>
    new ServiceError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
      {
        RequestTime: sent,
        ServerTime: isoTime(now),
        MaxAllowedSkewMilliseconds: String(allowedMillis),
      },
    ),
  early: (sent: string, now: number) =>
    new ServiceError('AccessDenied', 'Request is not yet valid', 403, {
      'X-Amz-Date': sent,
      ServerTime: isoTime(now),
    }),
  expired: (seconds: string | undefined, end: number, now: number) =>
    new ServiceError('AccessDenied', 'Request has expired', 403, {
      ...(seconds === undefined ? {} : { 'X-Amz-Expires': seconds }),
      Expires: isoTime(end),
      ServerTime: isoTime(now),
    }),
} as const

function invalidRequest(sentence: string): ServiceError {
  return new ServiceError('InvalidRequest', sentence, 400)
}

function invalidArgument(sentence: string, name: string, value: string): ServiceError {
  return new ServiceError('InvalidArgument', sentence, 400, { ArgumentName: name, ArgumentValue: value })
}

/** `41 57 53`, as S3 shows the bytes of a text. */
function hexBytes(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
}
