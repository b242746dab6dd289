import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Tailrace } from '../compose.ts'
import type { ImportSource } from '../stages/agent/index.ts'
import type { HttpServer } from '../wire/http.ts'
import { type ImportSummary, importFiles } from './importing.ts'
import type { Progress } from './progress.ts'

/** What the route writes, a JSON line each; the last one is `summary` or `error`. */
export type ImportNews =
  | { readonly progress: Progress }
  | { readonly summary: ImportSummary }
  | { readonly error: string }

export interface FilesRequest {
  /** Absolute paths on this machine. */
  readonly files: readonly string[]
  readonly anonymizeIp: boolean
}

/**
 * How `tailrace import` uses a running instance. Only who can read the data folder's token may: the route makes
 * this process read files.
 */
export function registerImportRoutes(
  server: HttpServer,
  tailrace: () => Tailrace | undefined,
  token: string,
  now: () => number,
): void {
  const run = async (reply: FastifyReply, sources: ImportSource[], anonymizeIp: boolean) => {
    const running = tailrace()
    if (!running) return reply.code(503).send({ error: 'Tailrace is still starting. Try again in a moment.' })
    reply.hijack()
    const { raw } = reply
    const gone = new AbortController()
    raw.on('close', () => gone.abort())
    raw.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const say = (news: ImportNews) => void (raw.destroyed || raw.write(`${JSON.stringify(news)}\n`))
    let said = 0
    const onProgress = (progress: Progress) => {
      if (now() - said < 100) return
      said = now()
      say({ progress })
    }
    try {
      say({
        summary: await importFiles(running, { sources, anonymizeIp, signal: gone.signal, now, onProgress }),
      })
    } catch (error) {
      say({ error: (error as Error).message })
    }
    raw.end()
  }

  server.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (!matches(request.headers.authorization ?? '', `Bearer ${token}`)) {
        return reply.code(401).send({ error: 'This route needs the token of the data folder.' })
      }
    })
    scope.post('/api/import', async (request, reply) => {
      const { files, anonymizeIp } = JSON.parse((request.body as Buffer).toString()) as FilesRequest
      return run(reply, [...files], anonymizeIp)
    })
    scope.register(async (streaming) => {
      streaming.removeAllContentTypeParsers()
      streaming.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      streaming.post('/api/import/stream', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
        const { anonymizeIp } = request.query as { anonymizeIp?: string }
        return run(reply, [{ name: '-', stream: request.raw }], anonymizeIp === 'true')
      })
    })
  })
}

function matches(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
