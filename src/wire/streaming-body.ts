import { createHash } from 'node:crypto'
import { ServiceError, type StreamingBody } from '../record/index.ts'
import type { Authenticated } from './authentication.ts'
import { unchunked } from './aws-chunked.ts'
import { ClientGone } from './body.ts'
import type { Exchange } from './exchange.ts'

/** S3's largest object in one PUT. */
const MAX_BYTES = 5 * 2 ** 30

/**
 * The body as the operation reads it, at the operation's pace: chunks taken apart and their signatures checked, or the
 * whole compared with the hash that was signed. Reading rejects when the body is not what was promised.
 */
export function streamingBody(exchange: Exchange, { chunks, bodyHash }: Authenticated): StreamingBody {
  const { headers } = exchange
  const announced = listOf(headers['x-amz-trailer'])
  const sent = bytesOf(exchange)
  // Bytes whose hash was signed are the object as they are: a Content-Encoding that was not signed must not alter them.
  if (isChunked(headers) && !bodyHash) {
    const { bytes, trailers } = unchunked(sent, chunks, decodedLength(headers))
    return { announced, trailers, [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator]() }
  }
  const bytes = bodyHash ? hashed(sent, bodyHash) : sent
  return { announced, trailers: {}, [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator]() }
}

export function isChunked(headers: Exchange['headers']): boolean {
  return (
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
    listOf(headers['content-encoding']).includes('aws-chunked')
  )
}

/** Content-Encoding as the object shall have it: aws-chunked was for the journey. */
export function encodingOfObject(encoding: string): string | undefined {
  const rest = encoding
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each.toLowerCase() !== 'aws-chunked' && each !== '')
  return rest.length > 0 ? rest.join(', ') : undefined
}

export function decodedLength(headers: Exchange['headers']): number | undefined {
  const length = headers['x-amz-decoded-content-length']
  if (length === undefined) return undefined
  if (!/^\d{1,15}$/.test(length)) {
    throw new ServiceError('InvalidArgument', 'x-amz-decoded-content-length must be a number of bytes.')
  }
  return Number(length)
}

const listOf = (header: string | undefined) =>
  (header ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '')

async function* bytesOf(exchange: Exchange): AsyncGenerator<Uint8Array> {
  const { request, headers } = exchange
  if (Number(headers['content-length'] ?? 0) > MAX_BYTES) throw entityTooLarge()
  exchange.proceed()
  let total = 0
  try {
    // The connection must outlive a refusal in the middle: it has to carry the answer.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      total += piece.length
      if (total > MAX_BYTES) throw entityTooLarge()
      yield piece
    }
  } catch (error) {
    throw error instanceof ServiceError ? error : new ClientGone()
  }
  if (!request.complete) throw new ClientGone()
}

async function* hashed(source: AsyncIterable<Uint8Array>, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const piece of source) {
    hash.update(piece)
    yield piece
  }
  const found = hash.digest('hex')
  if (found === expected.toLowerCase()) return
  throw new ServiceError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
    { ClientComputedContentSHA256: expected, S3ComputedContentSHA256: found },
  )
}

const entityTooLarge = () =>
  new ServiceError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    MaxSizeAllowed: String(MAX_BYTES),
  })
