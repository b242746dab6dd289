import { HASH_SPACE } from '../core/hash-range.ts'
import { hashKeyOutOfRange } from '../errors.ts'

export const explicitHashKey = { type: 'string', pattern: '0|([1-9]\\d{0,38})' } as const

/** The hash that a request gives, or undefined where the partition key decides. */
export function hashOf(explicit: string | undefined): bigint | undefined {
  if (explicit === undefined) return undefined
  const hash = BigInt(explicit)
  if (hash >= HASH_SPACE) throw hashKeyOutOfRange(explicit)
  return hash
}
