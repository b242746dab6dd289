import type { ServiceError } from '../../record/index.ts'
import type { ChunkSignatures } from '../authentication.ts'
import { sameSignature, sign } from './signing-key.ts'

/** Hex SHA-256 of nothing: the hash of the headers that a chunk does not have. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * The chain of an upload in signed chunks: each signature covers the one before it, the first one the request's own.
 * String to sign of a chunk: `AWS4-HMAC-SHA256-PAYLOAD \n date \n scope \n previous \n hash("") \n hash(chunk)`, of
 * the trailer: `AWS4-HMAC-SHA256-TRAILER \n date \n scope \n previous \n hash(lines)`.
 */
export function createChunkSignatures(seed: {
  readonly signingKey: Buffer
  /** As in the request's own string to sign. */
  readonly date: string
  readonly scope: string
  readonly signature: string
  readonly refuse: (stringToSign: string, given: string) => ServiceError
}): ChunkSignatures {
  let previous = seed.signature
  const check = (given: string | undefined, algorithm: string, ...hashes: string[]) => {
    const text = [algorithm, seed.date, seed.scope, previous, ...hashes].join('\n')
    const expected = sign(seed.signingKey, text)
    if (!sameSignature(expected, given)) throw seed.refuse(text, given ?? '')
    previous = expected
  }
  return {
    chunk: (signature, sha256) => check(signature, 'AWS4-HMAC-SHA256-PAYLOAD', EMPTY_SHA256, sha256),
    trailer: (signature, sha256) => check(signature, 'AWS4-HMAC-SHA256-TRAILER', sha256),
  }
}
