import { randomFillSync } from 'node:crypto'

const BYTES = 72
/** Chance is drawn for many at once: a draw costs more than its bytes. */
const pool = Buffer.alloc(BYTES * 64)
let next = pool.length

/** What AWS sends as `x-amz-id-2`: means nothing, helps to find a request. */
export function hostId(): string {
  if (next === pool.length) {
    randomFillSync(pool)
    next = 0
  }
  next += BYTES
  return pool.toString('base64', next - BYTES, next)
}
