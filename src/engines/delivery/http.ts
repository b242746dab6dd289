import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { HttpAnswer, HttpFailure, HttpPost, HttpRequest } from '../../stages/delivery/ports.ts'

const KEPT = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4, timeout: 60_000 }

/** POST over connections that are kept. `close` ends those that are idle. */
export function openHttp(): { readonly post: HttpPost; close(): void } {
  const agents = { 'http:': new HttpAgent(KEPT), 'https:': new HttpsAgent(KEPT) }
  return {
    post: (request, signal) => post(agents, request, signal),
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function post(
  agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent },
  { url: address, headers, body, timeoutMillis, mostBytes }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const url = new URL(address)
    const isPlain = url.protocol === 'http:'
    const { username, password } = url
    const auth = username ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : undefined
    const options = {
      ...{ method: 'POST', agent: isPlain ? agents['http:'] : agents['https:'] },
      headers: { ...headers, 'content-length': String(body.length) },
      ...(auth ? { auth } : {}),
    }
    const call: ClientRequest = (isPlain ? httpRequest : httpsRequest)(url, options, (answer) => {
      read(answer, mostBytes).then(done(resolve), done(fail))
    })
    const timer = setTimeout(
      () => fail(failure('timeout', `No answer within ${timeoutMillis / 1000} s.`)),
      timeoutMillis,
    )
    const abort = () => fail(failure('aborted', 'The request was given up.'))
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    call.on('error', (error) => fail(asFailure(error)))
    call.end(body)

    function done<Value>(tell: (value: Value) => void) {
      return (value: Value) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        tell(value)
      }
    }
    function fail(error: Error) {
      done(reject)(asFailure(error))
      call.destroy()
    }
  })
}

async function read(answer: IncomingMessage, mostBytes: number): Promise<HttpAnswer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    size += piece.length
    if (size > mostBytes) {
      answer.destroy()
      throw failure('tooLarge', `The answer is larger than ${mostBytes} bytes.`)
    }
    pieces.push(piece)
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
  return { status: answer.statusCode ?? 0, headers, body: Buffer.concat(pieces) }
}

function failure(kind: HttpFailure['kind'], message: string): HttpFailure {
  return Object.assign(new Error(message), { kind })
}

function asFailure(error: Error & { code?: string; kind?: string }): HttpFailure {
  if (error.kind) return error as HttpFailure
  const { code = '', message } = error
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code)) {
    return failure('refused', message || code)
  }
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME|EPROTO/.test(code)) return failure('tls', message)
  return failure('reset', message || code)
}
