import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDuckDb } from '../../src/engines/search/duckdb/index.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createSearch } from '../../src/stages/search/index.ts'
import type { SearchEngine } from '../../src/stages/search/ports.ts'
import { createHttpServer, type HttpServer, listen } from '../../src/wire/http.ts'

// The official client, over HTTP, against the room on its real engine.

const START = Date.UTC(2026, 10, 20, 12)
const MINUTE = 60_000

interface Line {
  readonly timestamp: string
  readonly status: number
  readonly bytes: number
  readonly request_time: number
  readonly host: string
  readonly verb: string
  readonly path: string
  readonly agent: string
  readonly bot: boolean
  readonly message?: string
}

/** 120 lines, one every half minute: every third a 404, every tenth a bot, every twentieth with a message. */
const LINES: readonly Line[] = Array.from({ length: 120 }, (_, at) => ({
  timestamp: new Date(START + (at * MINUTE) / 2).toISOString(),
  status: at % 3 === 0 ? 404 : 200,
  bytes: at * 10,
  request_time: at / 100,
  host: `10.0.${at % 4}.1`,
  verb: at % 5 === 0 ? 'POST' : 'GET',
  path: at % 2 === 0 ? '/search' : `/product/${at % 7}`,
  agent: at % 10 === 0 ? 'Googlebot/2.1' : 'Mozilla/5.0 Firefox/130.0',
  bot: at % 10 === 0,
  ...(at % 20 === 0 ? { message: 'Upstream timed out while reading' } : {}),
}))

const MAPPINGS = {
  properties: {
    timestamp: { type: 'date' },
    status: { type: 'short' },
    bytes: { type: 'long' },
    request_time: { type: 'float' },
    host: { type: 'ip' },
    verb: { type: 'keyword' },
    path: { type: 'keyword' },
    agent: { type: 'keyword' },
    bot: { type: 'boolean' },
    message: { type: 'text' },
  },
} as const

let folder = ''
let engine: SearchEngine
let server: HttpServer
let client: Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-opensearch-'))
  engine = await openDuckDb({ path: join(folder, 'index.duckdb'), now: () => START })
  const marks = { read: () => undefined, write: async () => {}, remove: async () => {}, list: () => [] }
  const now = () => START + 60 * MINUTE
  const search = createSearch({ engine, marks, now, log: silentLog, endpoint: '127.0.0.1:9200' })
  server = createHttpServer({ bodyLimit: 100 * 1024 * 1024 })
  search.registerRoutes(server)
  const port = await listen(server, '127.0.0.1', 0, '--port-search')
  client = new Client({ node: `http://127.0.0.1:${port}`, compression: 'gzip' })
  await client.indices.create({ index: 'web-logs-2026-11-20', body: { mappings: MAPPINGS } })
  const body = LINES.flatMap((line, at) => [
    { index: { _index: 'web-logs-2026-11-20', _id: String(at) } },
    line,
  ])
  const loaded = await client.bulk({ body, refresh: true })
  expect(loaded.body.errors).toBe(false)
})

afterAll(async () => {
  await client?.close()
  await server?.close()
  await engine?.close()
  await rm(folder, { recursive: true, force: true })
})

/** How many lines a query finds. */
async function found(query: object): Promise<number> {
  const { body } = await client.search({
    index: 'web-logs-*',
    body: { query, size: 0, track_total_hits: true } as object,
  })
  const { total } = body.hits as { total: { value: number } }
  return total.value
}

const count = (fits: (line: Line, at: number) => boolean) => LINES.filter(fits).length

describe('queries find what they say', () => {
  const table: readonly (readonly [object, (line: Line, at: number) => boolean])[] = [
    [{ match_all: {} }, () => true],
    [{ match_none: {} }, () => false],
    [{ term: { verb: 'POST' } }, ({ verb }) => verb === 'POST'],
    [{ term: { verb: { value: 'post', case_insensitive: true } } }, ({ verb }) => verb === 'POST'],
    [{ term: { bot: true } }, ({ bot }) => bot],
    [{ terms: { status: [404, '500'] } }, ({ status }) => status === 404],
    [{ term: { host: '10.0.1.1' } }, ({ host }) => host === '10.0.1.1'],
    [{ term: { host: '10.0.0.0/23' } }, ({ host }) => host < '10.0.2'],
    [{ range: { bytes: { gte: 100, lt: 200 } } }, ({ bytes }) => bytes >= 100 && bytes < 200],
    [{ range: { timestamp: { gte: 'now-30m', lt: 'now' } } }, (_, at) => at >= 60],
    [{ range: { timestamp: { lte: '2026-11-20T12:09', format: "yyyy-MM-dd'T'HH:mm" } } }, (_, at) => at < 20],
    [{ exists: { field: 'message' } }, ({ message }) => message !== undefined],
    [{ prefix: { path: '/prod' } }, ({ path }) => path.startsWith('/prod')],
    [{ wildcard: { path: '/product/?' } }, ({ path }) => path.startsWith('/prod')],
    [{ regexp: { path: '/product/[1-3]' } }, ({ path }) => /^\/product\/[1-3]$/.test(path)],
    [{ ids: { values: ['3', '5', 'none'] } }, (_, at) => at === 3 || at === 5],
    [{ match: { message: 'TIMED nothing' } }, ({ message }) => message !== undefined],
    [{ match: { message: { query: 'timed nothing', operator: 'and' } } }, () => false],
    [{ match_phrase: { message: 'timed out' } }, ({ message }) => message !== undefined],
    [{ match_phrase: { message: 'out timed' } }, () => false],
    [{ match_phrase_prefix: { message: 'upstream tim' } }, ({ message }) => message !== undefined],
    [{ multi_match: { query: 'POST', fields: ['verb', 'path'] } }, ({ verb }) => verb === 'POST'],
    [{ bool: { must_not: { term: { status: 404 } } } }, ({ status }) => status !== 404],
    [
      {
        bool: {
          should: [{ term: { status: 404 } }, { term: { verb: 'POST' } }, { term: { bot: true } }],
          minimum_should_match: 2,
        },
      },
      ({ status, verb, bot }) => Number(status === 404) + Number(verb === 'POST') + Number(bot) >= 2,
    ],
    [
      { query_string: { query: 'status:>=400 AND NOT verb:POST' } },
      ({ status, verb }) => status >= 400 && verb !== 'POST',
    ],
    [{ query_string: { query: 'googlebot' } }, ({ bot }) => bot],
    [{ query_string: { query: '"timed out"' } }, ({ message }) => message !== undefined],
    [
      { query_string: { query: 'path:(\\/search OR \\/product\\/1)' } },
      ({ path }) => path === '/search' || path === '/product/1',
    ],
    [{ query_string: { query: 'path:/product/1' } }, ({ path }) => path === '/product/1'],
    [
      { query_string: { query: '_exists_:message AND bytes:[200 TO 800}' } },
      ({ message, bytes }) => message !== undefined && bytes >= 200 && bytes < 800,
    ],
    [{ query_string: { query: 'agent:*Firefox*' } }, ({ bot }) => !bot],
    [
      {
        simple_query_string: {
          query: '+POST -404',
          fields: ['verb', 'status'],
          lenient: true,
          default_operator: 'and',
        },
      },
      ({ verb, status }) => verb === 'POST' && status !== 404,
    ],
    [{ term: { nope: 1 } }, () => false],
    [{ term: { _index: 'web-logs-2026-11-20' } }, () => true],
  ]
  test.each(table)('%j', async (query, fits) => expect(await found(query)).toBe(count(fits)))
})

describe('aggregations count what they say', () => {
  async function aggregated(aggs: object, query: object = { match_all: {} }) {
    const { body } = await client.search({ index: 'web-logs-*', body: { size: 0, query, aggs } as object })
    // biome-ignore lint/suspicious/noExplicitAny: shapes differ by aggregation.
    return body.aggregations as Record<string, any>
  }

  test('what Grafana and Dashboards ask for, nested', async () => {
    const { time } = await aggregated({
      time: {
        date_histogram: {
          field: 'timestamp',
          interval: '10m',
          min_doc_count: 0,
          extended_bounds: { min: START, max: START + 89 * MINUTE },
          format: 'epoch_millis',
        },
        aggs: {
          status: {
            terms: { field: 'status', order: { _key: 'asc' } },
            aggs: { p: { percentiles: { field: 'request_time', percents: [50, 95] } } },
          },
        },
      },
    })
    expect(time.buckets).toHaveLength(9)
    expect(time.buckets[0]).toMatchObject({ key: START, key_as_string: String(START), doc_count: 20 })
    expect(time.buckets[8]).toMatchObject({ doc_count: 0 })
    expect(
      time.buckets[0].status.buckets.map(({ key, doc_count }: { key: number; doc_count: number }) => [
        key,
        doc_count,
      ]),
    ).toEqual([
      [200, 13],
      [404, 7],
    ])
    expect(Object.keys(time.buckets[0].status.buckets[0].p.values)).toEqual(['50.0', '95.0'])
  })

  test('terms in every order, with others and choices', async () => {
    const { paths, verbs, bots, some } = await aggregated({
      paths: { terms: { field: 'path', size: 2 } },
      verbs: { terms: { field: 'verb', order: { b: 'desc' } }, aggs: { b: { avg: { field: 'bytes' } } } },
      bots: { terms: { field: 'bot' } },
      some: {
        terms: {
          field: 'path',
          include: '/product.*',
          exclude: ['/product/0'],
          size: 100,
          order: { _key: 'asc' },
        },
      },
    })
    expect(paths.buckets[0]).toMatchObject({ key: '/search', doc_count: 60 })
    expect(paths.sum_other_doc_count).toBe(120 - paths.buckets[0].doc_count - paths.buckets[1].doc_count)
    expect(verbs.buckets.map(({ key }: { key: string }) => key)).toEqual(['GET', 'POST'])
    expect(bots.buckets).toEqual([
      { key: 0, key_as_string: 'false', doc_count: 108 },
      { key: 1, key_as_string: 'true', doc_count: 12 },
    ])
    expect(some.buckets.map(({ key }: { key: string }) => key)).toEqual(
      [1, 2, 3, 4, 5, 6].map((at) => `/product/${at}`),
    )
  })

  test('ranges, histograms, filters, missing and metrics', async () => {
    const all = await aggregated({
      sizes: {
        range: { field: 'bytes', ranges: [{ to: 100 }, { from: 100, to: 1000 }, { from: 1000, key: 'big' }] },
      },
      steps: { histogram: { field: 'bytes', interval: 500, min_doc_count: 1 } },
      kinds: { filters: { filters: { bad: { range: { status: { gte: 400 } } } }, other_bucket: true } },
      halves: {
        date_range: {
          field: 'timestamp',
          keyed: true,
          ranges: [
            { key: 'first', to: '2026-11-20T12:30:00Z' },
            { key: 'second', from: '2026-11-20T12:30:00Z' },
          ],
        },
      },
      silent: { missing: { field: 'message.keyword' }, aggs: { most: { max: { field: 'bytes' } } } },
      posts: { filter: { term: { verb: 'POST' } } },
      hosts: { cardinality: { field: 'host' } },
      sum: { sum: { field: 'bytes' } },
      stats: { stats: { field: 'bytes' } },
      newest: { max: { field: 'timestamp' } },
      values: { value_count: { field: 'message.keyword' } },
      last: { top_hits: { size: 1, sort: [{ timestamp: 'desc' }], _source: ['path'] } },
      nope: { terms: { field: 'nope' } },
    })
    expect(
      all.sizes.buckets.map(({ key, doc_count }: { key: string; doc_count: number }) => [key, doc_count]),
    ).toEqual([
      ['*-100.0', 10],
      ['100.0-1000.0', 90],
      ['big', 20],
    ])
    expect(
      all.steps.buckets.map(({ key, doc_count }: { key: number; doc_count: number }) => [key, doc_count]),
    ).toEqual([
      [0, 50],
      [500, 50],
      [1000, 20],
    ])
    expect(all.kinds.buckets).toEqual({ bad: { doc_count: 40 }, _other_: { doc_count: 80 } })
    expect(all.halves.buckets).toMatchObject({
      first: { doc_count: 60, to_as_string: '2026-11-20T12:30:00.000Z' },
      second: { doc_count: 60 },
    })
    expect(all.silent).toMatchObject({ doc_count: 114, most: { value: 1190 } })
    expect(all.posts.doc_count).toBe(24)
    expect(all.hosts.value).toBe(4)
    expect(all.sum.value).toBe(71_400)
    expect(all.stats).toEqual({ count: 120, min: 0, max: 1190, avg: 595, sum: 71_400 })
    expect(all.newest).toEqual({ value: START + 59.5 * MINUTE, value_as_string: '2026-11-20T12:59:30.000Z' })
    expect(all.values.value).toBe(6)
    expect(all.last.hits.hits).toMatchObject([{ _id: '119', _source: { path: '/product/0' } }])
    expect(all.nope.buckets).toEqual([])
  })
})

describe('hits', () => {
  test('pages by search_after over all lines, once each', async () => {
    const seen: string[] = []
    let after: readonly unknown[] | undefined
    for (;;) {
      const body = {
        size: 50,
        sort: [{ timestamp: 'desc' }, { bytes: 'asc' }],
        ...(after ? { search_after: after } : {}),
      }
      const { hits } = (await client.search({ index: 'web-logs-*', body: body as object })).body.hits
      if (hits.length === 0) break
      seen.push(...hits.map(({ _id }) => String(_id)))
      after = hits.at(-1)?.sort
    }
    expect(seen).toEqual(LINES.map((_, at) => String(119 - at)))
  })

  test('show their source as it was sent, or the part asked for', async () => {
    const { body } = await client.search({
      index: 'web-logs-*',
      body: {
        query: { ids: { values: ['20'] } },
        docvalue_fields: [{ field: 'timestamp', format: 'date_time' }],
      } as object,
    })
    expect(body.hits.hits[0]).toMatchObject({
      _source: LINES[20],
      fields: { timestamp: ['2026-11-20T12:10:00.000Z'] },
    })
    const part = await client.search({
      index: 'web-logs-*',
      _source: ['verb', 'pa*'],
      body: { query: { ids: { values: ['20'] } } },
    })
    expect(part.body.hits.hits[0]._source).toEqual({ verb: 'POST', path: '/search' })
    const total = (await client.search({ index: 'web-logs-*', body: { track_total_hits: 7 } })).body.hits
      .total
    expect(total).toEqual({ value: 7, relation: 'gte' })
  })
})

describe('documents and indices', () => {
  test('dynamic mapping, changes and deletion', async () => {
    const index = 'notes'
    await client.index({
      index,
      id: '1',
      body: { title: 'A Note', n: 1, x: 1.5, at: '2026-11-20T12:00:00Z', deep: { ok: true }, none: null },
      refresh: true,
    })
    const mapping = (await client.indices.getMapping({ index })).body[index].mappings.properties
    expect(mapping).toMatchObject({
      title: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
      n: { type: 'long' },
      x: { type: 'float' },
      at: { type: 'date' },
      deep: { properties: { ok: { type: 'boolean' } } },
    })
    await expect(client.create({ index, id: '1', body: {} })).rejects.toMatchObject({ statusCode: 409 })
    expect((await client.update({ index, id: '1', body: { doc: { n: 2 } } })).body.result).toBe('updated')
    expect((await client.get({ index, id: '1' })).body._source).toMatchObject({ title: 'A Note', n: 2 })
    expect(
      (await client.update({ index, id: '2', body: { doc: { n: 5 }, doc_as_upsert: true } })).body.result,
    ).toBe('created')
    expect((await client.count({ index })).body.count).toBe(2)
    await client.indices.putMapping({ index, body: { properties: { later: { type: 'ip' } } } })
    expect((await client.indices.getMapping({ index })).body[index].mappings.properties).toMatchObject({
      later: { type: 'ip' },
    })
    const wrong = await client.bulk({ body: [{ index: { _index: index } }, { n: 'no number' }] })
    expect(wrong.body).toMatchObject({
      errors: true,
      items: [{ index: { status: 400, error: { type: 'mapper_parsing_exception' } } }],
    })
    expect((await client.delete({ index, id: '2' })).body.result).toBe('deleted')
    await expect(client.get({ index, id: '2' })).rejects.toMatchObject({ statusCode: 404 })
    await client.indices.delete({ index })
    expect((await client.indices.exists({ index })).body).toBe(false)
    await expect(client.search({ index })).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining('index_not_found_exception'),
    })
  })

  test('what clients look at first', async () => {
    expect((await client.info()).body.version).toMatchObject({ distribution: 'opensearch' })
    expect((await client.cluster.health()).body.status).toBe('green')
    expect((await client.ping()).body).toBe(true)
    expect((await client.cat.indices({ format: 'json' })).body).toMatchObject([
      { index: 'web-logs-2026-11-20', 'docs.count': '120' },
    ])
    expect((await client.fieldCaps({ index: 'web-logs-*', fields: ['status'] })).body.fields).toMatchObject({
      status: { short: { aggregatable: true } },
    })
    const searches = [{ index: 'web-logs-*' }, { size: 0 }, { index: 'nope' }, {}]
    const { responses } = (await client.msearch({ body: searches as never })).body
    expect(responses).toMatchObject([{ status: 200, hits: { total: { value: 120 } } }, { status: 404 }])
  })

  test('errors arrive as the client’s ResponseError', async () => {
    const body = { query: { mach: { verb: 'GET' } } } as object
    await expect(client.search({ index: 'web-logs-*', body })).rejects.toMatchObject({
      statusCode: 400,
      body: {
        error: {
          type: 'parsing_exception',
          reason: 'unknown query [mach] did you mean [match]?',
          line: 1,
          col: 18,
        },
      },
    })
    const many = {
      aggs: {
        a: {
          terms: { field: 'verb' },
          aggs: { b: { date_histogram: { field: 'timestamp', fixed_interval: '50ms' } } },
        },
      },
    } as object
    await expect(client.search({ index: 'web-logs-*', body: many })).rejects.toMatchObject({
      statusCode: 503,
      body: {
        error: {
          type: 'search_phase_execution_exception',
          root_cause: [{ type: 'too_many_buckets_exception' }],
        },
      },
    })
  })
})
