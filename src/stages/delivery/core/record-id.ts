/**
 * A record's id in the answer to a put: 224 characters that mean nothing to anybody, as AWS's do. `seed` is 162
 * random bytes, one a request; the record's place in the request makes it unique.
 */
export function recordIds(seed: Uint8Array, count: number): string[] {
  const bytes = Buffer.alloc(LENGTH)
  bytes.set(seed.subarray(0, SEED_LENGTH))
  return Array.from({ length: count }, (_, at) => {
    bytes.writeUIntBE(at, SEED_LENGTH, LENGTH - SEED_LENGTH)
    return bytes.toString('base64')
  })
}

export const SEED_LENGTH = 162
const LENGTH = 168
