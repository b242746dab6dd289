import type { ServerResponse } from 'node:http'
import { createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import type { Handler } from './door.ts'
import { createHttp1Server } from './http1-server.ts'
import { createHttp2Server } from './http2-server.ts'
import { PATIENCE, type Patience } from './patience.ts'

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
  patience = PATIENCE,
): Promise<Listener> {
  const flights = createFlights(handler)
  const accept = createAccept(flights.handle, patience)
  const server = certificate
    ? createTls({
        ...{ cert: certificate.certificate, key: certificate.key, ALPNProtocols: ['h2', 'http/1.1'] },
        ...{ allowHalfOpen: true, noDelay: true },
      })
    : createTcp({ allowHalfOpen: true, noDelay: true })
  const sockets = new Set<Socket>()
  /** Under TLS: what is below those, and below handshakes that are not done. */
  const connections = new Set<Socket>()
  const keep = (set: Set<Socket>, socket: Socket) => {
    set.add(socket)
    socket.on('close', () => set.delete(socket))
  }
  server.on('connection', (socket) => keep(connections, socket))
  server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
    keep(sockets, socket)
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
      flights.lastCall()
      await flights.landed(GRACE_MILLIS)
      for (const socket of sockets) accept.end(socket)
      const timer = setTimeout(() => {
        for (const socket of connections) socket.destroy()
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
  const flying = new Set<ServerResponse>()
  let closing = false
  let landed: (() => void) | undefined
  const handle: Handler['handle'] = (request, response, expectsContinue) => {
    flying.add(response)
    if (closing) response.shouldKeepAlive = false
    response.once('close', () => {
      flying.delete(response)
      if (flying.size === 0) landed?.()
    })
    return handler.handle(request, response, expectsContinue)
  }
  return {
    handle,
    /** A busy HTTP/1.1 connection would go on for ever: its next answer is its last. HTTP/2 has its own way. */
    lastCall() {
      closing = true
      for (const response of flying) response.shouldKeepAlive = false
    },
    landed: (millis: number) =>
      new Promise<void>((resolve) => {
        if (flying.size === 0) return resolve()
        const timer = setTimeout(resolve, millis)
        landed = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}

/** Hands a connection to the server of the HTTP version that its first bytes speak. */
function createAccept(handle: Handler['handle'], patience: Patience) {
  const http1 = createHttp1Server(handle, patience)
  const http2 = createHttp2Server(handle, patience)
  const accept = (socket: Socket, speaks2: boolean) =>
    speaks2 ? http2.accept(socket) : http1.emit('connection', socket)
  return {
    socket(socket: Socket) {
      socket.on('error', () => socket.destroy())
      firstBytes(socket, patience.headers, (seen) => {
        const compared = Math.min(seen.length, PREFACE.length)
        const fits = PREFACE.subarray(0, compared).equals(seen.subarray(0, compared))
        if (fits && compared < PREFACE.length) return false
        socket.unshift(seen)
        accept(socket, fits)
        return true
      })
    },
    /** Open connections end after the answer in flight; HTTP/2 clients are told to open no more streams. */
    close() {
      http1.close()
      http1.closeIdleConnections()
      http2.close()
    },
    /** Ends one connection when its last bytes are out; HTTP/2 sees to that itself. */
    end(socket: Socket) {
      if (!http2.has(socket)) socket.destroySoon()
    },
  }
}

/** Collects what comes first until `enough`; a connection that says too little for too long ends. */
function firstBytes(socket: Socket, millis: number, enough: (seen: Buffer) => boolean) {
  const drop = () => void socket.destroy()
  const timer = setTimeout(drop, millis)
  let seen: Buffer = Buffer.alloc(0)
  const wait = () => {
    socket.on('readable', look)
    socket.on('end', drop)
  }
  const look = () => {
    const chunk: Buffer | null = socket.read()
    if (!chunk) return
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk])
    socket.off('readable', look)
    socket.off('end', drop)
    if (enough(seen)) clearTimeout(timer)
    else wait()
  }
  socket.once('close', () => clearTimeout(timer))
  wait()
}
