import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import type { DocumentBatch } from '../../src/record/index.ts'
import type { SearchEngine } from '../../src/stages/search/ports.ts'

// Words that keep their numbers from batch to batch (record/document.ts) are stored as if they had none.

let engine: SearchEngine
beforeAll(async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tailrace-numbers-')), 'index.duckdb')
  engine = await openDuckDb({ path, now: Date.now })
})
afterAll(() => engine.close())

function documents(words: readonly string[], memory: string, of: readonly number[]): DocumentBatch {
  const bytes = Buffer.from(words.join(''))
  const ends = Uint32Array.from(words, (_, i) => words.slice(0, i + 1).join('').length)
  const starts = Uint32Array.from(words, (word, i) => ends[i] - word.length)
  return {
    rows: words.length,
    unparsed: 0,
    records: Uint32Array.from(words.keys()),
    columns: [{ name: 'n', type: 'long', values: Float64Array.from(words, () => 1) }],
    dimensions: [
      {
        key: 'agent',
        size: words.length,
        codes: Uint32Array.from(words.keys()),
        columns: [{ name: 'agent', type: 'keyword', bytes, starts, ends }],
        numbers: { memory, of: Uint32Array.from(of) },
      },
    ],
  }
}

test('known numbers, new numbers, a new memory, another index: every row has its own word', async () => {
  const rounds: [string, string[], string, number[]][] = [
    ['one', ['curl', 'wget'], 'a', [0, 1]],
    ['one', ['wget', 'firefox', 'curl'], 'a', [1, 2, 0]],
    ['two', ['firefox', 'curl'], 'a', [2, 0]],
    ['one', ['wget', 'opera'], 'b', [0, 1]],
    ['one', ['curl'], 'b', [70_000]],
    ['two', ['opera'], 'b', [1]],
  ]
  let first = 0
  for (const [index, words, memory, of] of rounds) {
    await engine.append([{ index, documents: documents(words, memory, of), ids: { prefix: 's', first } }])
    first += words.length
  }
  const wordsOf = async (index: string) => {
    const { hits } = await engine.search([index], {
      ...{ query: { kind: 'all' }, from: 0, size: 100, aggregations: [], trackTotalHits: false },
      ...{ sort: [{ field: '_doc', order: 'asc' }], source: { includes: [], excludes: [] } },
    })
    return hits.map((hit) => hit.source.agent)
  }
  expect(await wordsOf('one')).toEqual(['curl', 'wget', 'wget', 'firefox', 'curl', 'wget', 'opera', 'curl'])
  expect(await wordsOf('two')).toEqual(['firefox', 'curl', 'opera'])
})
