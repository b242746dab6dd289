import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@opensearch-project/opensearch'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createSearch, type Search } from '../../src/stages/search/index.ts'
import { createHttpServer, listen } from '../../src/wire/http.ts'

/** The room on its real engine, behind HTTP, with the official client; `restart` opens the same files again. */
export interface OpenRoom {
  client: Client
  url: string
  search: Search
  /** Ahead of the machine's clock, in ms. */
  later(millis: number): void
  restart(): Promise<void>
  close(): Promise<void>
}

export async function openRoom(): Promise<OpenRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-opensearch-'))
  let ahead = 0
  const now = () => Date.now() + ahead
  async function start() {
    const engine = await openDuckDb({ path: join(folder, 'index.duckdb'), now })
    const search = createSearch({
      engine,
      marks: { read: () => undefined, write: async () => {}, remove: async () => {}, list: () => [] },
      now,
      log: silentLog,
      endpoint: '127.0.0.1:9200',
    })
    const server = createHttpServer({ bodyLimit: 100 * 1024 * 1024 })
    search.registerRoutes(server)
    const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0, '--port-search')}`
    const client = new Client({ node: url, maxRetries: 0 })
    async function stop() {
      await client.close()
      await server.close()
      await engine.close()
    }
    return { client, url, search, stop }
  }
  let running = await start()
  const room: OpenRoom = {
    client: running.client,
    url: running.url,
    search: running.search,
    later(millis) {
      ahead += millis
    },
    async restart() {
      await running.stop()
      running = await start()
      Object.assign(room, { client: running.client, url: running.url, search: running.search })
    },
    async close() {
      await running.stop()
      await rm(folder, { recursive: true })
    },
  }
  return room
}

/** What a refused request answers: `{status, type, reason, …}`. */
export async function refusal(request: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await request
  } catch (error) {
    const { statusCode, body } = (error as { meta: { statusCode: number; body: unknown } }).meta
    const { error: given } = (body ?? {}) as { error?: unknown }
    return { status: statusCode, ...(typeof given === 'object' ? given : { reason: given }) }
  }
  throw new Error('the request was not refused')
}
