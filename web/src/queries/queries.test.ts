import { describe, expect, it } from 'vitest'
import type { QueryContext } from './context.ts'
import { scope } from './context.ts'
import { type Filter, filterClauses, isFilter } from './filter.ts'
import { intervalFor } from './interval.ts'
import { linesQuery } from './lines.ts'
import { overviewQueries } from './overview.ts'
import { bucketsOf, metricOf, percentileOf } from './search-body.ts'

const context: QueryContext = {
  from: 1_000_000,
  to: 1_900_000,
  now: 1_900_000,
  query: '',
  filters: [],
  timeZone: 'Europe/Berlin',
}

describe('interval', () => {
  const minute = 60_000
  it.each([
    [5 * minute, '5s'],
    [15 * minute, '10s'],
    [60 * minute, '30s'],
    [6 * 60 * minute, '5m'],
    [24 * 60 * minute, '15m'],
    [7 * 24 * 60 * minute, '2h'],
    [30 * 24 * 60 * minute, '6h'],
    [365 * 24 * 60 * minute, '4d'],
  ])('%d ms are cut by %s', (span, name) => expect(intervalFor(span).name).toBe(name))

  it('never exceeds what was asked, nor gets much coarser, from a minute to a century', () => {
    for (let span = 60_000; span < 3.2e12; span *= 1.07) {
      const buckets = span / intervalFor(span).millis
      expect(buckets).toBeLessThanOrEqual(120)
      expect(buckets).toBeGreaterThanOrEqual(Math.min(47, span / 1000))
    }
  })
})

describe('filters', () => {
  it('are either-or within a field and all across fields', () => {
    const { filter, must_not } = filterClauses([
      isFilter('country', 'DE'),
      isFilter('status', 404),
      isFilter('country', 'FR'),
      { ...isFilter('path', '/x'), negated: true },
      { ...isFilter('verb', 'GET'), disabled: true },
    ])
    expect(filter).toEqual([
      {
        bool: {
          should: [{ term: { country: 'DE' } }, { term: { country: 'FR' } }],
          minimum_should_match: 1,
        },
      },
      { term: { status: '404' } },
    ])
    expect(must_not).toEqual([{ term: { path: '/x' } }])
  })

  it('escape wildcards of a part', () => {
    const part: Filter = { field: 'agent', test: { kind: 'has', value: 'a*b?\\' } }
    expect(filterClauses([part]).filter).toEqual([
      { wildcard: { agent: { value: '*a\\*b\\?\\\\*', case_insensitive: true } } },
    ])
  })
})

describe('queries', () => {
  it('all stay within the window and the query', () => {
    const asked = { ...context, query: 'bot:false', filters: [isFilter('country', 'DE')] }
    for (const [name, body] of Object.entries(overviewQueries(asked))) {
      const text = JSON.stringify(body.query)
      expect(text, name).toContain('"query":"bot:false","default_operator":"AND"')
      expect(text, name).toContain('{"term":{"country":"DE"}}')
      expect(text, name).toMatch(/"range":\{"timestamp":\{"gte":\d+,"lt":\d+/)
      expect(() => JSON.parse(JSON.stringify(body))).not.toThrow()
    }
  })

  it('leave out an empty query', () => {
    expect(scope({ ...context, query: '  ' })).toEqual({
      bool: { filter: [{ range: { timestamp: { gte: 1_000_000, lt: 1_900_000, format: 'epoch_millis' } } }] },
    })
  })

  it('go on after a line and count only once', () => {
    expect(linesQuery(context).track_total_hits).toBe(true)
    expect(linesQuery(context, [5, 7])).toMatchObject({ search_after: [5, 7], track_total_hits: false })
  })
})

describe('answers', () => {
  it('are read whatever their shape', () => {
    expect(bucketsOf({ a: { buckets: { x: { doc_count: 1 } } } }, 'a')).toEqual([{ key: 'x', doc_count: 1 }])
    expect(bucketsOf(undefined, 'a')).toEqual([])
    expect(metricOf({ a: { value: null } }, 'a')).toBeUndefined()
    expect(percentileOf({ a: { values: { '95.0': 2 } } }, 'a', 95)).toBe(2)
    expect(percentileOf({ a: { values: { '95.0': Number.NaN } } }, 'a', 95)).toBeUndefined()
  })
})
