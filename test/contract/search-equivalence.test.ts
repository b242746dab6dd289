import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import { fieldsOf } from '../../src/stages/search/core/fields.ts'
import { rootNode } from '../../src/stages/search/core/json.ts'
import { answerOf } from '../../src/stages/search/core/request/answer.ts'
import { planSearch } from '../../src/stages/search/core/request/search.ts'
import type { SearchEngine } from '../../src/stages/search/ports.ts'
import { aggregationOf } from './search-plain-aggregations.ts'
import { documentsOf, MAPPING, type Plain, pick, randomOf, starOf } from './search-plain-documents.ts'
import { PLAIN, queryOf } from './search-plain-queries.ts'

// Random queries and aggregations over generated documents: the engine's answer, and that of a few lines of plain code.
// One index has its documents as JSON brings them, the other as lines bring them, with words in dimensions.

const SEED = Number(process.env.SEED ?? 20_261_120)
const NOW = Date.UTC(2026, 10, 20)
const ROWS = documentsOf(randomOf(SEED), 'rows', 150)
const STAR = documentsOf(randomOf(SEED + 1), 'star', 150)
const SETS = [
  { indices: ['rows'], documents: ROWS },
  { indices: ['star'], documents: STAR },
  { indices: ['rows', 'star'], documents: [...ROWS, ...STAR] },
]

let folder = ''
let engine: SearchEngine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-equivalence-'))
  engine = await openDuckDb({ path: join(folder, 'index.duckdb'), now: () => NOW })
  await engine.createIndex('rows', MAPPING)
  const actions = ROWS.map(({ id, index, ...source }) => ({ action: 'index', index, id, source }) as const)
  const outcomes = await engine.bulk(actions)
  expect(outcomes.filter(({ error }) => error)).toEqual([])
  await engine.append([{ index: 'star', documents: starOf(STAR), ids: { prefix: 'star-', first: 0 } }])
})
afterAll(async () => {
  await engine?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A request as the API reads it, without HTTP. */
// biome-ignore lint/suspicious/noExplicitAny: read deep into, whatever its shape
async function search(indices: readonly string[], body: object): Promise<any> {
  const described = engine.indices().filter(({ name }) => indices.includes(name))
  const plan = planSearch(rootNode(body), fieldsOf(described), NOW)
  const result = await engine.search(indices, plan.request)
  return answerOf(result, plan, { tookMillis: 0, indices: indices.length, totalAsInt: false })
}

/** Sums come in another order: the last digits may differ. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9))
  if (Array.isArray(value)) return value.map(rounded)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]))
}

const ROUNDS = Number(process.env.ROUNDS ?? 1)
const QUERIES = 60 * ROUNDS

test(`${QUERIES} queries find, order and score as plain code does`, async () => {
  const random = randomOf(SEED + 2)
  for (let at = 0; at < QUERIES; at++) {
    const { indices, documents } = pick(random, SETS)
    const { query, fits, score } = queryOf(random)
    const where = `case ${at} of seed ${SEED}: ${JSON.stringify({ indices, query })}`
    const found = documents.filter(fits)
    const body = { query, size: 400, _source: false, track_scores: true }
    const sorted = await search(indices, at % 2 === 0 ? { ...body, sort: [{ ms: 'desc' }] } : body)
    expect(sorted.hits.total, where).toEqual({ value: found.length, relation: 'eq' })
    const hits = sorted.hits.hits as readonly { _id: string; _score: number; sort?: readonly number[] }[]
    expect(hits.map(({ _id }) => _id).sort(), where).toEqual(found.map(({ id }) => id).sort())
    const all = new Map(indices.map((index) => [index, documents.filter((one) => one.index === index)]))
    const expected = new Map(found.map((own) => [own.id, score(own, all.get(own.index)!)]))
    for (const { _id, _score } of hits) {
      expect(_score, `${_id} in ${where}`).toBeCloseTo(expected.get(_id)!, 6)
    }
    const order = hits.map(({ sort, _score }) => (sort ? sort[0] : _score))
    expect(order, where).toEqual([...order].sort(descending))
  }
}, 60_000)

const TOGETHER = 40
const REQUESTS = 40 * ROUNDS

test(`${REQUESTS * TOGETHER} queries count as plain code does`, async () => {
  const random = randomOf(SEED + 4)
  for (let at = 0; at < REQUESTS; at++) {
    const { indices, documents } = pick(random, SETS)
    const cases = Array.from({ length: TOGETHER }, () => queryOf(random, 1, PLAIN))
    const filters = cases.map(({ query }) => query)
    const aggs = { f: { filters: { filters }, aggs: { sum: { sum: { field: 'ms' } } } } }
    const { aggregations } = await search(indices, { size: 0, aggs })
    cases.forEach(({ query, fits }, place) => {
      const found = documents.filter(fits)
      const sum = found.reduce((total, { ms = 0 }) => total + ms, 0)
      const where = `request ${at} of seed ${SEED}: ${JSON.stringify({ indices, query })}`
      expect(aggregations.f.buckets[place], where).toEqual({ doc_count: found.length, sum: { value: sum } })
    })
  }
}, 60_000)

const descending = (a: number | null, b: number | null) =>
  a === null || b === null ? Number(a === null) - Number(b === null) : b - a

const AGGREGATIONS = 8
const LEVELS = 24 * ROUNDS

test(`${LEVELS * AGGREGATIONS} aggregations count as plain code does`, async () => {
  const random = randomOf(SEED + 3)
  for (let at = 0; at < LEVELS; at++) {
    const { indices, documents } = pick(random, SETS)
    const { query, fits } = queryOf(random, 0)
    const cases = Array.from({ length: AGGREGATIONS }, () => aggregationOf(random))
    const aggs = Object.fromEntries(cases.map(({ body }, place) => [`a${place}`, body]))
    const { aggregations } = await search(indices, { size: 0, query, aggs })
    const found = documents.filter(fits)
    cases.forEach(({ body, answer }, place) => {
      const expected = rounded(answer(found, documents))
      const where = `request ${at} of seed ${SEED}: ${JSON.stringify({ indices, query, body })}`
      expect(rounded(aggregations[`a${place}`]), where).toMatchObject(expected as Plain)
    })
  }
}, 60_000)
