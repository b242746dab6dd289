import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request and its answer, alike for HTTP/1.1 and HTTP/2 (node's compatibility layer makes them so). */
export interface Exchange {
  readonly method: string
  /** As sent, without the query. */
  readonly rawPath: string
  /** As sent, without `?`. */
  readonly rawQuery: string
  /** Lower-case names; values of one name joined with `,`; HTTP/2's `:authority` is `host`. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Aborts when the client has gone before it had its answer. */
  readonly signal: AbortSignal
  /** The client waits for `100 Continue` before it sends its body: called when the body is first read. */
  proceed(): void
  /** Aborts the signal though the client is there still: for an answer without an end, when we stop. */
  leave(): void
  /** It waits still: it has sent no body. */
  waitsForContinue(): boolean
}

export function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
): Exchange {
  const url = pathOf(request.url ?? '/')
  const mark = url.indexOf('?')
  const gone = new AbortController()
  const left = () => {
    if (!response.writableEnded) gone.abort()
  }
  response.on('close', left)
  // HTTP/2's answer stays open when the client resets the stream; its request tells.
  request.on('aborted', left)
  let waiting = expectsContinue
  return {
    method: request.method ?? 'GET',
    rawPath: mark < 0 ? url : url.slice(0, mark),
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(request),
    request,
    response,
    signal: gone.signal,
    proceed() {
      if (waiting) response.writeContinue()
      waiting = false
    },
    leave: () => gone.abort(),
    waitsForContinue: () => waiting,
  }
}

/** A proxy's client sends the whole address: `GET http://localhost:4566/path`. */
function pathOf(url: string): string {
  if (url.startsWith('/')) return url
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '')
  return path.startsWith('/') ? path : `/${path}`
}

function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  const headers = request.headers as Record<string, string | string[] | undefined>
  for (const name in headers) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(',')
  }
  headers.host ??= headers[':authority']
  return headers as Record<string, string | undefined>
}
