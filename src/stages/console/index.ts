import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RoomHealth } from '../../record/index.ts'
import type { HttpServer } from '../../wire/http.ts'
import { asRefused, createApi, refusalAnswer } from './api.ts'
import { reportHealth } from './core/health-report.ts'
import { reportPipeline } from './core/pipeline-report.ts'
import { refusalFor } from './core/site.ts'
import { notFound } from './errors.ts'
import { createLive } from './live.ts'
import { createPage } from './page.ts'
import type { ConsolePorts } from './ports.ts'

export type { ConsoleInfo, ConsolePorts, RestAnswer } from './ports.ts'

export interface Console {
  /** Puts the page, its API and `/health` on a server of their own; call before the server listens. */
  registerRoutes(server: HttpServer): void
  health(): RoomHealth
}

/** The dashboards: the built page, and the few routes that it asks. */
export function createConsole(ports: ConsolePorts): Console {
  const log = ports.log.room('console')
  const api = createApi({ ...ports, log })
  const live = createLive(ports.onCommit, ports.now)
  const page = createPage(ports.pageDir)
  const allowedHosts = ports.allowedHosts ?? []

  function guard(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) {
    reply.header('x-content-type-options', 'nosniff').header('cross-origin-resource-policy', 'same-origin')
    done(refusalFor(senderOf(request), allowedHosts))
  }

  function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
    const refused = asRefused(error)
    if (refused.status >= 500) log.error('a request failed', { path: request.url, reason: refused.message })
    const { status, body } = refusalAnswer(refused)
    return reply.code(status).header('cache-control', 'no-store').send(body)
  }

  return {
    registerRoutes(server) {
      server.addHook('onRequest', guard)
      server.addHook('preClose', async () => live.close())
      server.setErrorHandler(answerError)
      server.setNotFoundHandler((request) => {
        throw notFound(request.url.split('?', 1)[0])
      })
      server.get('/', page.index)
      server.get('/*', page.asset)
      server.post('/api/search/:index', api.search)
      server.post('/api/msearch', api.searches)
      server.get('/api/mapping', api.mapping)
      server.get('/api/info', async (_request, reply) =>
        reply.header('cache-control', 'no-store').send(ports.info()),
      )
      server.get('/api/pipeline', async (_request, reply) =>
        reply
          .header('cache-control', 'no-store')
          .send(reportPipeline(ports.now(), ports.health(), ports.streams())),
      )
      server.get('/api/live', live.handle)
      server.get('/health', async (_request, reply) => {
        const { code, report } = reportHealth(ports.health())
        return reply.code(code).header('cache-control', 'no-store').send(report)
      })
    },
    health: () => ({ room: 'console', state: 'ok', detail: { viewers: live.viewers() } }),
  }
}

function senderOf({ method, headers }: FastifyRequest) {
  const fetchSite = headers['sec-fetch-site']
  // A link on another site may open the page; what it may not do is read or send data.
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && method === 'GET'
  return {
    method,
    host: headers.host,
    origin: headers.origin,
    fetchSite: opensPage ? undefined : (fetchSite as string | undefined),
  }
}
