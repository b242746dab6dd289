import { expect, it } from 'vitest'
import type { SearchAnswer } from '../queries/search-body.ts'
import { csvOf, tableOf } from './table.ts'

const answer = (aggregations: Record<string, unknown>, hits: object[] = [], value = 9) =>
  ({ took: 1, hits: { total: { value }, hits }, aggregations }) as unknown as SearchAnswer

it('makes a row of each bucket, and columns of what lies in it', () => {
  const table = tableOf(
    answer({
      over_time: {
        buckets: [
          {
            ...{ key: 5, key_as_string: '2026-11-20T00:00:00Z', doc_count: 7 },
            classes: { buckets: { '2xx': { doc_count: 6 }, '4xx': { doc_count: 1, bytes: { value: 10 } } } },
            time: { values: { '50.0': 0.1, '95.0': 0.4 } },
          },
          { key: 6, key_as_string: '2026-11-20T00:01:00Z', doc_count: 0 },
        ],
      },
    }),
  )
  expect(table.heads).toEqual([
    ...['over_time', 'requests', 'classes 2xx', 'classes 4xx', 'classes 4xx bytes', 'time p50', 'time p95'],
  ])
  expect(table.rows[0]).toEqual(['2026-11-20T00:00:00Z', 7, 6, 1, 10, 0.1, 0.4])
  expect(table.rows[1].slice(0, 3)).toEqual(['2026-11-20T00:01:00Z', 0, undefined])
})

it('tells several aggregations apart, and looks into a filter', () => {
  const { heads, rows } = tableOf(
    answer({
      methods: { buckets: [{ key: 'GET', doc_count: 5 }] },
      missing: { doc_count: 2, pages: { buckets: [{ key: '/gone', doc_count: 2 }] } },
    }),
  )
  expect(heads).toEqual(['part', 'value', 'requests'])
  expect(rows).toEqual([
    ['methods', 'GET', 5],
    ['pages', '/gone', 2],
  ])
})

it('makes one row of totals, and a row of each line', () => {
  expect(tableOf(answer({ clients: { value: 3 } }))).toEqual({
    heads: ['requests', 'clients'],
    rows: [[9, 3]],
  })
  const lines = answer({}, [
    { _source: { path: '/', status: 200 } },
    { _source: { path: '/b', geo: { a: 1 } } },
  ])
  expect(tableOf(lines)).toEqual({
    heads: ['path', 'status', 'geo'],
    rows: [
      ['/', 200, undefined],
      ['/b', undefined, '{"a":1}'],
    ],
  })
})

it('writes CSV that a spreadsheet reads as text, not as a formula', () => {
  const csv = csvOf({
    heads: ['agent', 'n'],
    rows: [
      ['=HYPERLINK("http://evil.example")', -1],
      ['a, "b"\nc', null],
      ['@x', true],
    ],
  })
  expect(csv).toBe('agent,n\r\n"\'=HYPERLINK(""http://evil.example"")",-1\r\n"a, ""b""\nc",\r\n\'@x,true\r\n')
})
