import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Handler } from './door.ts'
import type { Patience } from './patience.ts'

/** S3's user metadata alone may be 8 KiB, a session token in a presigned URL more. */
const MAX_HEADER_BYTES = 64 * 1024

/** HTTP/1.1 for connections that others accept: `emit('connection', socket)` hands one over. */
export function createHttp1Server(handle: Handler['handle'], patience: Patience): Server {
  const server = createServer({
    keepAliveTimeout: patience.idle,
    headersTimeout: patience.headers,
    // A 5 GiB object may take its time: silence ends it, not length.
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  const current = new WeakMap<Socket, IncomingMessage>()
  const take = (expectsContinue: boolean) => (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    current.set(socket, request)
    response.once('close', () => current.delete(socket))
    void handle(request, response, expectsContinue)
  }
  server.on('request', take(false))
  server.on('checkContinue', take(true))
  // Other expectations than to continue AWS passes over; node would refuse them.
  server.on('checkExpectation', take(false))
  server.setTimeout(patience.silence, (socket) => {
    // Silence while we work, or while an event stream has no events, is not the client's.
    if (!current.get(socket)?.complete || socket.writableLength > 0) socket.destroy()
  })
  // It never listens itself; node sets its header time-outs going at this event.
  server.emit('listening')
  return server
}
