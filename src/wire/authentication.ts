import { type Caller, ServiceError } from '../record/index.ts'

/** What is known of a request when its caller has to be found: the line and headers as sent, and the body's hash. */
export interface RequestFacts {
  readonly method: string
  /** The path as it was sent, percent-escapes and all, without the query. */
  readonly rawPath: string
  /** The query as it was sent, without `?`; empty when there is none. */
  readonly rawQuery: string
  /** Names in lower case; several values of one name are joined with `,`. HTTP/2's `:authority` appears as `host`. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The service that the request means, as it stands in a signature's scope, e.g. `monitoring`. */
  readonly signingName: string
  /**
   * Hex SHA-256 of the whole body as sent (still gzipped), computed when asked for. Absent while the body streams
   * (S3 objects): answer with `bodyHash` or `chunks` then, and the wire checks as the bytes pass.
   */
  readonly bodySha256?: () => string
}

/** Who calls, and what the wire must still check while a streaming body passes. */
export interface Authenticated {
  readonly caller: Caller
  /** Hex SHA-256 that was signed for a streaming body: compared at its end (XAmzContentSHA256Mismatch). */
  readonly bodyHash?: string
  /** Present for `STREAMING-AWS4-HMAC-SHA256-PAYLOAD[-TRAILER]`: the wire takes the chunks apart, this checks them. */
  readonly chunks?: ChunkSignatures
}

/** Checks the chain of chunk signatures of one request, in order. Both throw `ServiceError` when they do not fit. */
export interface ChunkSignatures {
  /** For every chunk, the empty last one too. `sha256` is the hex hash of the chunk's bytes. */
  chunk(signature: string | undefined, sha256: string): void
  /** For the trailer: `sha256` is the hex hash of its lines, `name:value\n` each, without x-amz-trailer-signature. */
  trailer(signature: string | undefined, sha256: string): void
}

/** Finds the caller, or throws `ServiceError` (MissingAuthenticationToken, SignatureDoesNotMatch, …). */
export type Authenticate = (facts: RequestFacts) => Promise<Authenticated>

/** Any credentials or none: `--open`, and the tests. The name asked for must be ours, against DNS rebinding. */
export function acceptAnyone(caller: Omit<Caller, 'region'>): Authenticate {
  return async ({ headers, rawQuery }) => {
    if (!isOurName(headers.host)) {
      throw new ServiceError(
        'AccessDeniedException',
        'Call this port by localhost or a loopback address.',
        403,
      )
    }
    const scope = scopeOf(headers.authorization, rawQuery)
    const key = scope ? { accessKeyId: scope.accessKeyId } : {}
    return { caller: { ...caller, ...key, region: scope?.region ?? 'us-east-1' } }
  }
}

/** The scope that a request says it is signed for: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`. Not verified. */
export function scopeOf(
  authorization: string | undefined,
  rawQuery: string,
): { accessKeyId: string; region: string; service: string } | undefined {
  const found =
    /Credential=([^/,\s]+)\/\d+\/([a-z0-9-]+)\/([a-z0-9-]+)\//.exec(authorization ?? '') ??
    /(?:^|&)X-Amz-Credential=([^/&%]+)(?:\/|%2F)\d+(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)([a-z0-9-]+)(?:\/|%2F)/i.exec(
      rawQuery,
    )
  return found ? { accessKeyId: found[1], region: found[2], service: found[3] } : undefined
}

/**
 * A name that another site's page could have pointed at us is not ours: loopback names and addresses are, and AWS's
 * own, which nobody else can point anywhere.
 */
export function isOurName(host: string | undefined): boolean {
  const name = (host ?? '').toLowerCase().replace(/:\d+$/, '')
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^127(\.\d{1,3}){3}$/.test(name) ||
    name === '[::1]' ||
    name.endsWith('.amazonaws.com')
  )
}
