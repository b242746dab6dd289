import { createServer, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'
import type { Handler } from './door.ts'
import type { Patience } from './patience.ts'

const MIB = 2 ** 20
const OPTIONS = {
  settings: {
    maxConcurrentStreams: 250,
    // HTTP/2's own 64 KiB would have every record batch wait for the client several times.
    initialWindowSize: 4 * MIB,
  },
  /** MiB; answers wait in it too, of 10 MiB each at most. */
  maxSessionMemory: 256,
}
/** Of all streams of a connection together. */
const CONNECTION_WINDOW = 32 * MIB

/** HTTP/2 for connections that others accept. */
export function createHttp2Server(handle: Handler['handle'], patience: Patience) {
  const server = createServer(OPTIONS)
  const sessions = new Map<Socket, ServerHttp2Session>()
  /** Requests not yet answered, by session. */
  const open = new WeakMap<ServerHttp2Session, Set<Http2ServerRequest>>()
  let accepting: Socket | undefined

  server.on('session', (session) => {
    if (!accepting) return session.destroy()
    const socket = accepting
    const requests = new Set<Http2ServerRequest>()
    sessions.set(socket, session)
    open.set(session, requests)
    session.on('close', () => sessions.delete(socket))
    session.on('error', () => session.destroy())
    session.setLocalWindowSize(CONNECTION_WINDOW)
    session.setTimeout(patience.silence, () => {
      // Silence while we work, or while an event stream has no events, is not the client's.
      if (requests.size === 0) session.close()
      else if ([...requests].some((request) => !request.complete)) session.destroy()
    })
  })
  const take = (expectsContinue: boolean) => (request: Http2ServerRequest, response: unknown) => {
    const requests = request.stream.session && open.get(request.stream.session as ServerHttp2Session)
    requests?.add(request)
    request.stream.once('close', () => requests?.delete(request))
    void handle(request as never, response as never, expectsContinue)
  }
  server.on('request', take(false))
  server.on('checkContinue', take(true))

  return {
    accept(socket: Socket) {
      // A client that has said its last may hear no more here, unlike in HTTP/1.1.
      socket.allowHalfOpen = false
      accepting = socket
      server.emit('connection', socket)
      accepting = undefined
    },
    has: (socket: Socket) => sessions.has(socket),
    /** Clients are told to open no more streams; a connection without any ends. */
    close() {
      for (const session of sessions.values()) session.close()
    },
  }
}
