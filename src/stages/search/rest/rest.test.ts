import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silentLog } from '../../../observe/log.ts'
import type { Marks } from '../../../record/index.ts'
import { createHttpServer, type HttpServer, listen } from '../../../wire/http.ts'
import { createSearch, type Search } from '../index.ts'
import type {
  BulkOutcome,
  FieldType,
  Hit,
  IndexAttributes,
  IndexDescription,
  SearchEngine,
  SearchRequest,
} from '../ports.ts'

const NOW = Date.UTC(2026, 10, 20, 12)

/** Keeps documents in memory and matches everything: the tests here are about shapes, not about searching. */
function createFakeEngine() {
  type Kept = { mapping: Record<string, FieldType>; documents: Map<string, Hit> }
  const indices = new Map<string, Kept>()
  const asked: { indices: readonly string[]; request: SearchRequest }[] = []
  const attributes = new Map<string, IndexAttributes>()
  const state = new Map<string, unknown>()
  let made = 0
  const open = (name: string) => {
    const known: Kept = indices.get(name) ?? { mapping: {}, documents: new Map() }
    indices.set(name, known)
    return known
  }
  const store = (index: string, id: string, source: Readonly<Record<string, unknown>>) => {
    const { mapping, documents } = open(index)
    for (const [field, value] of Object.entries(source))
      mapping[field] ??= typeof value === 'number' ? 'long' : 'text'
    documents.set(id, { index, id, score: 1, source })
  }
  const engine: SearchEngine = {
    async append(writes) {
      for (const { index, documents } of writes) {
        for (const { name, type } of documents.columns) open(index).mapping[name] = type
      }
    },
    position: async () => undefined,
    async bulk(actions) {
      return actions.map(({ action, index, id = `made-${++made}`, source = {} }): BulkOutcome => {
        const present = indices.get(index)?.documents.get(id)
        if (source.poison) {
          return {
            index,
            id,
            status: 400,
            error: { type: 'mapper_parsing_exception', reason: 'failed to parse' },
          }
        }
        if (action === 'create' && present) {
          const reason = `[${id}]: version conflict, document already exists (current version [1])`
          return { index, id, status: 409, error: { type: 'version_conflict_engine_exception', reason } }
        }
        if (action === 'delete') {
          indices.get(index)?.documents.delete(id)
          return {
            index,
            id,
            status: present ? 200 : 404,
            result: present ? 'deleted' : 'not_found',
            version: 2,
          }
        }
        if (action === 'update' && !present) {
          return {
            index,
            id,
            status: 404,
            error: { type: 'document_missing_exception', reason: `[${id}]: document missing` },
          }
        }
        store(index, id, action === 'update' ? { ...present?.source, ...source } : source)
        const status = present ? 200 : 201
        return {
          index,
          id,
          status,
          result: present ? 'updated' : 'created',
          version: present ? 2 : 1,
          sequence: 5,
        }
      })
    },
    deleteMatching: async () => 0,
    nextSequence: async () => 0,
    async change({ create = [], remove = [], update = [], state: changed = {} }) {
      for (const name of remove) indices.delete(name)
      for (const { index, mapping, attributes: own } of create) {
        Object.assign(open(index).mapping, mapping)
        attributes.set(index, own)
      }
      for (const { index, mapping = {}, attributes: own } of update) {
        Object.assign(open(index).mapping, mapping)
        if (own) attributes.set(index, own)
      }
      for (const [key, value] of Object.entries(changed)) state.set(key, value)
    },
    state: () => state,
    async createIndex(name, mapping = {}) {
      Object.assign(open(name).mapping, mapping)
    },
    async deleteIndex(name) {
      indices.delete(name)
    },
    indices: () =>
      [...indices].sort().map(
        ([name, { mapping, documents }]): IndexDescription => ({
          name,
          mapping,
          createdAt: NOW,
          ...(attributes.has(name) ? { attributes: attributes.get(name)! } : {}),
          documents: documents.size,
          bytes: 2048,
        }),
      ),
    get: async (index, id) => indices.get(index)?.documents.get(id),
    async search(names, request) {
      asked.push({ indices: names, request })
      if (request.query.kind === 'ids') throw new Error('disk gone')
      const hits = names.flatMap((name) => [...open(name).documents.values()]).slice(0, request.size)
      return {
        ...(request.trackTotalHits === false
          ? {}
          : { total: { value: hits.length, relation: 'eq' as const } }),
        hits: request.sort.length > 0 ? hits.map((hit) => ({ ...hit, score: null, sort: [NOW] })) : hits,
        aggregations: Object.fromEntries(request.aggregations.map(({ name }) => [name, { value: 3 }])),
      }
    },
    count: async (names) => names.reduce((sum, name) => sum + open(name).documents.size, 0),
    onCommit: () => () => {},
    close: async () => {},
  }
  return { engine, asked, indices }
}

function memoryMarks(): Marks {
  const kept = new Map<string, string>()
  return {
    read: (key) => kept.get(key),
    write: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
    list: (prefix) => [...kept].filter(([key]) => key.startsWith(prefix)).sort(),
  }
}

const fake = createFakeEngine()
const search: Search = createSearch({
  engine: fake.engine,
  marks: memoryMarks(),
  now: () => NOW,
  log: silentLog,
  endpoint: '127.0.0.1:9200',
  allowedHosts: ['logs.example'],
  bodyLimit: 64 * 1024,
})
let server: HttpServer
let url = ''

beforeAll(async () => {
  server = createHttpServer({ bodyLimit: 64 * 1024 })
  search.registerRoutes(server)
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0, '--port-search')}`
})
afterAll(() => server.close())

interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers of any shape are looked into.
  readonly body: any
  readonly headers: Headers
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined
      ? {}
      : {
          body:
            typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
        }),
  })
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') && text !== ''
  return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers }
}

/** With what fetch does not send: its own Host, a body with GET. */
const raw = (method: string, path: string, headers: Record<string, string>, body?: string) =>
  search.handle({ method, url: path, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) })

describe('the cluster', () => {
  test('says what it is', async () => {
    const { status, body } = await call('GET', '/')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'tailrace',
      version: {
        distribution: 'opensearch',
        number: expect.stringMatching(/^2\.\d+\.\d+$/),
        lucene_version: expect.any(String),
      },
      tagline: 'The OpenSearch Project: https://opensearch.org/',
    })
    expect((await call('HEAD', '/')).status).toBe(200)
  })

  test('is green, and one node at the address asked', async () => {
    expect((await call('GET', '/_cluster/health?wait_for_status=yellow&timeout=1s')).body).toMatchObject({
      status: 'green',
      number_of_nodes: 1,
    })
    expect((await call('GET', '/_cluster/stats')).body).toMatchObject({
      status: 'green',
      indices: { count: 0 },
    })
    const { body } = await call('GET', '/_nodes/http?filter_path=nodes.*.http.publish_address')
    expect(Object.values(body.nodes)).toEqual([{ http: { publish_address: url.slice('http://'.length) } }])
  })
})

describe('indices', () => {
  test('are created with a mapping, described, widened and deleted', async () => {
    const made = await call('PUT', '/books', {
      mappings: { properties: { title: { type: 'text' } } },
      settings: { number_of_shards: 1 },
    })
    expect(made.body).toEqual({ acknowledged: true, shards_acknowledged: true, index: 'books' })
    const again = await call('PUT', '/books')
    expect(again.status).toBe(400)
    expect(again.body.error).toMatchObject({
      type: 'resource_already_exists_exception',
      index: 'books',
      reason: expect.stringMatching(/^index \[books\/.{22}\] already exists$/),
    })
    expect((await call('HEAD', '/books')).status).toBe(200)
    expect((await call('HEAD', '/nope')).status).toBe(404)
    expect(
      (await call('PUT', '/books/_mapping', { properties: { year: { type: 'long' }, at: { type: 'date' } } }))
        .body,
    ).toEqual({ acknowledged: true })
    const title = { type: 'text' }
    expect((await call('GET', '/books/_mapping')).body).toEqual({
      books: { mappings: { properties: { at: { type: 'date' }, title, year: { type: 'long' } } } },
    })
    expect(
      (await call('PUT', '/books/_mapping', { properties: { year: { type: 'ip' } } })).body.error.reason,
    ).toBe('mapper [year] cannot be changed from type [long] to [ip]')
    expect((await call('GET', '/books')).body.books).toMatchObject({
      aliases: {},
      settings: { index: { number_of_shards: '1', provided_name: 'books' } },
    })
    expect((await call('GET', '/books/_settings')).body.books.settings.index.uuid).toHaveLength(22)
    expect((await call('POST', '/books/_refresh')).body).toEqual({
      _shards: { total: 1, successful: 1, failed: 0 },
    })
    expect((await call('GET', '/_resolve/index/b*')).body.indices).toEqual([
      { name: 'books', attributes: ['open'] },
    ])
    expect((await call('GET', '/books/_field_caps?fields=title*,year')).body).toEqual({
      indices: ['books'],
      fields: {
        title: { text: { type: 'text', searchable: true, aggregatable: false } },
        'title.keyword': { keyword: { type: 'keyword', searchable: true, aggregatable: true } },
        year: { long: { type: 'long', searchable: true, aggregatable: true } },
      },
    })
    expect((await call('DELETE', '/books')).body).toEqual({ acknowledged: true })
    expect((await call('DELETE', '/books')).status).toBe(404)
  })

  test('missing ones have the exact error', async () => {
    const { status, body } = await call('GET', '/nope/_search')
    const cause = {
      type: 'index_not_found_exception',
      reason: 'no such index [nope]',
      index: 'nope',
      'resource.id': 'nope',
      'resource.type': 'index_or_alias',
      index_uuid: '_na_',
    }
    expect(status).toBe(404)
    expect(body).toEqual({ error: { root_cause: [cause], ...cause }, status: 404 })
    expect((await call('GET', '/nope/_search?ignore_unavailable=true')).status).toBe(200)
    expect((await call('GET', '/nope*/_search')).body.hits.total).toEqual({ value: 0, relation: 'eq' })
  })

  test.each([
    [{ settings: { analysis: {}, 'index.analysis.x': 1 } }, 'unknown setting [index.analysis.x]'],
    [{ aliases: { a: { colour: 1 } } }, '[alias] unknown field [colour]'],
    [{ mapings: {} }, 'unknown key [mapings] for create index'],
    [{ mappings: { derived: {} } }, 'Root mapping definition has unsupported parameters'],
  ])('PUT refuses %j', async (body, why) => {
    expect((await call('PUT', '/other', body)).body.error.reason).toContain(why)
  })
})

describe('documents', () => {
  test('live and die one by one', async () => {
    const put = await call('PUT', '/docs/_doc/1?refresh=wait_for', { a: 1 })
    expect(put.status).toBe(201)
    expect(put.body).toEqual({
      _index: 'docs',
      _id: '1',
      _version: 1,
      result: 'created',
      _shards: { total: 1, successful: 1, failed: 0 },
      _seq_no: 5,
      _primary_term: 1,
    })
    expect((await call('PUT', '/docs/_doc/1', { a: 2, b: { c: 3 } })).body.result).toBe('updated')
    expect((await call('GET', '/docs/_doc/1')).body).toMatchObject({
      _index: 'docs',
      _id: '1',
      found: true,
      _source: { a: 2, b: { c: 3 } },
    })
    expect((await call('GET', '/docs/_doc/1?_source=b.*')).body._source).toEqual({ b: { c: 3 } })
    expect((await call('GET', '/docs/_source/1')).body).toEqual({ a: 2, b: { c: 3 } })
    expect((await call('HEAD', '/docs/_doc/1')).status).toBe(200)
    const conflict = await call('PUT', '/docs/_create/1', { a: 3 })
    expect(conflict.status).toBe(409)
    expect(conflict.body.error).toMatchObject({ type: 'version_conflict_engine_exception', index: 'docs' })
    expect((await call('POST', '/docs/_doc', { a: 4 })).body._id).toMatch(/^made-/)
    expect((await call('POST', '/docs/_update/1', { doc: { a: 9 } })).body.result).toBe('updated')
    expect((await call('POST', '/docs/_update/2', { doc: { a: 1 } })).body).toMatchObject({
      error: { type: 'document_missing_exception', reason: '[2]: document missing' },
      status: 404,
    })
    expect((await call('POST', '/docs/_update/2', { doc: { a: 1 }, doc_as_upsert: true })).body.result).toBe(
      'created',
    )
    expect((await call('DELETE', '/docs/_doc/1')).body.result).toBe('deleted')
    const gone = await call('DELETE', '/docs/_doc/1')
    expect([gone.status, gone.body.result]).toEqual([404, 'not_found'])
    expect((await call('GET', '/docs/_doc/1')).body).toEqual({ _index: 'docs', _id: '1', found: false })
    expect((await call('GET', '/docs/_source/1')).body.error.type).toBe('resource_not_found_exception')
  })

  test.each([
    ['PUT', '/Docs/_doc/1', { a: 1 }, 400, 'Invalid index name [Docs], must be lowercase'],
    ['PUT', '/docs/_doc/1', undefined, 400, 'request body is required'],
    ['PUT', '/docs/_doc/1', '[]', 400, 'failed to parse: the document must be a JSON object'],
    ['PUT', '/docs/_doc/1?refresh=perhaps', { a: 1 }, 400, 'Unknown value for refresh: [perhaps].'],
    [
      'PUT',
      '/docs/_doc/1?route=x',
      { a: 1 },
      400,
      'request [/docs/_doc/1] contains unrecognized parameter: [route]',
    ],
    [
      'PUT',
      `/docs/_doc/${'x'.repeat(600)}`,
      { a: 1 },
      400,
      'is too long, must be no longer than 512 bytes but was: 600',
    ],
    ['PUT', '/docs/_doc/1', { poison: 1 }, 400, 'failed to parse'],
    ['POST', '/docs/_update/1', { script: 'x' }, 400, '[UpdateRequest] [script] is not served'],
  ])('%s %s is refused', async (method, path, body, status, why) => {
    const reply = await call(method, path, body)
    expect(reply.status).toBe(status)
    expect(reply.body.error.reason).toContain(why)
    expect(reply.body.error.root_cause).toHaveLength(1)
  })
})

describe('_bulk', () => {
  const ndjson = (lines: readonly unknown[]) =>
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')

  test('answers every item in its place', async () => {
    const body = ndjson([
      { index: { _id: '1' } },
      { a: 1 },
      { create: { _id: '1' } },
      { a: 2 },
      { index: { _id: '2' } },
      '{"a":',
      { update: { _id: '9' } },
      { doc: { a: 1 } },
      { update: { _id: '3' } },
      { doc: { a: 1 }, upsert: { a: 7 } },
      { delete: { _id: '1' } },
      { delete: { _id: '1' } },
      { index: { _index: 'Bad' } },
      { a: 1 },
    ])
    const reply = await call('POST', '/bulk/_bulk?refresh=true', body, {
      'content-type': 'application/x-ndjson',
    })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ errors: true, took: expect.any(Number) })
    const seen = reply.body.items.map(
      (item: Record<string, { status: number; result?: string; error?: { type: string } }>) => {
        const [[action, outcome]] = Object.entries(item)
        return [action, outcome.status, outcome.result ?? outcome.error?.type]
      },
    )
    expect(seen).toEqual([
      ['index', 201, 'created'],
      ['create', 409, 'version_conflict_engine_exception'],
      ['index', 400, 'mapper_parsing_exception'],
      ['update', 404, 'document_missing_exception'],
      ['update', 201, 'created'],
      ['delete', 200, 'deleted'],
      ['delete', 404, 'not_found'],
      ['index', 400, 'invalid_index_name_exception'],
    ])
    expect(reply.body.items[1].create).toEqual({
      _index: 'bulk',
      _id: '1',
      status: 409,
      error: {
        type: 'version_conflict_engine_exception',
        reason: '[1]: version conflict, document already exists (current version [1])',
        index: 'bulk',
        shard: '0',
        index_uuid: '_na_',
      },
    })
    expect(fake.indices.get('bulk')?.documents.get('3')?.source).toEqual({ a: 7 })
  })

  test('takes gzip, and refuses what only claims to be', async () => {
    const body = gzipSync(ndjson([{ index: { _index: 'zipped', _id: '1' } }, { a: 1 }]))
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }
    expect((await call('POST', '/_bulk', body, headers)).body.errors).toBe(false)
    expect((await call('POST', '/_bulk', 'plain\n', headers)).body.error.reason).toContain('not the gzip')
    const bomb = gzipSync(Buffer.alloc(1024 * 1024))
    expect((await call('POST', '/_bulk', bomb, headers)).status).toBe(413)
  })

  test('refuses a malformed action line as a whole, with its number', async () => {
    const reply = await call(
      'POST',
      '/_bulk',
      ndjson([{ index: { _index: 'x' } }, { a: 1 }, { nope: {} }, {}]),
      { 'content-type': 'application/x-ndjson' },
    )
    expect(reply.status).toBe(400)
    expect(reply.body.error.reason).toBe(
      'Malformed action/metadata line [3], expected field [create], [delete], [index] or [update] but found [nope]',
    )
    expect(fake.indices.has('x')).toBe(false)
  })
})

describe('_search', () => {
  test('has OpenSearch’s shape', async () => {
    await call('PUT', '/s/_doc/1', { a: 1, m: 'Timed out' })
    const { body } = await call('POST', '/s/_search', {
      query: { match: { m: 'timed' } },
      aggs: { n: { sum: { field: 'a' } } },
      highlight: { fields: { m: {} } },
      fields: ['a'],
      version: true,
    })
    expect(body).toEqual({
      took: 0,
      timed_out: false,
      _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
      hits: {
        total: { value: 1, relation: 'eq' },
        max_score: 1,
        hits: [
          {
            _index: 's',
            _id: '1',
            _version: 1,
            _score: 1,
            _source: { a: 1, m: 'Timed out' },
            fields: { a: [1] },
            highlight: { m: ['<em>Timed</em> out'] },
          },
        ],
      },
      aggregations: { n: { value: 3 } },
    })
    const sorted = await call(
      'GET',
      '/s/_search?sort=a:desc&size=1&_source=false&rest_total_hits_as_int=true&q=a:1',
    )
    expect(sorted.body.hits).toEqual({
      total: 1,
      max_score: null,
      hits: [{ _index: 's', _id: '1', _score: null, sort: [NOW] }],
    })
    expect(fake.asked.at(-1)?.request).toMatchObject({
      query: { kind: 'terms', field: 'a', values: [1] },
      trackTotalHits: true,
    })
    expect((await call('POST', '/s/_search', { track_total_hits: false, size: 0 })).body.hits).toEqual({
      max_score: null,
      hits: [],
    })
    expect((await call('GET', '/s/_search?filter_path=hits.hits._id,took')).body).toEqual({
      took: 0,
      hits: { hits: [{ _id: '1' }] },
    })
  })

  test('GET with a body, and pretty', async () => {
    const reply = await raw('GET', '/s/_search?pretty', { 'content-type': 'application/json' }, '{"size":0}')
    expect(reply.status).toBe(200)
    expect(String(reply.body)).toContain('{\n  "took": 0,')
  })

  test('errors know their line and column', async () => {
    const { body } = await call('POST', '/s/_search', '{"query":{"foo":{}}}')
    expect(body.error).toMatchObject({
      type: 'parsing_exception',
      reason: 'unknown query [foo]',
      line: 1,
      col: 17,
    })
    const broken = await call('POST', '/s/_search', '{"query":\n  }')
    expect(broken.status).toBe(400)
    expect(broken.body.error).toMatchObject({ type: 'json_parse_exception', line: 2 })
    expect((await call('POST', '/s/_search', '[]')).body.error.reason).toContain('must be a JSON object')
  })

  test('what shards find is wrapped as OpenSearch does', async () => {
    const { status, body } = await call('POST', '/s/_search', { query: { term: { a: 'x' } } })
    expect(status).toBe(400)
    expect(body.error).toMatchObject({
      type: 'search_phase_execution_exception',
      reason: 'all shards failed',
      root_cause: [
        { type: 'query_shard_exception', reason: 'failed to create query: For input string: "x"' },
      ],
    })
  })

  test('a failure of the engine is ours: 500', async () => {
    const { status, body } = await call('POST', '/s/_search', { query: { ids: { values: ['1'] } } })
    expect([status, body.error.reason]).toEqual([500, 'disk gone'])
  })

  test('unknown parameters are named, with the nearest', async () => {
    expect((await call('GET', '/s/_search?sizee=1')).body.error.reason).toBe(
      'request [/s/_search] contains unrecognized parameter: [sizee] -> did you mean [size]?',
    )
    expect((await call('GET', '/s/_search?scrawl=1m&x=1')).body.error.reason).toContain(
      'unrecognized parameters: [scrawl], [x]',
    )
  })

  test('_count', async () => {
    expect((await call('GET', '/s/_count')).body).toEqual({
      count: 1,
      _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    })
    expect((await call('POST', '/s/_count', { size: 1 })).body.error.reason).toBe(
      'request does not support [size]',
    )
  })

  test('_msearch: each answers for itself', async () => {
    const body =
      '{"index":"s"}\n{"size":0}\n{"index":["nope"],"search_type":"query_then_fetch"}\n{}\n{}\n{"query":{"foo":{}}}\n'
    const { status, body: answer } = await call('POST', '/s/_msearch', body, {
      'content-type': 'application/x-ndjson',
    })
    expect(status).toBe(200)
    expect(
      answer.responses.map((one: { status: number; error?: { type: string } }) => [
        one.status,
        one.error?.type,
      ]),
    ).toEqual([
      [200, undefined],
      [404, 'index_not_found_exception'],
      [400, 'parsing_exception'],
    ])
    expect(
      (await call('POST', '/_msearch', '{}\n{}', { 'content-type': 'application/x-ndjson' })).status,
    ).toBe(400)
  })
})

describe('_cat', () => {
  test('tables as text and JSON', async () => {
    const { body, headers } = await call('GET', '/_cat/indices/s?v&h=index,docs.count,store.size')
    expect(headers.get('content-type')).toContain('text/plain')
    expect(body).toBe('index docs.count store.size\ns              1        2kb\n')
    expect((await call('GET', '/_cat/indices/s?format=json&bytes=b&h=index,pri.store.size')).body).toEqual([
      { index: 's', 'pri.store.size': '2048' },
    ])
    expect((await call('GET', '/_cat/health')).body).toMatch(/^\d+ 12:00:00 tailrace green 1 1 /)
    expect((await call('GET', '/_cat/count/s?h=count')).body).toBe('1\n')
    expect((await call('GET', '/_cat/indices?h=nope')).body.error.reason).toContain('no column [nope]')
    expect((await call('GET', '/_cat/indices?help')).body).toContain('docs.count | dc | available docs')
  })
})

describe('the door', () => {
  test('unknown paths and methods say what there is', async () => {
    const missing = await call('GET', '/_serch')
    expect(missing.status).toBe(400)
    expect(missing.body.error).toMatch(
      /^no handler found for uri \[\/_serch\] and method \[GET\]\. Served here: /,
    )
    const wrong = await call('PATCH', '/s/_search')
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect(wrong.body.error).toBe(
      'Incorrect HTTP method for uri [/s/_search] and method [PATCH], allowed: [GET, POST]',
    )
  })

  test('forms and plain text are not taken: a page elsewhere could send them', async () => {
    const { status, body } = await call('POST', '/s/_doc', 'a=1', { 'content-type': 'text/plain' })
    expect(status).toBe(406)
    expect(body.error.reason).toContain('Content-Type header [text/plain] is not supported')
    expect((await call('OPTIONS', '/s/_search')).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a body over the limit is 413', async () => {
    const { status, body } = await call('POST', '/s/_doc', { a: 'x'.repeat(70_000) })
    expect(status).toBe(413)
    expect(body.error.reason).toContain('larger than 65536 bytes')
  })

  test.each([
    ['127.0.0.1:9200', 200],
    ['localhost', 200],
    ['app.localhost:9200', 200],
    ['[::1]:9200', 200],
    ['192.168.1.7:9200', 200],
    ['LOGS.example:9200', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
  ])('Host %s answers %i', async (host, status) => {
    expect((await raw('GET', '/', { host })).status).toBe(status)
  })

  test('large answers are zipped for who accepts it', async () => {
    await call('PUT', '/big/_doc/1', { m: 'x'.repeat(20_000) })
    const zipped = await raw('GET', '/big/_search', { 'accept-encoding': 'gzip' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(gunzipSync(zipped.body).toString()).hits.hits).toHaveLength(1)
    expect((await raw('GET', '/big/_search', {})).headers['content-encoding']).toBeUndefined()
  })

  test.each(['/%', '/%zz/_search', '/s/_doc/%E0%A4%A', '//', '/../_search', `/${'a/'.repeat(200)}`])(
    'odd path %s is no crash',
    async (path) => {
      const reply = await raw('GET', path, {})
      expect(reply.status).toBeGreaterThanOrEqual(200)
      expect(reply.status).toBeLessThan(500)
    },
  )
})

test('search without HTTP gives the same JSON, errors as objects', async () => {
  expect(await search.search('s', { size: 0 })).toMatchObject({
    status: 200,
    body: { hits: { total: { value: 0 } } },
  })
  expect(await search.search('nope', {})).toMatchObject({
    status: 404,
    body: { error: { type: 'index_not_found_exception' }, status: 404 },
  })
  expect(await search.count('s', {})).toMatchObject({ status: 200, body: { count: 1 } })
  expect(await search.mapping('s')).toMatchObject({
    status: 200,
    body: { s: { mappings: { properties: { a: { type: 'long' } } } } },
  })
  expect(search.health()).toMatchObject({
    room: 'search',
    state: 'ok',
    detail: { indices: expect.any(Number) },
  })
})
