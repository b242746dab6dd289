import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DocumentBatch, NONE } from '../../../record/index.ts'
import type { Aggregation, Append, Query, SearchResult } from '../../../stages/search/ports.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { textColumn } from './columns.ts'
import { type Database, openDatabase, type Session } from './database.ts'
import { runSearch, scopesOf } from './search.ts'
import { createCoverage } from './sql/coverage.ts'
import { createWordStore } from './word-store.ts'
import { createWriter, type Writer } from './writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'tailrace-writer-'))
afterAll(() => rmSync(folder, { recursive: true }))

const MAX_WORDS = 4
let files = 0
let path: string
let database: Database
let session: Session
let catalogue: Catalogue
let writer: Writer
const lost: unknown[] = []

async function open(): Promise<void> {
  database = await openDatabase({ path, threads: 1, memoryLimit: '200MB' })
  session = await database.session()
  catalogue = await readCatalogue(session, path)
  writer = createWriter({
    session,
    catalogue,
    words: createWordStore(MAX_WORDS, 1 << 20),
    now: () => 5,
    onCommit() {},
    onLost: (...what) => lost.push(what),
  })
}

async function reopen(): Promise<void> {
  await writer.close()
  database.close()
  await open()
}

beforeEach(async () => {
  path = join(folder, `${files++}.duckdb`)
  lost.length = 0
  await open()
})
afterEach(async () => {
  await writer.close()
  database.close()
})

/** A row a word: `host` and what follows from it, if anything. */
function hosts(
  words: readonly (readonly [host: string, country?: string])[],
  withCountry = true,
): DocumentBatch {
  const distinct = [...new Map(words.map((word) => [word[0], word])).values()]
  return {
    rows: words.length,
    unparsed: 0,
    records: Uint32Array.from(words, (_, i) => i),
    columns: [{ name: 'n', type: 'short', values: Float64Array.from(words, () => 1) }],
    dimensions: [
      {
        key: 'host',
        codes: Uint32Array.from(words, ([host]) => distinct.findIndex(([one]) => one === host)),
        size: distinct.length,
        columns: [
          { name: 'host', type: 'keyword', ...textColumn(distinct.map(([host]) => host)) },
          ...(withCountry
            ? [
                {
                  name: 'country',
                  type: 'keyword' as const,
                  ...textColumn(distinct.map(([, country]) => country)),
                },
              ]
            : []),
        ],
      },
    ],
  }
}

let next = 0
function write(documents: DocumentBatch, index = 'logs'): Append {
  const first = next
  next += documents.rows
  return { index, documents, ids: { prefix: 'p-', first } }
}

function search(
  aggregations: readonly Aggregation[],
  query: Query = { kind: 'all' },
  ...indices: string[]
): Promise<SearchResult> {
  const request = {
    query,
    from: 0,
    size: 0,
    sort: [],
    source: false as const,
    trackTotalHits: true,
    aggregations,
  }
  return runSearch(
    session,
    scopesOf(catalogue, indices.length > 0 ? indices : ['logs']),
    request,
    createCoverage(),
  )
}

const perHost: Aggregation = {
  name: 'host',
  kind: 'terms',
  field: 'host',
  size: 9,
  minDocCount: 1,
  order: [],
  children: [],
}
const distinctHosts: Aggregation = { name: 'hosts', kind: 'cardinality', field: 'host' }
const counts = ({ aggregations }: SearchResult, name = 'host') =>
  (aggregations[name].buckets as { key: string; doc_count: number }[]).map(
    ({ key, doc_count }) => `${key} ${doc_count}`,
  )

describe('words that do not fit into memory', () => {
  it('get new ids, and stay one word in every answer', async () => {
    await writer.append([
      write(
        hosts([
          ['a', 'FR'],
          ['b', 'US'],
          ['a', 'FR'],
        ]),
      ),
    ])
    await writer.append([
      write(
        hosts([
          ['c', 'FR'],
          ['d', 'US'],
          ['e', 'FR'],
        ]),
      ),
    ])
    await writer.append([
      write(
        hosts([
          ['a', 'FR'],
          ['b', 'US'],
          ['f', 'FR'],
        ]),
      ),
    ])
    expect(catalogue.indices.get('logs')?.dimensions.get('host')?.unique).toBe(false)
    const perCountry: Aggregation = {
      ...perHost,
      name: 'country',
      field: 'country',
      children: [perHost, distinctHosts],
    } as Aggregation
    const result = await search([perHost, distinctHosts, perCountry])
    expect(counts(result)).toEqual(['a 3', 'b 2', 'c 1', 'd 1', 'e 1', 'f 1'])
    expect(result.aggregations.hosts).toEqual({ value: 6 })
    expect(result.aggregations.country).toMatchObject({
      buckets: [
        { key: 'FR', doc_count: 6, hosts: { value: 4 } },
        { key: 'US', doc_count: 3, hosts: { value: 2 } },
      ],
    })
    expect((await search([], { kind: 'terms', field: 'host', values: ['a'] })).total?.value).toBe(3)
  })

  it('are read back after a restart, unless they are too many', async () => {
    await writer.append([write(hosts([['a'], ['b']]))])
    await reopen()
    await writer.append([write(hosts([['b'], ['c'], ['d'], ['e'], ['f']]))])
    expect(catalogue.indices.get('logs')?.dimensions.get('host')?.unique).toBe(false)
    await reopen()
    await writer.append([write(hosts([['a'], ['g']]))])
    expect(counts(await search([perHost]))).toEqual(['a 2', 'b 2', 'c 1', 'd 1', 'e 1', 'f 1', 'g 1'])
    expect((await search([distinctHosts])).aggregations.hosts).toEqual({ value: 7 })
  })

  it('come again when something new follows from them', async () => {
    await writer.append([write(hosts([['a'], ['b']], false))])
    await writer.append([
      write(
        hosts([
          ['a', 'FR'],
          ['c', 'US'],
        ]),
      ),
    ])
    await reopen()
    await writer.append([write(hosts([['a', 'FR']]))])
    const country: Aggregation = { ...perHost, name: 'country', field: 'country' } as Aggregation
    const result = await search([perHost, country])
    expect(counts(result)).toEqual(['a 3', 'b 1', 'c 1'])
    expect(counts(result, 'country')).toEqual(['FR 2', 'US 1'])
  })
})

describe('a dimension here and a column there', () => {
  const column = (host: string): DocumentBatch => ({
    rows: 1,
    unparsed: 0,
    records: Uint32Array.of(0),
    columns: [{ name: 'host', type: 'keyword', ...textColumn([host]) }],
    dimensions: [],
  })

  it('is one field', async () => {
    await writer.createIndex('logs', { host: 'keyword' })
    await writer.append([write(column('a'))])
    await writer.append([write(hosts([['a', 'FR'], ['b']]))])
    await writer.append([write(column('c'))])
    await writer.append([write(hosts([['c']]), 'others')])
    expect(counts(await search([perHost]))).toEqual(['a 2', 'b 1', 'c 1'])
    expect((await search([distinctHosts])).aggregations.hosts).toEqual({ value: 3 })
    const result = await search(
      [perHost, distinctHosts],
      { kind: 'terms', field: 'host', values: ['a', 'c'] },
      'logs',
      'others',
    )
    expect(counts(result)).toEqual(['a 2', 'c 2'])
    expect(result.aggregations.hosts).toEqual({ value: 2 })
    expect((await search([], { kind: 'exists', field: 'host' })).total?.value).toBe(4)
  })

  it('is found by a piece of it, also when it stopped being a piece of its word', async () => {
    const coverage = createCoverage()
    const find = async (text: string) => {
      const query: Query = { kind: 'match', fields: [], words: [text], operator: 'and', text }
      const request = {
        query,
        from: 0,
        size: 0,
        sort: [],
        source: false as const,
        trackTotalHits: true,
        aggregations: [],
      }
      return (await runSearch(session, scopesOf(catalogue, ['logs']), request, coverage)).total?.value
    }
    await writer.append([write(hosts([['host-in-fr', 'fr'], ['host']]))])
    expect(await find('FR')).toBe(1)
    await writer.append([write(hosts([['elsewhere', 'US-fr']]))])
    expect([await find('fr'), await find('us'), await find('host')]).toEqual([2, 1, 2])
  })
})

describe('a failure', () => {
  const broken = (): DocumentBatch => {
    const batch = hosts([['x'], ['y']])
    return { ...batch, dimensions: [{ ...batch.dimensions[0], codes: Uint32Array.of(0, 7) }] }
  }

  it('is that append’s alone, and no id of it is trusted', async () => {
    const good = writer.append([write(hosts([['a'], ['b']]))])
    const bad = writer.append([write(hosts([['x']])), write(broken())], { key: 'k', value: 'bad' })
    const after = writer.append([write(hosts([['x'], ['a']]))], { key: 'k', value: 'after' })
    await Promise.all([good, expect(bad).rejects.toThrow('code 7'), after])
    expect(counts(await search([perHost]))).toEqual(['a 2', 'b 1', 'x 1'])
    await writer.append([write(hosts([['y']]))])
    expect(counts(await search([perHost]))).toEqual(['a 2', 'b 1', 'x 1', 'y 1'])
    expect(catalogue.positions.get('k')).toBe('after')
    expect(catalogue.indices.get('logs')).toMatchObject({ documents: 5, createdAt: 5 })
    await reopen()
    expect(catalogue.indices.get('logs')).toMatchObject({ documents: 5, createdAt: 5 })
    expect(catalogue.positions.get('k')).toBe('after')
  })

  it('leaves nothing of an index that was to be made', async () => {
    await expect(writer.append([write(broken(), 'new')])).rejects.toThrow('code 7')
    expect(catalogue.indices.has('new')).toBe(false)
    await writer.append([write(hosts([['a']]), 'new')])
    expect(counts(await search([perHost], { kind: 'all' }, 'new'))).toEqual(['a 1'])
  })

  it('of a value out of range leaves the value out and says so', async () => {
    const batch = hosts([['a'], ['b']])
    const columns = [{ name: 'n', type: 'short' as const, values: Float64Array.of(7, 70_000) }]
    await writer.append([write({ ...batch, columns })])
    expect(lost).toEqual([['logs', 'n', 1]])
    const sum: Aggregation = { name: 's', kind: 'stats', field: 'n' }
    expect((await search([sum])).aggregations.s).toMatchObject({ count: 1, sum: 7 })
  })
})

it('rows without a word have none', async () => {
  const batch = hosts([['a'], ['b']])
  await writer.append([
    write({ ...batch, dimensions: [{ ...batch.dimensions[0], codes: Uint32Array.of(NONE, 1) }] }),
  ])
  expect(counts(await search([perHost]))).toEqual(['b 1'])
  expect((await search([], { kind: 'exists', field: 'host' })).total?.value).toBe(1)
})

it('an index that is dropped and made again begins empty', async () => {
  await writer.append([write(hosts([['a']]))])
  await writer.deleteIndex('logs')
  expect(catalogue.indices.has('logs')).toBe(false)
  await writer.append([write(hosts([['a'], ['a']]))])
  expect(counts(await search([perHost]))).toEqual(['a 2'])
  await reopen()
  expect([...catalogue.indices.keys()]).toEqual(['logs'])
})
