import {
  createServer as createHttp1,
  type Server as Http1,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttp2, type ServerHttp2Session } from 'node:http2'
import { createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import type { Handler } from './door.ts'

/** A port that speaks HTTP/1.1 and HTTP/2, with prior knowledge or, under TLS, by ALPN. */
export interface Listener {
  /** The port really taken. */
  readonly port: number
  /** Takes nothing new, finishes what is in flight. */
  close(): Promise<void>
}

export interface Certificate {
  /** PEM. */
  readonly certificate: string
  readonly key: string
}

/** Every HTTP/2 connection begins with `PRI * HTTP/2.0`; no method of HTTP/1.1 begins so. */
const PREFACE = Buffer.from('PRI')
const HEADERS_MILLIS = 60_000
/** Longer than load balancers and the SDKs keep an idle connection. */
const IDLE_MILLIS = 75_000
/** Without a byte in a request's body for this long, the client is taken for dead. */
const SILENCE_MILLIS = 120_000
/** S3's user metadata alone may be 8 KiB, a session token in a presigned URL more. */
const MAX_HEADER_BYTES = 64 * 1024
/** A stop waits this long for requests in flight. */
const GRACE_MILLIS = 10_000
/** And then for the last bytes to leave. */
const LAST_BYTES_MILLIS = 1000

/** Listens, with TLS when a certificate is given. */
export async function listenAws(
  handler: Handler,
  host: string,
  port: number,
  certificate?: Certificate,
): Promise<Listener> {
  const flights = createFlights(handler)
  const accept = createAccept(flights.handle)
  const server = certificate
    ? createTls({ cert: certificate.certificate, key: certificate.key, ALPNProtocols: ['h2', 'http/1.1'] })
    : createTcp({ pauseOnConnect: false, noDelay: true })
  const sockets = new Set<Socket>()
  server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    accept.socket(socket)
  })
  // A client that speaks no TLS, or drops in the middle of it, is its own affair.
  server.on('tlsClientError', (_error, socket: Socket) => socket.destroy())
  await listening(server, host, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      accept.close()
      handler.stop()
      await flights.landed(GRACE_MILLIS)
      for (const socket of sockets) accept.end(socket)
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, LAST_BYTES_MILLIS)
      await closed
      clearTimeout(timer)
    },
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Requests being answered. */
function createFlights(handler: Handler) {
  let flying = 0
  let landed: (() => void) | undefined
  const handle: Handler['handle'] = (request, response, expectsContinue) => {
    flying += 1
    response.once('close', () => {
      flying -= 1
      if (flying === 0) landed?.()
    })
    return handler.handle(request, response, expectsContinue)
  }
  return {
    handle,
    landed: (millis: number) =>
      new Promise<void>((resolve) => {
        if (flying === 0) return resolve()
        const timer = setTimeout(resolve, millis)
        landed = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}

/** Hands a connection to the server of the HTTP version that its first bytes speak. */
function createAccept(handle: Handler['handle']) {
  const http1 = createHttp1Server(handle)
  const http2 = createHttp2({ settings: { maxConcurrentStreams: 250 } })
  const sessions = new Map<Socket, ServerHttp2Session>()
  let accepting: Socket | undefined
  http2.on('session', (session) => {
    if (!accepting) return session.destroy()
    const socket = accepting
    sessions.set(socket, session)
    session.on('close', () => sessions.delete(socket))
    session.on('error', () => session.destroy())
  })
  http2.on('request', (request, response) => void handle(request as never, response as never))
  http2.on('checkContinue', (request, response) => void handle(request as never, response as never, true))
  return {
    socket(socket: Socket) {
      socket.on('error', () => socket.destroy())
      const timer = setTimeout(() => socket.destroy(), HEADERS_MILLIS)
      socket.once('close', () => clearTimeout(timer))
      let seen: Buffer = Buffer.alloc(0)
      const look = () => {
        const chunk: Buffer | null = socket.read()
        if (!chunk) return
        seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk])
        const compared = Math.min(seen.length, PREFACE.length)
        const fits = PREFACE.subarray(0, compared).equals(seen.subarray(0, compared))
        if (fits && seen.length < PREFACE.length) return
        socket.off('readable', look)
        clearTimeout(timer)
        socket.unshift(seen)
        accepting = socket
        const server = fits ? http2 : http1
        server.emit('connection', socket)
        accepting = undefined
      }
      socket.on('readable', look)
    },
    /** Open connections end after the answer in flight; HTTP/2 clients are told to open no more streams. */
    close() {
      http1.close()
      http1.closeIdleConnections()
      for (const session of sessions.values()) session.close()
    },
    /** Ends one connection when its last bytes are out; HTTP/2 sees to that itself. */
    end(socket: Socket) {
      if (!sessions.has(socket)) socket.destroySoon()
    },
  }
}

function createHttp1Server(handle: Handler['handle']): Http1 {
  const server = createHttp1({
    keepAliveTimeout: IDLE_MILLIS,
    headersTimeout: HEADERS_MILLIS,
    // A 5 GiB object may take its time: silence ends it, not length.
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  const current = new WeakMap<Socket, IncomingMessage>()
  const take = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    current.set(request.socket, request)
    void handle(request, response, expectsContinue)
  }
  server.on('request', take(false))
  server.on('checkContinue', take(true))
  server.setTimeout(SILENCE_MILLIS, (socket) => {
    // Silence while we work, or while an event stream has no events, is not the client's.
    if (!current.get(socket)?.complete || socket.writableLength > 0) socket.destroy()
  })
  // It never listens itself; node sets its header time-outs going at this event.
  server.emit('listening')
  return server
}
