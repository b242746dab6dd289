import { promisify } from 'node:util'
import { constants, gunzip, gzip } from 'node:zlib'
import { badContentType, badEncoding, badGzip, bodyTooLarge } from '../errors.ts'
import { headerOf, type RestRequest } from './message.ts'

const unzip = promisify(gunzip)
const zip = promisify(gzip)

const EMPTY = new Uint8Array(0)

/**
 * The request's body as sent before gzip. Only JSON types are taken: a page on another site can send a form or
 * plain text here without asking, but not these.
 */
export async function bodyOf(request: RestRequest, limit: number): Promise<Uint8Array> {
  const { body } = request
  if (!body || body.length === 0) return EMPTY
  checkType(headerOf(request, 'content-type'))
  const encoding = headerOf(request, 'content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') {
    if (body.length > limit) throw bodyTooLarge(limit)
    return body
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') throw badEncoding(encoding)
  try {
    return await unzip(body, { maxOutputLength: limit })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? bodyTooLarge(limit) : badGzip()
  }
}

function checkType(header: string | undefined) {
  const type = (header ?? '').split(';')[0].trim().toLowerCase()
  if (type === 'application/json' || type === 'application/x-ndjson' || type === 'application/ndjson') return
  if (/^application\/vnd\.(?:opensearch|elasticsearch)\+(?:json|x-ndjson)$/.test(type)) return
  throw badContentType(header ?? 'missing')
}

const WORTH_ZIPPING = 4096
const NONE: Readonly<Record<string, string>> = {}
const ZIPPED: Readonly<Record<string, string>> = { 'content-encoding': 'gzip', vary: 'accept-encoding' }

/** Zips a large answer for whoever accepts that. */
export async function packed(request: RestRequest, body: string) {
  const accepts = /\bgzip\b/.test(headerOf(request, 'accept-encoding') ?? '')
  if (!accepts || body.length < WORTH_ZIPPING) return { body, headers: NONE }
  const zipped = await zip(body, { level: constants.Z_BEST_SPEED })
  return { body: zipped, headers: ZIPPED }
}
