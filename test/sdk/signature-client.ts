import { createHash, createHmac } from 'node:crypto'

/** An independent signer, written from the specification, for requests that no SDK would send. */
export interface Unsigned {
  readonly method?: string
  readonly path?: string
  readonly query?: readonly (readonly [name: string, value: string])[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly service?: string
  readonly region?: string
  /** Ms since 1970. */
  readonly at: number
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** What stands for the body's hash. */
  readonly payload?: string
  /** Seconds: presigned instead of a header. */
  readonly expires?: number
  /** Headers that are sent but not signed. */
  readonly unsigned?: readonly string[]
}

export interface Signed {
  method: string
  path: string
  query: string
  headers: Record<string, string>
  body: string
  readonly signature: string
}

export const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

export const basic = (at: number) => `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request')
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

export function signed(request: Unsigned): Signed {
  const { method = 'POST', path = '/', body = '', service = 'kinesis', region = 'us-east-1', at } = request
  const date = basic(at)
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`
  const presigned = request.expires !== undefined
  const payload = request.payload ?? (presigned && service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256(body))
  const headers: Record<string, string> = { host: 'localhost:4566', ...request.headers }
  if (!presigned && !headers.date) headers['x-amz-date'] = date
  if (!presigned && service === 's3') headers['x-amz-content-sha256'] = payload
  const names = Object.keys(headers)
    .filter((name) => !request.unsigned?.includes(name))
    .sort()
  const query = [...(request.query ?? [])]
  if (presigned) {
    query.push(
      ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
      ['X-Amz-Credential', `${request.accessKeyId}/${scope}`],
      ['X-Amz-Date', date],
      ['X-Amz-Expires', String(request.expires)],
      ['X-Amz-SignedHeaders', names.join(';')],
    )
  }
  const queryText = query
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const canonical = [
    method,
    service === 's3' ? path : path.split('/').map(encode).join('/'),
    queryText,
    ...names.map((name) => `${name}:${headers[name].trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    payload,
  ].join('\n')
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`
  const key = signingKey(request.secretAccessKey, date.slice(0, 8), region, service)
  const signature = hmac(key, text).toString('hex')
  if (!presigned) {
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${request.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  }
  const sentQuery = presigned ? `${queryText}&X-Amz-Signature=${signature}` : queryText
  return { method, path, query: sentQuery, headers, body, signature }
}

/** A body in signed chunks, and the signature that each has. */
export function signedChunks(
  chunks: readonly string[],
  seed: { readonly signature: string; readonly at: number; readonly key: Buffer; readonly scope: string },
  trailer?: string,
): { readonly body: string; readonly signatures: readonly string[]; readonly trailerSignature?: string } {
  let previous = seed.signature
  const date = basic(seed.at)
  const next = (algorithm: string, ...hashes: string[]) => {
    previous = hmac(seed.key, [algorithm, date, seed.scope, previous, ...hashes].join('\n')).toString('hex')
    return previous
  }
  const signatures = [...chunks, ''].map((chunk) =>
    next('AWS4-HMAC-SHA256-PAYLOAD', sha256(''), sha256(chunk)),
  )
  const framed = [...chunks, ''].map((chunk, at) => {
    const head = `${Buffer.byteLength(chunk).toString(16)};chunk-signature=${signatures[at]}\r\n`
    return chunk === '' ? head : `${head}${chunk}\r\n`
  })
  if (trailer === undefined) return { body: `${framed.join('')}\r\n`, signatures }
  const trailerSignature = next('AWS4-HMAC-SHA256-TRAILER', sha256(`${trailer}\n`))
  const end = `${trailer}\r\nx-amz-trailer-signature:${trailerSignature}\r\n\r\n`
  return { body: framed.join('') + end, signatures, trailerSignature }
}
