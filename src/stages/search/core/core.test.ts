import { describe, expect, test } from 'vitest'
import { SearchError } from '../errors.ts'
import type { Mapping } from '../ports.ts'
import { parseJson } from './body.ts'
import { parseBulk } from './bulk.ts'
import { bytesShown, catText } from './cat.ts'
import { directoryOf } from './directory.ts'
import { fieldsOf } from './fields.ts'
import { filterPath } from './filter-path.ts'
import { globMatches } from './glob.ts'
import { checkIndexName } from './index-names.ts'
import { rootNode } from './json.ts'
import { parseMapping, showMapping, widening } from './mapping/index.ts'
import { planSearch } from './request/search.ts'
import { filterSource } from './request/source.ts'
import { type NameOptions, resolve } from './resolve.ts'
import { didYouMean } from './suggestion.ts'
import { wordsOf } from './words.ts'

const NOW = Date.UTC(2026, 10, 20)
const mapping: Mapping = { timestamp: 'date', status: 'short', verb: 'keyword', message: 'text' }
const plan = (body: object) => planSearch(rootNode(body), fieldsOf([{ mapping }]), NOW)

describe('a search body', () => {
  test('defaults', () => {
    expect(plan({}).request).toEqual({
      query: { kind: 'all' },
      from: 0,
      size: 10,
      sort: [],
      source: { includes: [], excludes: [] },
      trackTotalHits: 10_000,
      aggregations: [],
    })
  })

  test('everything that Dashboards’ Discover sends', () => {
    const { request, view } = plan({
      version: true,
      size: 500,
      sort: [{ timestamp: { order: 'desc', unmapped_type: 'boolean' } }],
      aggs: {
        2: {
          date_histogram: { field: 'timestamp', fixed_interval: '30s', time_zone: 'UTC', min_doc_count: 1 },
        },
      },
      stored_fields: ['*'],
      script_fields: {},
      docvalue_fields: [{ field: 'timestamp', format: 'date_time' }],
      _source: { excludes: [] },
      query: {
        bool: {
          must: [],
          filter: [
            { match_all: {} },
            {
              range: {
                timestamp: {
                  gte: '2026-11-20T00:00:00.000Z',
                  lte: '2026-11-20T01:00:00.000Z',
                  format: 'strict_date_optional_time',
                },
              },
            },
          ],
          should: [],
          must_not: [],
        },
      },
      highlight: {
        pre_tags: ['@h@'],
        post_tags: ['@/h@'],
        fields: { '*': {} },
        fragment_size: 2_147_483_647,
      },
    })
    expect(request).toMatchObject({
      size: 500,
      sort: [{ field: 'timestamp', order: 'desc' }],
      aggregations: [{ name: '2' }],
    })
    expect(view).toMatchObject({
      version: true,
      wishes: [{ field: 'timestamp', format: 'date_time' }],
      highlight: { before: '@h@' },
    })
  })

  test('sorts in all spellings, and search_after', () => {
    const sortOf = (sort: unknown) => plan({ sort }).request.sort
    expect(sortOf('verb')).toEqual([{ field: 'verb', order: 'asc' }])
    expect(
      sortOf(['_score', { status: 'desc' }, { verb: { order: 'asc', missing: '_first' } }, '_doc']),
    ).toEqual([
      { field: '_score', order: 'desc' },
      { field: 'status', order: 'desc' },
      { field: 'verb', order: 'asc', missing: '_first' },
      { field: '_doc', order: 'asc' },
    ])
    expect(plan({ sort: ['timestamp'], search_after: ['2026-11-20'] }).request.searchAfter).toEqual([NOW])
    expect(() => plan({ sort: ['verb'], search_after: [1, 2] })).toThrow(
      'search_after has 2 value(s) but sort has 1.',
    )
    expect(() => plan({ sort: ['nope'] })).toThrow('No mapping found for [nope] in order to sort on')
    expect(() => plan({ sort: ['message'] })).toThrow('Text fields are not optimised')
    expect(plan({ sort: [{ nope: { unmapped_type: 'long' } }] }).request.sort).toEqual([
      { field: 'nope', order: 'asc' },
    ])
  })

  test.each([
    [{ _source: false }, false],
    [{ _source: 'a*' }, { includes: ['a*'], excludes: [] }],
    [{ _source: ['a', 'b'] }, { includes: ['a', 'b'], excludes: [] }],
    [{ _source: { includes: ['a'], exclude: 'b' } }, { includes: ['a'], excludes: ['b'] }],
    [{ stored_fields: [] }, false],
  ])('source %j', (body, source) => expect(plan(body).request.source).toEqual(source))

  test.each([
    [{ track_total_hits: true }, true],
    [{ track_total_hits: false }, false],
    [{ track_total_hits: 5 }, 5],
    [{ track_total_hits: -1 }, true],
  ])('totals %j', (body, tracked) => expect(plan(body).request.trackTotalHits).toBe(tracked))

  test.each([
    [{ qeury: {} }, 'Unknown key for a START_OBJECT in [qeury].'],
    [{ qeury: 1 }, 'Unknown key for a VALUE_NUMBER in [qeury].'],
    [
      { size: 10_001 },
      'Result window is too large, from + size must be less than or equal to: [10000] but was [10001]',
    ],
    [{ size: -5 }, '[size] parameter cannot be negative, found [-5]'],
    [{ from: 1, sort: ['verb'], search_after: ['a'] }, '`from` parameter must be set to 0'],
    [{ aggs: {}, aggregations: {} }, 'Found two aggregation definitions'],
    [{ script_fields: { a: {} } }, '[script_fields] is not served'],
    [{ collapse: { field: 'nope' } }, 'no mapping found for `nope` in order to collapse on'],
    [{ rescore: { window_size: 5 } }, '[rescore] is not served'],
    [{ explain: true }, '[explain] is not served by this engine except as [false]'],
  ])('refuses %j', (body, why) => expect(() => plan(body)).toThrow(why))
})

describe('index expressions', () => {
  const names = ['a-1', 'a-2', 'b', 'web-logs-2026-11-19', 'web-logs-2026-11-20']
  const directory = directoryOf(
    names.map((name) => ({ name, createdAt: 0, mapping: {}, documents: 0, bytes: 0 })),
  )
  const found = (expression: string | undefined, options?: NameOptions) =>
    resolve(expression, directory, options).map(({ index }) => index.name)
  test.each([
    [undefined, names],
    ['', names],
    ['_all', names],
    ['*', names],
    ['b', ['b']],
    ['web-logs-*', names.slice(3)],
    ['*-1*,-a*', names.slice(3)],
    ['b,a-*', ['a-1', 'a-2', 'b']],
    ['none-*', []],
    ['b,', ['b']],
  ])('%s', (expression, wanted) => expect(found(expression)).toEqual(wanted))
  test('missing ones', () => {
    expect(() => found('nope')).toThrow('no such index [nope]')
    expect(() => found('-b')).toThrow('no such index [-b]')
    expect(found('nope,b', { ignoreUnavailable: true })).toEqual(['b'])
    expect(() => found('none-*', { allowNoIndices: false })).toThrow('no such index [none-*]')
  })
  test.each(['Web', '_x', '-x', 'a b', 'a,b', '..', '', 'a/b', 'a#b', 'a:b', 'x'.repeat(256), 'a\u0000'])(
    'name %j is refused',
    (name) => expect(() => checkIndexName(name)).toThrow(/Invalid index name/),
  )
  test.each(['web-logs-2026-11-20', '.kibana', 'é', 'a_b'])('name %j is fine', (name) =>
    expect(() => checkIndexName(name)).not.toThrow(),
  )
})

describe('bulk bodies', () => {
  const parse = (text: string) => parseBulk(Buffer.from(text), undefined)
  test('four actions', () => {
    const text = [
      '{"index":{"_index":"a","_id":1}}',
      '{"x":1}',
      '{"create":{"_index":"a"}}',
      '{"x":2}',
      '',
      '{"update":{"_index":"a","_id":"1","retry_on_conflict":3}}',
      '{"doc":{"x":3},"doc_as_upsert":true}',
      '{"delete":{"_index":"a","_id":"1"}}',
      '',
    ].join('\n')
    expect(parse(text)).toEqual([
      { action: 'index', index: 'a', id: '1', source: { x: 1 } },
      { action: 'create', index: 'a', source: { x: 2 } },
      { action: 'update', index: 'a', id: '1', source: { x: 3 }, upsert: { x: 3 } },
      { action: 'delete', index: 'a', id: '1' },
    ])
  })
  test.each([
    ['{"index":{"_index":"a"}}\n{}', 'The bulk request must be terminated by a newline [\\n]'],
    ['\n', 'Validation Failed: 1: no requests added;'],
    ['[]\n{}\n', 'Malformed action/metadata line [1], expected START_OBJECT but found [START_ARRAY]'],
    [
      '{"index":{"_index":"a"}}\n{}\n{"indx":{}}\n{}\n',
      'Malformed action/metadata line [3], expected field [create], [delete], [index] or [update] but found [indx]',
    ],
    [
      '{"index":{"_index":"a","_type":"doc"}}\n{}\n',
      'Action/metadata line [1] contains an unknown parameter [_type]',
    ],
    [
      '{"index":{"_index":"a","pipeline":["p"]}}\n{}\n',
      'Action/metadata line [1]: parameter [pipeline] is not served',
    ],
    ['{"index":{}}\n{}\n', 'Validation Failed: 1: index is missing;'],
    ['{"delete":{"_index":"a"}}\n', 'Validation Failed: 1: id is missing;'],
    ['{"index":{"_index":"a"}}\n', 'is not followed by a document'],
    ['nonsense\n', 'Malformed action/metadata line [1]: '],
  ])('refuses %j whole', (text, why) => expect(() => parse(text)).toThrow(why))
  test('a bad document refuses its own item only', () => {
    const items = parse(
      '{"index":{"_index":"a"}}\n{"x":\n{"index":{"_index":"Bad"}}\n{}\n{"update":{"_index":"a","_id":"1"}}\n{"script":"x"}\n{"index":{"_index":"a"}}\n{"y":1}\n',
    )
    expect(items.map(({ refused }) => refused?.type)).toEqual([
      'mapper_parsing_exception',
      'invalid_index_name_exception',
      'illegal_argument_exception',
      undefined,
    ])
  })
})

describe('mappings', () => {
  test('text shows its keyword; dots become objects', () => {
    expect(showMapping({ 'a.b': 'long', message: 'text' })).toEqual({
      properties: {
        a: { properties: { b: { type: 'long' } } },
        message: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
      },
    })
    expect(showMapping({})).toEqual({})
  })
  test('what is shown can be read back', () => {
    const wanted: Mapping = { 'a.b': 'long', 'a.c': 'ip', message: 'text', at: 'date' }
    expect(parseMapping(rootNode(showMapping(wanted))).fields).toEqual(wanted)
  })
  test.each([
    [{ properties: { a: { type: 'nested' } } }, 'No handler for type [nested] declared on field [a]'],
    [{ properties: { a: {} } }, 'No type specified for field [a]'],
    [
      { properties: { a: { type: 'keyword', copy_to: 'b' } } },
      'Mapping definition for [a] has unsupported parameters:  [copy_to : "b"]',
    ],
    [
      { _source: { enabled: false } },
      'Root mapping definition has unsupported parameters:  [_source : {"enabled":false}]',
    ],
    [{ properties: { '': { type: 'long' } } }, 'name cannot be empty string'],
  ])('refuses %j', (body, why) => expect(() => parseMapping(rootNode(body))).toThrow(why))
  test('types never change', () => {
    expect(widening({ a: 'long' }, { a: 'long', b: 'ip' })).toEqual({ b: 'ip' })
    expect(() => widening({ a: 'long' }, { a: 'ip' })).toThrow(
      'mapper [a] cannot be changed from type [long] to [ip]',
    )
  })
})

test('filter_path keeps and drops', () => {
  const body = { took: 1, hits: { total: { value: 2 }, hits: [{ _id: 'a', _source: { x: 1, y: 2 } }] } }
  expect(filterPath(body, 'took,hits.total.value')).toEqual({ took: 1, hits: { total: { value: 2 } } })
  expect(filterPath(body, 'hits.hits._source.x')).toEqual({ hits: { hits: [{ _source: { x: 1 } }] } })
  expect(filterPath(body, '**._id')).toEqual({ hits: { hits: [{ _id: 'a' }] } })
  expect(filterPath(body, '-hits')).toEqual({ took: 1 })
  expect(filterPath(body, 'hits.t*.v*')).toEqual({ hits: { total: { value: 2 } } })
  expect(filterPath(body, 'nothing')).toEqual({})
})

test('source filters', () => {
  const source = { a: 1, b: { c: 2, d: 3 } }
  expect(filterSource(source, { includes: ['b.c'], excludes: [] })).toEqual({ b: { c: 2 } })
  expect(filterSource(source, { includes: ['b'], excludes: ['b.d'] })).toEqual({ b: { c: 2 } })
  expect(filterSource(source, { includes: [], excludes: ['a'] })).toEqual({ b: { c: 2, d: 3 } })
})

test('JSON: place of the trouble, and depth', () => {
  expect(() => parseJson('{"a":\n  tru }')).toThrow(/line: 2, column: \d+/)
  expect(() => parseJson('')).toThrow(SearchError)
  expect(() => parseJson('{"a":1,}')).toThrow(/line: 1/)
  expect(() => parseJson('['.repeat(100_000))).toThrow('nested more than 1000 deep')
})

test('words, globs, suggestions, sizes and tables', () => {
  expect(wordsOf("GET /product/12?q=It's HTTP/1.1 from 10.0.0.1 ÉTÉ")).toEqual([
    'get',
    'product',
    '12',
    'q',
    "it's",
    'http',
    '1.1',
    'from',
    '10.0.0.1',
    'été',
  ])
  expect(globMatches('a*b*c', 'aXXbYYc')).toBe(true)
  expect(globMatches('*a'.repeat(30), 'a'.repeat(10_000))).toBe(true)
  expect(globMatches(`${'*a'.repeat(30)}b`, 'a'.repeat(10_000))).toBe(false)
  expect(didYouMean('serach', ['search', 'size'])).toBe(' did you mean [search]?')
  expect(didYouMean('zzz', ['search'])).toBe('')
  expect([0, 1023, 1024, 1_572_864].map((size) => bytesShown(size, undefined))).toEqual([
    '0b',
    '1023b',
    '1kb',
    '1.5mb',
  ])
  expect(bytesShown(2048, 'kb')).toBe(2)
  const columns = [
    { name: 'index', alias: 'i', about: '' },
    { name: 'n', alias: 'dc', about: '', right: true },
  ]
  const rows = [
    { index: 'b', n: 9 },
    { index: 'aaa', n: 10 },
  ]
  expect(catText(columns, rows, { header: true, help: false })).toBe('index  n\nb      9\naaa   10\n')
  expect(catText(columns, rows, { header: false, help: false, columns: 'dc', sort: 'n:desc' })).toBe(
    '10\n 9\n',
  )
})
