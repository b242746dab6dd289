import { createHash } from 'node:crypto'
import type { Dispatch, ServiceError } from '../../record/index.ts'
import type { Authenticate, RequestFacts } from '../authentication.ts'
import type { Contract } from '../contract.ts'
import type { Directory } from '../directory.ts'
import type { Exchange } from '../exchange.ts'
import type { Reply } from '../reply.ts'

/** Answers one request in the protocol that it speaks. */
export interface Speaker {
  /** For the log, e.g. `kinesis:PutRecords`. */
  readonly what: string
  answer(): Promise<Reply>
  fail(error: ServiceError): Reply
}

export interface Context {
  readonly directory: Directory
  readonly dispatch: Dispatch
  readonly authenticate: Authenticate
  readonly requestId: string
  readonly onFailure: (error: unknown, operation: string) => void
}

const MIB = 2 ** 20
/** S3's is for its XML: 10,000 parts with their checksums. Objects stream. */
const BODY_LIMITS: Readonly<Record<string, number>> = {
  kinesis: 16 * MIB,
  firehose: 16 * MIB,
  s3: 4 * MIB,
  // A zip file of 50 MB in base64.
  lambda: 70 * MIB,
}
/** Of forms; AWS's own is 1 MB. */
export const FORM_LIMIT = 4 * MIB
const BODY_LIMIT = 10 * MIB

/** Bytes of a body that is read whole. */
export const bodyLimitOf = (contract: Contract | undefined) =>
  (contract && BODY_LIMITS[contract.model.signingName]) ?? BODY_LIMIT

/** `body`: as sent; absent when it streams. */
export function factsOf(exchange: Exchange, signingName: string, body?: Uint8Array): RequestFacts {
  const { method, rawPath, rawQuery, headers } = exchange
  const facts = { method, rawPath, rawQuery, headers, signingName }
  if (!body) return facts
  return { ...facts, bodySha256: () => createHash('sha256').update(body).digest('hex') }
}
