import type { RequestFacts } from '../authentication.ts'
import { queryPairs } from './canonical.ts'
import { parseBasicTime, parseDateHeader } from './time.ts'

/** What a request shows of itself to prove who sent it, as written; nothing is checked yet. */
export interface Presented {
  readonly place: 'header' | 'query'
  readonly algorithm: string
  readonly credential?: string
  readonly signedHeaders?: string
  readonly signature?: string
  /** As written in X-Amz-Date, or in the `Date` header where there is no other. */
  readonly date?: string
  /** The same in ms since 1970; undefined when it is no time. */
  readonly millis?: number
  /** Seconds that a presigned URL is good for, as written. */
  readonly expires?: string
  readonly token?: string
  /** X-Amz-Content-Sha256 of a presigned URL. */
  readonly contentSha256?: string
}

/** Both: a header and a presigned URL in one request, which nobody sends by accident. */
export function presentedBy(facts: RequestFacts): Presented | 'both' | undefined {
  const query = new Map(queryPairs(facts.rawQuery))
  const presigned = query.has('X-Amz-Algorithm')
  // AWS reads an empty header as none.
  const authorization = facts.headers.authorization || undefined
  if (authorization !== undefined) return presigned ? 'both' : inHeader(authorization, facts)
  return presigned ? inQuery(query) : undefined
}

/** `ALGORITHM Credential=…, SignedHeaders=…, Signature=…`; AWS takes commas or spaces between, in any order. */
function inHeader(authorization: string, { headers }: RequestFacts): Presented {
  const [algorithm = '', ...rest] = authorization.split(/[,\s]+/)
  const fields = new Map(rest.map((piece) => field(piece)))
  const date = headers['x-amz-date'] || headers.date || undefined
  return {
    place: 'header',
    algorithm,
    credential: fields.get('Credential') || undefined,
    signedHeaders: fields.get('SignedHeaders') || undefined,
    signature: fields.get('Signature') || undefined,
    date,
    millis: headers['x-amz-date'] ? parseBasicTime(date ?? '') : parseDateHeader(date ?? ''),
    token: headers['x-amz-security-token'] || undefined,
  }
}

function inQuery(query: ReadonlyMap<string, string>): Presented {
  const value = (name: string) => query.get(`X-Amz-${name}`) || undefined
  const date = value('Date')
  return {
    place: 'query',
    algorithm: value('Algorithm') ?? '',
    credential: value('Credential'),
    signedHeaders: value('SignedHeaders'),
    signature: value('Signature'),
    date,
    millis: parseBasicTime(date ?? ''),
    expires: value('Expires'),
    token: value('Security-Token'),
    contentSha256: value('Content-Sha256'),
  }
}

function field(piece: string): [name: string, value: string] {
  const at = piece.indexOf('=')
  return at < 0 ? [piece, ''] : [piece.slice(0, at), piece.slice(at + 1)]
}
