import { fileURLToPath } from 'node:url'
import { createLog } from '../../src/observe/log.ts'
import { createConsole } from '../../src/stages/console/index.ts'
import { createHttpServer, listen } from '../../src/wire/http.ts'
import { type Doc, search } from './evaluate.ts'
import { createPipeline } from './pipeline.ts'
import { createTraffic, history } from './traffic.ts'

export interface MockOptions {
  readonly lines: number
  /** New lines a second; 0 for a log that stands still. */
  readonly rate: number
  readonly port: number
}

/** The console room over generated lines: the page without the rest of the house. */
export async function startMock({ lines, rate, port }: MockOptions) {
  const traffic = createTraffic()
  const docs: Doc[] = lines > 0 ? history(traffic, lines, Date.now()) : []
  const listeners = new Set<(commit: { rows: number }) => void>()
  const { rooms, streams, count: countLines } = createPipeline(Date.now)
  if (lines > 0) countLines(lines)
  const write = (count: number) => {
    const now = Math.floor(Date.now() / 1000) * 1000
    for (let i = 0; i < count; i++) docs.push(traffic(now))
    countLines(count)
    for (const listener of listeners) listener({ rows: count })
  }
  const timer = rate > 0 ? setInterval(() => write(Math.max(1, Math.round(rate / 2))), 500) : undefined
  const room = createConsole({
    async search(_index, body) {
      try {
        return { status: 200, body: search(docs, body as Record<string, unknown>) }
      } catch (error) {
        const reason = (error as Error).message
        return { status: 400, body: { error: { type: 'parse_exception', reason }, status: 400 } }
      }
    },
    mapping: async () => ({ status: 200, body: mapping }),
    health: () => rooms,
    streams: () => streams,
    onCommit: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    info: () => ({
      version: '0.1.0',
      dataFolder: '/home/you/.tailrace',
      tailed: ['/var/log/nginx/access.log'],
      demo: true,
    }),
    now: Date.now,
    log: createLog((line) => process.stderr.write(line), Date.now),
    pageDir: fileURLToPath(new URL('../dist', import.meta.url)),
  })
  const server = createHttpServer({ bodyLimit: 10_000_000 })
  room.registerRoutes(server)
  const taken = await listen(server, '127.0.0.1', port, '--port')
  return {
    url: `http://127.0.0.1:${taken}`,
    docs,
    rooms,
    streams,
    write,
    async close() {
      clearInterval(timer)
      await server.close()
    },
  }
}

const keyword = (names: string) => names.split(' ').map((name) => [name, { type: 'keyword' }])
const mapping = {
  'web-logs-2026-11-20': {
    mappings: {
      properties: Object.fromEntries([
        ['timestamp', { type: 'date' }],
        ['host', { type: 'ip' }],
        ['status', { type: 'short' }],
        ['bytes', { type: 'long' }],
        ['request_time', { type: 'float' }],
        ['bot', { type: 'boolean' }],
        ['message', { type: 'text' }],
        ...keyword(
          'request verb uri path query protocol referer referer_host agent browser browser_version os',
        ),
        ...keyword('os_version device country country_name city vhost parse_error'),
      ]),
    },
  },
}
