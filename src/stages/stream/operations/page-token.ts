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
  if (token?.operation !== operation || typeof token.at !== 'number' || typeof token.after !== 'string') {
    throw unknownNextToken(operation)
  }
  const age = now - token.at
  if (age > LIFETIME) throw expiredNextToken(age, LIFETIME)
  return token as unknown as PageToken
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return value && typeof value === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
