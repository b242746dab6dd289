import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'

export type HttpServer = FastifyInstance

/**
 * An HTTP/1.1 server with the limits that every door shares. Bodies arrive as `Buffer` (each door has its own
 * idea of what they mean); `closeIdleConnections` lets a stop be quick while requests in flight finish.
 */
export function createHttpServer(options: { bodyLimit: number }): HttpServer {
  const server = Fastify({
    bodyLimit: options.bodyLimit,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  dropUnusedConnections(server)
  return server
}

/**
 * Browsers and some clients connect ahead of need. Node does not count such a connection as idle until it has
 * carried a request, so that it would hold up a stop for the header timeout of a minute.
 */
function dropUnusedConnections(server: HttpServer) {
  const open = new Set<Socket>()
  server.server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  server.addHook('preClose', async () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
  })
}

/** Listens and answers the port really taken; a taken port becomes a sentence that says what to do. */
export async function listen(
  server: HttpServer,
  host: string,
  port: number,
  option: string,
): Promise<number> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    throw portTrouble(error, host, port, option)
  }
  const address = server.server.address()
  return typeof address === 'object' && address ? address.port : port
}

/** A port that can't be had, as a sentence that says what to do. */
export function portTrouble(error: unknown, host: string, port: number, option: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} on ${host} is taken by another program. Choose another with ${option} PORT.`,
    )
  }
  if (code === 'EACCES') {
    return new Error(
      `Not allowed to open port ${port} on ${host}. Choose one above 1023 with ${option} PORT.`,
    )
  }
  return error
}
