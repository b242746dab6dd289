import type { Exchange } from './exchange.ts'
import { hostId } from './request-id.ts'

/** An answer before it is sent. A body that streams says its length in `headers` when it knows it. */
export interface Reply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** The body ends when the client goes, or we do. */
  readonly endless?: boolean
}

/** Sends it under its request id; resolves when it is out, or when the client has gone. */
export async function send(
  exchange: Exchange,
  requestId: string,
  { status, headers, body }: Reply,
): Promise<void> {
  const { response, method } = exchange
  // S3 has names of its own for both.
  if (headers['x-amz-request-id'] === undefined) headers['x-amzn-requestid'] = requestId
  headers['x-amz-id-2'] ??= hostId()
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const bare = status === 304 || status === 204
    if (method !== 'HEAD' && !bare) {
      headers['content-length'] = String(
        body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.length,
      )
    }
    response.writeHead(status, headers)
    response.end(method === 'HEAD' || bare ? undefined : body)
    return
  }
  response.writeHead(status, headers)
  if (method === 'HEAD') {
    response.end()
    return
  }
  await stream(exchange, body)
}

/** Writes as fast as the client reads. What fails on the way cuts the connection: the head is out already. */
async function stream({ response, signal }: Exchange, body: AsyncIterable<Uint8Array>) {
  try {
    for await (const chunk of body) {
      if (signal.aborted) break
      if (!response.write(chunk)) await drained(response, signal)
    }
    response.end()
  } catch (error) {
    if (signal.aborted) return void response.end()
    response.destroy()
    throw error
  }
}

function drained(response: Exchange['response'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    response.on('drain', done)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
