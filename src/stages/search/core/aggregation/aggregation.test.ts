import { describe, expect, test } from 'vitest'
import { SearchError } from '../../errors.ts'
import type { AggregationResult, Mapping } from '../../ports.ts'
import { fieldsOf } from '../fields.ts'
import { rootNode } from '../json.ts'
import { queryContext } from '../query/context.ts'
import { parseAggregations } from './index.ts'
import { aggregationsOf, presentAll } from './plan.ts'

const NOW = Date.UTC(2026, 10, 20, 12)
const mapping: Mapping = {
  timestamp: 'date',
  status: 'short',
  request_time: 'float',
  verb: 'keyword',
  bot: 'boolean',
  message: 'text',
  location: 'geo_point',
}
const HOUR = 3_600_000

const plansOf = (aggs: unknown) =>
  parseAggregations(rootNode(aggs), queryContext(NOW, fieldsOf([{ mapping }])))
const astOf = (definition: object) => aggregationsOf(plansOf({ a: definition }))[0]
const present = (definition: object, result: AggregationResult) =>
  presentAll({ a: result }, plansOf({ a: definition }), { buckets: 0 }).a

describe('every aggregation kind becomes the AST it means', () => {
  const byCount = [{ by: '_count', order: 'desc' }]
  const table: readonly (readonly [string, object, object])[] = [
    [
      'terms',
      { terms: { field: 'verb' } },
      { kind: 'terms', field: 'verb', size: 10, minDocCount: 1, order: byCount },
    ],
    [
      'terms as Grafana asks',
      { terms: { field: 'verb', size: '500', order: { _term: 'desc' }, min_doc_count: 1 } },
      { size: 500, order: [{ by: '_key', order: 'desc' }] },
    ],
    [
      'terms by a metric',
      {
        terms: { field: 'verb', order: [{ p: 'desc' }, { _key: 'asc' }] },
        aggs: { p: { avg: { field: 'status' } } },
      },
      {
        order: [
          { by: 'p', order: 'desc' },
          { by: '_key', order: 'asc' },
        ],
        children: [{ name: 'p', kind: 'avg', field: 'status' }],
      },
    ],
    [
      'terms with choices',
      { terms: { field: 'verb', include: ['GET', 'PUT'], exclude: 'P.*', missing: '-' } },
      { include: ['GET', 'PUT'], exclude: { regexp: 'P.*' }, missing: '-' },
    ],
    ['terms, far too many', { terms: { field: 'verb', size: 1_000_000 } }, { size: 65_536 }],
    [
      'date_histogram, fixed',
      {
        date_histogram: {
          field: 'timestamp',
          fixed_interval: '30s',
          time_zone: 'Europe/Paris',
          offset: '+6h',
          min_doc_count: 1,
        },
      },
      { interval: { millis: 30_000 }, timeZone: 'Europe/Paris', offsetMillis: 6 * HOUR, minDocCount: 1 },
    ],
    [
      'date_histogram, calendar',
      { date_histogram: { field: 'timestamp', calendar_interval: 'month' } },
      { interval: { calendar: 'month' }, timeZone: 'UTC', offsetMillis: 0, minDocCount: 0 },
    ],
    [
      'date_histogram, legacy calendar',
      { date_histogram: { field: 'timestamp', interval: '1d' } },
      { interval: { calendar: 'day' } },
    ],
    [
      'date_histogram, legacy fixed',
      { date_histogram: { field: 'timestamp', interval: '2h' } },
      { interval: { millis: 2 * HOUR } },
    ],
    [
      'date_histogram with bounds',
      {
        date_histogram: {
          field: 'timestamp',
          interval: '1m',
          extended_bounds: { min: 'now-1h', max: NOW },
          format: 'epoch_millis',
        },
      },
      { extendedBounds: { min: NOW - HOUR, max: NOW }, format: 'epoch_millis' },
    ],
    [
      'histogram',
      { histogram: { field: 'status', interval: 100, offset: 50, min_doc_count: 1 } },
      { kind: 'histogram', interval: 100, offset: 50, minDocCount: 1 },
    ],
    [
      'range',
      {
        range: { field: 'status', ranges: [{ from: 400 }, { to: 300, key: 'fine' }, { from: 300, to: 400 }] },
      },
      {
        kind: 'range',
        ranges: [
          { key: 'fine', to: 300 },
          { key: '300.0-400.0', from: 300, to: 400 },
          { key: '400.0-*', from: 400 },
        ],
      },
    ],
    [
      'date_range',
      {
        date_range: { field: 'timestamp', format: 'yyyy-MM-dd', ranges: [{ from: 'now-1d/d', to: 'now/d' }] },
      },
      {
        kind: 'range',
        ranges: [{ key: '2026-11-19-2026-11-20', from: Date.UTC(2026, 10, 19), to: Date.UTC(2026, 10, 20) }],
      },
    ],
    [
      'filters, named',
      { filters: { filters: { ok: { match_all: {} } }, other_bucket: true } },
      {
        kind: 'filters',
        keyed: true,
        filters: [
          { key: 'ok', query: { kind: 'all' } },
          { key: '_other_', query: { kind: 'bool', mustNot: [{ kind: 'all' }] } },
        ],
      },
    ],
    [
      'filters, anonymous',
      { filters: { filters: [{ match_all: {} }] } },
      { keyed: false, filters: [{ key: '0' }] },
    ],
    [
      'filter',
      { filter: { term: { verb: 'GET' } } },
      { kind: 'filter', query: { kind: 'terms', values: ['GET'] } },
    ],
    ['missing', { missing: { field: 'verb' } }, { kind: 'missing', field: 'verb' }],
    [
      'cardinality',
      { cardinality: { field: 'verb', precision_threshold: 100 } },
      { kind: 'cardinality', field: 'verb' },
    ],
    [
      'percentiles',
      { percentiles: { field: 'request_time', percents: [95, 99.9] } },
      { kind: 'percentiles', percents: [95, 99.9], keyed: true },
    ],
    [
      'percentiles, default',
      { percentiles: { field: 'request_time' } },
      { percents: [1, 5, 25, 50, 75, 95, 99] },
    ],
    ['stats', { stats: { field: 'status' } }, { kind: 'stats' }],
    ['max of a date', { max: { field: 'timestamp' } }, { kind: 'max', field: 'timestamp' }],
    ['value_count', { value_count: { field: 'verb' } }, { kind: 'value_count' }],
    [
      'top_hits',
      { top_hits: { size: 1, sort: [{ timestamp: 'desc' }], _source: ['verb'] } },
      {
        kind: 'top_hits',
        size: 1,
        sort: [{ field: 'timestamp', order: 'desc' }],
        source: { includes: ['verb'], excludes: [] },
      },
    ],
    ['an unmapped field', { terms: { field: 'nope' } }, { field: 'nope' }],
  ]
  test.each(table)('%s', (_, definition, ast) => expect(astOf(definition)).toMatchObject(ast))

  test('both spellings nest', () => {
    const [plan] = plansOf({
      a: {
        terms: { field: 'verb' },
        aggregations: { b: { filter: { match_all: {} }, aggs: { c: { sum: { field: 'status' } } } } },
      },
    })
    expect(aggregationsOf([plan])[0]).toMatchObject({
      children: [{ name: 'b', children: [{ name: 'c', kind: 'sum' }] }],
    })
  })
})

describe('refusals', () => {
  const table: readonly (readonly [object, string])[] = [
    [{ a: { trems: { field: 'verb' } } }, 'Unknown aggregation type [trems] did you mean [terms]?'],
    [
      { a: { variable_width_histogram: {} } },
      'aggregation [variable_width_histogram] is not served by this engine',
    ],
    [{ a: {} }, 'Missing definition for aggregation [a]'],
    [
      { a: { terms: { field: 'verb' }, avg: { field: 'status' } } },
      'Found two aggregation type definitions in [a]: [terms] and [avg]',
    ],
    [{ 'a>b': { avg: { field: 'status' } } }, 'Invalid aggregation name [a>b]'],
    [
      { a: { avg: { field: 'status' }, aggs: { b: { avg: { field: 'status' } } } } },
      'cannot accept sub-aggregations',
    ],
    [{ a: { terms: { field: 'message' } } }, 'Text fields are not optimised'],
    [
      { a: { avg: { field: 'verb' } } },
      'Field [verb] of type [keyword] is not supported for aggregation [avg]',
    ],
    [
      { a: { date_histogram: { field: 'status', interval: '1d' } } },
      'Field [status] of type [short] is not supported',
    ],
    [{ a: { terms: {} } }, 'Required one of fields [field]'],
    [{ a: { terms: { field: 'verb', size: 0 } } }, '[terms] [size] must be an integer from 1'],
    [{ a: { terms: { field: 'verb', order: { nope: 'asc' } } } }, 'Invalid aggregation order path [nope]'],
    [{ a: { terms: { field: 'verb', script: 'x' } } }, '[terms] unknown field [script]'],
    [{ a: { date_histogram: { field: 'timestamp' } } }, 'Invalid interval specified'],
    [
      { a: { date_histogram: { field: 'timestamp', calendar_interval: '2d' } } },
      'could not be parsed as a calendar interval',
    ],
    [
      { a: { date_histogram: { field: 'timestamp', fixed_interval: '1d', calendar_interval: '1d' } } },
      'Cannot use [fixed_interval] with [calendar_interval]',
    ],
    [
      { a: { date_histogram: { field: 'timestamp', fixed_interval: '0s' } } },
      'Zero or negative time interval not supported',
    ],
    [
      {
        a: {
          date_histogram: { field: 'timestamp', fixed_interval: '1s', extended_bounds: { min: 0, max: NOW } },
        },
      },
      'Trying to create too many buckets',
    ],
    [
      { a: { histogram: { field: 'status', interval: 0 } } },
      '[interval] must be >0 for histogram aggregation [a]',
    ],
    [{ a: { percentiles: { field: 'status', percents: [101] } } }, 'percent must be in [0,100]'],
    [{ a: { range: { field: 'status', ranges: [] } } }, 'No [ranges] specified for the [a] aggregation'],
  ]
  test.each(table)('%j', (aggs, why) => {
    expect(() => plansOf(aggs)).toThrow(SearchError)
    expect(() => plansOf(aggs)).toThrow(why)
  })
})

describe('answers', () => {
  test('meta comes back', () => {
    expect(present({ avg: { field: 'status' }, meta: { colour: 'red' } }, { value: 2 })).toEqual({
      value: 2,
      meta: { colour: 'red' },
    })
  })

  test('date histograms show keys in their format and zone, in the asked order, keyed if asked', () => {
    const buckets = [
      { key: 0, doc_count: 1, s: { value: 7 } },
      { key: HOUR, doc_count: 3, s: { value: 2 } },
    ]
    const base = { field: 'timestamp', fixed_interval: '1h' }
    const keys = (more: object) =>
      (
        present(
          { date_histogram: { ...base, ...more }, aggs: { s: { sum: { field: 'status' } } } },
          { buckets },
        ) as {
          buckets: { key_as_string: string; key: number }[]
        }
      ).buckets
    expect(keys({}).map(({ key_as_string }) => key_as_string)).toEqual([
      '1970-01-01T00:00:00.000Z',
      '1970-01-01T01:00:00.000Z',
    ])
    expect(keys({ time_zone: '+02:00', format: 'HH:mm' }).map(({ key_as_string }) => key_as_string)).toEqual([
      '02:00',
      '03:00',
    ])
    expect(keys({ order: { _key: 'desc' } }).map(({ key }) => key)).toEqual([HOUR, 0])
    expect(keys({ order: { _count: 'desc' } }).map(({ key }) => key)).toEqual([HOUR, 0])
    expect(keys({ order: { s: 'asc' } }).map(({ key }) => key)).toEqual([HOUR, 0])
    expect(Object.keys(keys({ keyed: true, format: 'epoch_millis' }))).toEqual(['0', String(HOUR)])
  })

  test('dates and truths are terms with a text beside the key', () => {
    expect(present({ terms: { field: 'bot' } }, { buckets: [{ key: true, doc_count: 2 }] })).toEqual({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 0,
      buckets: [{ key: 1, key_as_string: 'true', doc_count: 2 }],
    })
    expect(present({ terms: { field: 'timestamp' } }, { buckets: [{ key: 0, doc_count: 2 }] })).toMatchObject(
      {
        buckets: [{ key: 0, key_as_string: '1970-01-01T00:00:00.000Z', doc_count: 2 }],
      },
    )
  })

  test('filters by name, without names, and single buckets with what is in them', () => {
    const inner = { aggs: { m: { max: { field: 'timestamp' } } } }
    const one = { key: 'x', doc_count: 1, m: { value: 5 } }
    const shown = { doc_count: 1, m: { value: 5, value_as_string: '1970-01-01T00:00:00.005Z' } }
    expect(
      present({ filters: { filters: { x: { match_all: {} } } }, ...inner }, { buckets: { x: one } }),
    ).toEqual({ buckets: { x: shown } })
    expect(present({ filters: { filters: [{ match_all: {} }] }, ...inner }, { buckets: [one] })).toEqual({
      buckets: [shown],
    })
    expect(present({ filter: { match_all: {} }, ...inner }, { doc_count: 1, m: { value: 5 } })).toEqual(shown)
  })

  test('ranges of dates show their bounds, keyed if asked', () => {
    const range = { field: 'timestamp', format: 'yyyy', ranges: [{ to: '1971' }], keyed: true }
    const result = { buckets: [{ key: '*-1971', to: 31_536_000_000, doc_count: 4 }] }
    expect(present({ date_range: range }, result)).toEqual({
      buckets: { '*-1971': { to: 31_536_000_000, to_as_string: '1971', doc_count: 4 } },
    })
  })

  test('a name may be any word', () => {
    const aggs = JSON.parse(
      '{"__proto__":{"sum":{"field":"status"}},"constructor":{"sum":{"field":"status"}}}',
    )
    const results = JSON.parse('{"__proto__":{"value":1}}')
    const shown = presentAll(results, plansOf(aggs), { buckets: 0 })
    expect(JSON.stringify(shown)).toBe('{"__proto__":{"value":1},"constructor":{}}')
  })

  test('more buckets than the limit are an error, over all levels together', () => {
    const buckets = Array.from({ length: 300 }, (_, key) => ({
      key,
      doc_count: 1,
      b: { buckets: Array.from({ length: 300 }, (_, at) => ({ key: at, doc_count: 1 })) },
    }))
    const nested = {
      terms: { field: 'verb', size: 300 },
      aggs: { b: { terms: { field: 'status', size: 300 } } },
    }
    expect(() => present(nested, { buckets })).toThrow(
      'Trying to create too many buckets. Must be less than or equal to: [65535]',
    )
  })
})
