import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ServiceError } from '../record/index.ts'
import type { Exchange } from './exchange.ts'
import { malformed } from './malformed.ts'

const inflate = promisify(gunzip)

/** The whole body as sent, at most `limit` bytes. */
export function readBody(exchange: Exchange, limit: number): Promise<Buffer> {
  const { request, headers } = exchange
  if (Number(headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit))
  exchange.proceed()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const onData = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) {
        request.off('data', onData)
        reject(tooLarge(limit))
      } else {
        chunks.push(chunk)
      }
    }
    request.on('data', onData)
    request.on('end', () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)
      // The request outlives its body by as long as the operation runs.
      chunks.length = 0
      resolve(body)
    })
    request.on('error', reject)
    request.on('close', () => {
      if (!request.readableEnded) reject(new ClientGone())
    })
  })
}

/** The client went away in the middle of its request: nobody is left to be told. */
export class ClientGone extends Error {}

/** Undoes `content-encoding: gzip`, bounded: a small body must not grow into all memory. */
export async function unpacked(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  if (encoding?.trim().toLowerCase() !== 'gzip') return body
  try {
    return await inflate(body, { maxOutputLength: limit })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limit) : malformed()
  }
}

export function tooLarge(limit: number): ServiceError {
  return new ServiceError(
    'RequestEntityTooLargeException',
    `The request body is larger than the limit of ${limit} bytes.`,
    413,
  )
}
