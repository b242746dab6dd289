import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

// Lambda's Runtime API for many processes at once: http://127.0.0.1:PORT/TOKEN/2018-06-01/runtime/…
// The token is a secret of one process, so that no other local process can pose as it.

/** What answers one process. */
export interface Attendant {
  /** Resolves with the next invocation. */
  next(): Promise<Handed>
  /** `body` is undefined when it was larger than an answer may be. */
  response(requestId: string, body: Buffer | undefined): Reply
  error(requestId: string, body: Buffer, type: string | undefined): Reply
  initError(body: Buffer, type: string | undefined): Reply
}

export interface Handed {
  readonly headers: Readonly<Record<string, string>>
  readonly event: Uint8Array
}

export interface Reply {
  readonly status: number
  readonly body: object
}

export interface RuntimeApi {
  /** Answers what a process finds in AWS_LAMBDA_RUNTIME_API. */
  attend(token: string, attendant: Attendant): Promise<string>
  leave(token: string): void
  close(): Promise<void>
}

/** 6 MB and a little, as Lambda counts. */
export const MOST_ANSWER_BYTES = 6_291_556

export const replies = {
  accepted: { status: 202, body: { status: 'OK' } },
  wrongId: { status: 400, body: { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' } },
  wrongState: {
    status: 403,
    body: { errorMessage: 'State transition is not allowed', errorType: 'InvalidStateTransition' },
  },
  tooLarge: {
    status: 413,
    body: {
      errorMessage: `Exceeded maximum allowed payload size (${MOST_ANSWER_BYTES} bytes).`,
      errorType: 'RequestEntityTooLarge',
    },
  },
  streaming: {
    status: 400,
    body: { errorMessage: 'Answers are not streamed here.', errorType: 'Runtime.StreamingNotServed' },
  },
  unknown: { status: 404, body: { errorMessage: 'Not found', errorType: 'NotFound' } },
} as const satisfies Record<string, Reply>

/** Opens its port with the first process. */
export function createRuntimeApi(): RuntimeApi {
  const attendants = new Map<string, Attendant>()
  let address: Promise<string> | undefined
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    answer(request, response, attendants).catch(() => response.destroy())
  })
  server.on('clientError', (_, socket) => socket.destroy())

  const listen = () =>
    new Promise<string>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        server.unref()
        resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`)
      })
    })
  return {
    async attend(token, attendant) {
      address ??= listen()
      const host = await address
      attendants.set(token, attendant)
      return `${host}/${token}`
    },
    leave: (token) => void attendants.delete(token),
    async close() {
      attendants.clear()
      if (!address) return
      await address.catch(() => {})
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const PATH = /^\/(\w+)\/2018-06-01\/runtime\/(?:invocation\/(next|([\w-]+)\/(response|error))|(init\/error))$/

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  attendants: ReadonlyMap<string, Attendant>,
): Promise<void> {
  const [, token, next, id, act, initError] = PATH.exec(request.url ?? '') ?? []
  const attendant = attendants.get(token ?? '')
  const method = next === 'next' ? 'GET' : 'POST'
  if (!attendant || request.method !== method) {
    request.resume()
    return say(response, replies.unknown)
  }
  if (next === 'next') {
    const { headers, event } = await attendant.next()
    response.writeHead(200, {
      ...headers,
      'content-type': 'application/json',
      'content-length': event.length,
    })
    response.end(event)
    return
  }
  const type = header(request, 'lambda-runtime-function-error-type')
  if (header(request, 'lambda-runtime-function-response-mode') === 'streaming') {
    request.resume()
    attendant.error(id, Buffer.from(JSON.stringify(replies.streaming.body)), undefined)
    return say(response, replies.streaming)
  }
  const body = await bodyOf(request)
  if (initError) return say(response, attendant.initError(body ?? Buffer.alloc(0), type))
  if (act === 'error') return say(response, attendant.error(id, body ?? Buffer.alloc(0), type))
  say(response, attendant.response(id, body))
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** Undefined when it is too large; it is read to its end all the same, so that the process hears why. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MOST_ANSWER_BYTES) pieces.length = 0
    else pieces.push(piece)
  }
  return length > MOST_ANSWER_BYTES ? undefined : Buffer.concat(pieces)
}

function say(response: ServerResponse, { status, body }: Reply): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
