import { timingSafeEqual } from 'node:crypto'
import type { Tailrace } from '../compose.ts'
import type { ReplayNews, ReplayRequest } from '../replay.ts'
import type { HttpServer } from '../wire/http.ts'

/** What the route writes, a JSON line each; the last one is `done` or `error`. */
export type ReplayLine = ReplayNews | { readonly done: true } | { readonly error: string }

/** How `tailrace replay` uses a running instance: only who can read the data folder's token may. */
export function registerReplayRoute(
  server: HttpServer,
  tailrace: () => Tailrace | undefined,
  token: string,
): void {
  server.post('/api/replay', async (request, reply) => {
    if (!matches(request.headers.authorization ?? '', `Bearer ${token}`)) {
      return reply.code(401).send({ error: 'This route needs the token of the data folder.' })
    }
    const running = tailrace()
    if (!running) return reply.code(503).send({ error: 'Tailrace is still starting. Try again in a moment.' })
    const wanted = JSON.parse((request.body as Buffer).toString()) as ReplayRequest
    reply.hijack()
    const { raw } = reply
    const gone = new AbortController()
    raw.on('close', () => gone.abort())
    raw.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const say = (line: ReplayLine) => void (raw.destroyed || raw.write(`${JSON.stringify(line)}\n`))
    try {
      for await (const news of running.replay(wanted, gone.signal)) say(news)
      say({ done: true })
    } catch (error) {
      say({ error: (error as Error).message })
    }
    raw.end()
  })
}

function matches(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
