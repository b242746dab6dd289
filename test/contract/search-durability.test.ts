import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import type { SearchEngine } from '../../src/stages/search/ports.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-kill-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function startChild(path: string, rows: number): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('search-child.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, path, String(rows)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout!, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Rows, distinct numbers, the greatest one, and for a word's attribute how often it is there. */
async function facts(engine: SearchEngine) {
  const indices = engine.indices().map(({ name }) => name)
  const { total, aggregations } = await engine.search(indices, {
    query: { kind: 'all' },
    from: 0,
    size: 0,
    sort: [],
    source: false,
    trackTotalHits: true,
    aggregations: [
      { name: 'distinct', kind: 'cardinality', field: 'n' },
      { name: 'max', kind: 'max', field: 'n' },
      {
        name: 'last',
        kind: 'terms',
        field: 'last',
        size: 20,
        minDocCount: 1,
        order: [{ by: '_key', order: 'asc' }],
        children: [{ name: 'words', kind: 'cardinality', field: 'word' }],
      },
    ],
  })
  const documents = engine.indices().reduce((sum, index) => sum + index.documents, 0)
  return { total: total?.value, documents, ...aggregations }
}

describe('an index whose process is killed', () => {
  it('has exactly the rows that its position says', async () => {
    const path = join(folder, 'killed.duckdb')
    let before = 0
    for (const [round, rows] of [500, 3000, 500, 20_000, 1, 3000].entries()) {
      const child = await startChild(path, rows)
      await wait(100 + 97 * round)
      await kill(child)
      const engine = await openDuckDb({ path, now: () => 0 })
      const position = Number((await engine.position('consumer')) ?? 0)
      expect(position).toBeGreaterThanOrEqual(before)
      before = position
      if (position > 0) {
        const each = (digit: number) => Math.floor(position / 10) + (position % 10 > digit ? 1 : 0)
        const words = (digit: number) => Math.min(100, Math.ceil((position - digit) / 10))
        expect(await facts(engine)).toEqual({
          total: position,
          documents: position,
          distinct: { value: position },
          max: { value: position - 1 },
          last: {
            doc_count_error_upper_bound: 0,
            sum_other_doc_count: 0,
            buckets: Array.from({ length: Math.min(10, position) }, (_, digit) => ({
              key: `${digit}`,
              doc_count: each(digit),
              words: { value: words(digit) },
            })),
          },
        })
      }
      await engine.close()
    }
    expect(before).toBeGreaterThan(0)
  }, 60_000)

  it('is refused to a second process, with a sentence that says why', async () => {
    const path = join(folder, 'taken.duckdb')
    const child = await startChild(path, 1)
    try {
      await expect(openDuckDb({ path, now: () => 0 })).rejects.toThrow(
        `The index ${path} is in use by another process (number ${child.pid}). Stop that one, or choose another data folder.`,
      )
    } finally {
      await kill(child)
    }
  })

  it('is refused to a second opening in the same process, and free after closing', async () => {
    const path = join(folder, 'twice.duckdb')
    const engine = await openDuckDb({ path, now: () => 0 })
    await expect(openDuckDb({ path, now: () => 0 })).rejects.toThrow('is already open in this process')
    await engine.close()
    await expect(engine.position('x')).rejects.toThrow('The index engine has stopped')
    await (await openDuckDb({ path, now: () => 0 })).close()
  })

  it('is refused when the file is something else', async () => {
    const path = fileURLToPath(import.meta.url)
    await expect(openDuckDb({ path, now: () => 0 })).rejects.toThrow(`The index ${path} cannot be opened: `)
  })
})
