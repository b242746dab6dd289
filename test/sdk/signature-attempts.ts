import { expect } from 'vitest'
import type { ServiceError } from '../../src/record/index.ts'
import type { RequestFacts } from '../../src/wire/authentication.ts'
import { requireSignatures } from '../../src/wire/sigv4/index.ts'
import { type Signed, sha256, signed, type Unsigned } from './signature-client.ts'

/** The key of AWS's own examples, at their time. */
export const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
export const NOW = Date.UTC(2013, 4, 24)
export const OWNER = { account: '123456789012', arn: 'arn:aws:iam::123456789012:root' }

export const authenticateAt = (now: number) =>
  requireSignatures({
    credentials: (id) =>
      id === KEY.accessKeyId ? { ...OWNER, secretAccessKey: KEY.secretAccessKey } : undefined,
    now: () => now,
  })

function factsOf(request: Signed, signingName: string, streams: boolean): RequestFacts {
  const { method, path, query, headers, body } = request
  const facts = { method, rawPath: path, rawQuery: query, headers, signingName }
  return streams ? facts : { ...facts, bodySha256: () => sha256(body) }
}

/** A signed request, to be altered. */
export const make = (request: Partial<Unsigned> = {}) => signed({ ...KEY, at: NOW, ...request })

export const check = (request: Signed, now = NOW, signingName = 'kinesis', streams = false) =>
  authenticateAt(now)(factsOf(request, signingName, streams))

/** Type, sentence and status of a refusal. */
export async function refusal(attempt: Promise<unknown>) {
  const error = await attempt.then(
    () => expect.fail('it was accepted'),
    (reason: ServiceError) => reason,
  )
  return [error.type, error.message, error.status]
}

export const typeOf = async (attempt: Promise<unknown>) => (await refusal(attempt))[0]
