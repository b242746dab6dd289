import type { FastifyReply, FastifyRequest } from 'fastify'
import { checkIndex, type OneSearch, parseJson, parseSearches } from './core/searches.ts'
import { notJson, Refused, searchFailed } from './errors.ts'
import type { ConsolePorts, RestAnswer } from './ports.ts'

/** Enough to keep the engine busy while answers are written; the rest waits and is dropped if the page leaves. */
const AT_ONCE = 4

export interface Api {
  search(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  searches(request: FastifyRequest, reply: FastifyReply): Promise<void>
  mapping(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

export function createApi(ports: Pick<ConsolePorts, 'search' | 'mapping' | 'log'>): Api {
  const ask = (work: () => Promise<RestAnswer>) => guarded(work, ports.log)
  return {
    async search(request, reply) {
      const index = checkIndex((request.params as { index: string }).index)
      const body = jsonBody(request)
      const answer = await ask(() => ports.search(index, body))
      return reply.code(answer.status).send(answer.body)
    },
    /** Answers as `{"id", "status", "body"}` lines, each written as soon as its search is done. */
    async searches(request, reply) {
      const searches = parseSearches(jsonBody(request))
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        'content-type': 'application/x-ndjson',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      await inTurn(searches, async ({ id, index, body }) => {
        if (raw.destroyed) return
        const answer = await ask(() => ports.search(index, body))
        if (!raw.destroyed) raw.write(`${JSON.stringify({ id, ...answer })}\n`)
      })
      if (!raw.destroyed) raw.end()
    },
    async mapping(request, reply) {
      const { index = '*' } = request.query as { index?: string }
      const answer = await ask(() => ports.mapping(checkIndex(index)))
      return reply.code(answer.status).send(answer.body)
    },
  }
}

/** A browser can't send this content type across sites without asking first; that is the second lock. */
function jsonBody(request: FastifyRequest): unknown {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw notJson()
  return parseJson(request.body)
}

async function inTurn(searches: readonly OneSearch[], run: (search: OneSearch) => Promise<void>) {
  const waiting = searches.values()
  const worker = async () => {
    for (const search of waiting) await run(search)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** A failing engine must not end the answer of the other searches. */
async function guarded(work: () => Promise<RestAnswer>, log: ConsolePorts['log']): Promise<RestAnswer> {
  try {
    return await work()
  } catch (error) {
    log.error('a search failed', { reason: (error as Error).message })
    return refusalAnswer(searchFailed())
  }
}

export function refusalAnswer(refused: Refused): RestAnswer {
  return {
    status: refused.status,
    body: { error: { type: refused.type, reason: refused.message }, status: refused.status },
  }
}

export function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  const { statusCode = 500, message } = error as { statusCode?: number; message: string }
  return new Refused(statusCode, statusCode < 500 ? 'bad_request' : 'internal', message)
}
