import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import { searchContract } from './search.ts'

searchContract('the embedded index', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-index-'))
  const engine = await openDuckDb({ path: join(folder, 'index.duckdb'), now: () => Date.UTC(2026, 10, 20) })
  return {
    engine,
    async close() {
      await engine.close()
      await rm(folder, { recursive: true })
    },
  }
})
