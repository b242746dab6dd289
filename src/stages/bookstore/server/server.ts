import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Trouble } from '../../../observe/trouble.ts'
import { logLine } from '../core/log/line.ts'
import type { Random } from '../core/random.ts'
import type { Answer } from '../core/site/answer.ts'
import { respond } from '../core/site/respond.ts'
import { errors } from '../errors.ts'
import { basicUser } from './basic-user.ts'
import { clientAddress } from './client-address.ts'

export interface SiteServerOptions {
  readonly host: string
  readonly port: number
  readonly random: Random
  readonly now: () => number
  /** Local time minus UTC at a moment, minutes. */
  readonly zone: (at: number) => number
  /** Takes one line of the access log. */
  readonly log: (line: string) => void
  readonly trouble: Trouble
}

export interface SiteServer {
  readonly port: number
  requests(): number
  stop(): Promise<void>
}

const BODY_LIMIT = 16 * 1024
const CONNECTIONS = 4000

/** The site over HTTP: reads a request, lets `respond` answer it, waits as long as that takes, logs it. */
export async function serveSite(options: SiteServerOptions): Promise<SiteServer> {
  let requests = 0
  const server = createServer({ keepAliveTimeout: 20_000, requestTimeout: 30_000 }, (request, response) => {
    requests++
    serve(request, response, options).catch((error: Error) => {
      options.trouble.raise(error)
      response.destroy()
    })
  })
  server.maxConnections = CONNECTIONS
  server.on('clientError', (error, socket) => refuse(error, socket as Socket, options))
  const port = await listen(server, options.host, options.port)
  server.on('error', options.trouble.raise)
  return {
    port,
    requests: () => requests,
    stop: () => stop(server),
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: SiteServerOptions,
): Promise<void> {
  const start = options.now()
  const entry = entryOf(request)
  let status = 0
  let bytes = 0
  let logged = false
  const log = (finalStatus: number) => {
    if (logged) return
    logged = true
    const at = options.now()
    options.log(
      logLine({ ...entry, at, status: finalStatus, bytes, seconds: (at - start) / 1000 }, options.zone(at)),
    )
  }
  // 499 is nginx's code for a client that left before the answer.
  response.on('close', () => log(response.writableFinished ? status : 499))
  response.on('error', () => log(499))
  const body = await readBody(request)
  if (response.destroyed) return
  const answer =
    body === undefined ? tooLarge() : respond({ ...requestOf(request, body), at: start }, options.random)
  await delay(answer.delayMillis - (options.now() - start))
  if (response.destroyed) return
  const silent = request.method === 'HEAD' || answer.status === 304
  status = answer.status
  bytes = silent ? 0 : answer.body.length
  response.writeHead(answer.status, headersOf(answer))
  response.end(silent ? undefined : answer.body)
}

function headersOf(answer: Answer): Record<string, string | number> {
  const headers = { ...answer.headers, server: 'bookstore' }
  return answer.status === 304 ? headers : { ...headers, 'content-length': answer.body.length }
}

function entryOf(request: IncomingMessage) {
  const { headers } = request
  const forwarded = headers['x-forwarded-for']
  return {
    address: clientAddress(
      request.socket.remoteAddress,
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      request.socket.localAddress,
    ),
    user: basicUser(headers.authorization),
    request: `${request.method} ${request.url} HTTP/${request.httpVersion}`,
    referer: headers.referer ?? '',
    agent: headers['user-agent'] ?? '',
  }
}

function requestOf(request: IncomingMessage, body: string) {
  const { cookie, 'if-none-match': noneMatch } = request.headers
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: { cookie, 'if-none-match': noneMatch },
    body,
  }
}

/** The body as text; undefined when it is longer than any form of ours, of which the rest is thrown away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (
    request.method !== 'POST' &&
    !request.headers['content-length'] &&
    !request.headers['transfer-encoding']
  ) {
    return ''
  }
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length
      if (length <= BODY_LIMIT) parts.push(part)
    }
  } catch {
    // The client left in mid-body: the response's close event logs it.
    return ''
  }
  return length > BODY_LIMIT ? undefined : Buffer.concat(parts).toString('utf8')
}

function tooLarge(): Answer {
  const body = Buffer.from('The form is too large.\n')
  return { status: 413, headers: { 'content-type': 'text/plain; charset=utf-8' }, body, delayMillis: 0 }
}

/** What is no HTTP gets 400, or 408 when it never came to an end, and is logged with the bytes it sent. */
function refuse(
  error: Error & { code?: string; rawPacket?: Buffer },
  socket: Socket,
  options: SiteServerOptions,
) {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, reason] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'Bad Request']
  const body = `${status} ${reason}\n`
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  const at = options.now()
  options.log(
    logLine(
      {
        address: clientAddress(socket.remoteAddress, undefined),
        user: '',
        at,
        request: firstLine(error.rawPacket),
        status,
        bytes: body.length,
        referer: '',
        agent: '',
        seconds: 0,
      },
      options.zone(at),
    ),
  )
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}

function firstLine(packet: Buffer | undefined): string {
  return (packet ?? Buffer.alloc(0)).toString('latin1', 0, 2048).split(/\r?\n/, 1)[0]
}

function delay(millis: number): Promise<void> | undefined {
  if (millis < 1) return undefined
  return new Promise((done) => setTimeout(done, millis))
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(errors.portTaken(host, port))
      else if (error.code === 'EACCES') reject(errors.portForbidden(host, port))
      else reject(errors.noSuchHost(host, error.message))
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Lets answers in flight finish, but for no more than two seconds. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), 2000)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
