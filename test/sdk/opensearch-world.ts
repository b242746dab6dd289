import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@opensearch-project/opensearch'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createSearch } from '../../src/stages/search/index.ts'
import { createHttpServer, listen } from '../../src/wire/http.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read deep into answers of many shapes
export type Answer = any

export interface World {
  readonly client: Client
  search(index: string, body: object): Promise<Answer>
  /** The answer's aggregations. */
  aggregate(index: string, aggs: object, query?: object): Promise<Answer>
  /** Status, type and reason of a refusal. */
  refusal(index: string, body: object): Promise<{ status: number; type: string; reason: string }>
  /** Makes the index with its documents; ids `1`, `2`, … */
  fill(index: string, properties: object, documents: readonly object[]): Promise<void>
  close(): Promise<void>
}

/** The official client, over HTTP, against the room on its real engine. */
export async function openWorld(now: () => number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-opensearch-'))
  const engine = await openDuckDb({ path: join(folder, 'index.duckdb'), now })
  const marks = { read: () => undefined, write: async () => {}, remove: async () => {}, list: () => [] }
  const room = createSearch({ engine, marks, now, log: silentLog, endpoint: '127.0.0.1:9200' })
  const server = createHttpServer({ bodyLimit: 100 * 1024 * 1024 })
  room.registerRoutes(server)
  const port = await listen(server, '127.0.0.1', 0, '--port-search')
  const client = new Client({ node: `http://127.0.0.1:${port}` })
  const search = async (index: string, body: object) =>
    (await client.search({ index, body } as never)).body as Answer
  return {
    client,
    search,
    async aggregate(index, aggs, query) {
      return (await search(index, { size: 0, aggs, ...(query ? { query } : {}) })).aggregations
    },
    async refusal(index, body) {
      try {
        await search(index, body)
      } catch (error) {
        const { statusCode, body: answer } = (error as { meta: { statusCode: number; body: Answer } }).meta
        const cause = answer.error.root_cause?.[0] ?? answer.error
        return { status: statusCode, type: cause.type, reason: cause.reason }
      }
      throw new Error('It was not refused')
    },
    async fill(index, properties, documents) {
      await client.indices.create({ index, body: { mappings: { properties } } } as never)
      if (documents.length === 0) return
      const body = documents.flatMap((document, at) => [
        { index: { _index: index, _id: String(at + 1) } },
        document,
      ])
      const { body: done } = await client.bulk({ body, refresh: true } as never)
      if ((done as Answer).errors) throw new Error(JSON.stringify((done as Answer).items.slice(0, 3)))
    },
    async close() {
      await client.close()
      await server.close()
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
