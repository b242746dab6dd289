import { expiredNextToken, unknownNextToken } from '../errors.ts'

/** Kinesis's tokens can be used for 300 seconds. */
const LIFETIME = 300_000

/** Where a page ended; opaque to clients, and good for one operation. */
export interface PageToken {
  readonly stream?: string
  /** The last name or id that was listed. */
  readonly after: string
  /** ListShards: the filter that the first page was asked with, ms for its time. */
  readonly filter?: { readonly type: string; readonly shard?: string; readonly time?: number }
}

export function writeToken(operation: string, token: PageToken, now: number): string {
  return Buffer.from(JSON.stringify({ operation, ...token, at: now })).toString('base64url')
}

export function readToken(operation: string, text: string, now: number): PageToken {
  const token = parse(text)
  if (!token || token.operation !== operation) throw unknownNextToken(operation)
  const age = now - token.at
  if (age > LIFETIME) throw expiredNextToken(age, LIFETIME)
  return token
}

type Written = PageToken & { readonly operation: string; readonly at: number }

function parse(text: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return isToken(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whoever likes can write one: it may name what its writer could name without it, and nothing else. */
function isToken(value: unknown): value is Written {
  if (!value || typeof value !== 'object') return false
  const { operation, at, after, stream = '', filter = {} } = value as Record<string, unknown>
  const { type = '', shard = '', time = 0 } = (filter ?? {}) as Record<string, unknown>
  const texts = [operation, after, stream, type, shard]
  return (
    texts.every((each) => typeof each === 'string' && /^[\w.-]*$/.test(each)) &&
    [at, time].every((each) => typeof each === 'number')
  )
}
