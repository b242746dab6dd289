import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Column, DocumentBatch } from '../../src/record/index.ts'
import { NONE } from '../../src/record/index.ts'
import type {
  Aggregation,
  Append,
  Query,
  SearchEngine,
  SearchRequest,
  SearchResult,
} from '../../src/stages/search/ports.ts'

/** What every engine behind `SearchEngine` must do. `open` gives an empty one; `close` removes what it left. */
export function searchContract(
  name: string,
  open: () => Promise<{ readonly engine: SearchEngine; close(): Promise<void> }>,
): void {
  describe(name, () => {
    let engine: SearchEngine
    let close: () => Promise<void>
    beforeAll(async () => {
      const opened = await open()
      engine = opened.engine
      close = opened.close
      await engine.append([webLogs('logs-1', LINES.slice(0, 6), 0)], { key: 'consumer', value: '6' })
      await engine.append([webLogs('logs-2', LINES.slice(6), 6)], { key: 'consumer', value: '10' })
    })
    afterAll(() => close())

    const both = ['logs-1', 'logs-2']
    const search = (more: Partial<SearchRequest>) => engine.search(both, { ...EVERYTHING, ...more })
    const numbers = async (query: Query) => {
      const { hits } = await search({ query, size: 100, sort: [{ field: '_doc', order: 'asc' }] })
      return hits.map(({ id }) => Number(id.slice('shard-0-'.length)))
    }
    const aggregate = async (aggregations: Aggregation[], query: Query = { kind: 'all' }) =>
      (await search({ query, aggregations })).aggregations as Record<string, Record<string, never>>

    describe('append', () => {
      it('keeps the newest position', async () => {
        expect(await engine.position('consumer')).toBe('10')
        expect(await engine.position('nobody')).toBeUndefined()
      })

      it('describes the indices', () => {
        const described = engine.indices().filter(({ name: index }) => index.startsWith('logs-'))
        expect(described.map(({ name: index, documents }) => [index, documents])).toEqual([
          ['logs-1', 6],
          ['logs-2', 4],
        ])
        expect(described[0].mapping).toMatchObject({
          timestamp: 'date',
          host: 'ip',
          path: 'keyword',
          location: 'geo_point',
        })
        expect(described[0].bytes).toBeGreaterThan(100)
      })

      it('gives a document back as nested JSON without what it has not', async () => {
        expect(await engine.get('logs-1', 'shard-0-0')).toEqual({
          version: 1,
          sequence: 0,
          index: 'logs-1',
          id: 'shard-0-0',
          score: 1,
          source: {
            timestamp: '2026-03-28T22:30:00.000Z',
            status: 200,
            bytes: 100,
            request_time: 0.1,
            host: '10.0.0.1',
            country: 'FR',
            location: { lat: 48.5, lon: 2.25 },
            request: 'GET /a HTTP/1.1',
            path: '/a',
            agent: 'Firefox on Linux',
            browser: 'Firefox',
            bot: false,
          },
        })
        expect(await engine.get('logs-1', 'shard-0-6')).toBeUndefined()
        expect((await engine.get('logs-2', 'shard-0-9'))?.source).toEqual({
          timestamp: '2026-03-30T00:00:00.000Z',
          message: 'Not a log line: ERROR 42 at startup',
        })
      })

      it('refuses a column of another type and writes nothing of that append', async () => {
        const wrong: Append = {
          index: 'logs-1',
          ids: { prefix: 'x-', first: 0 },
          documents: batch(1, [keyword('status', ['many'])]),
        }
        const right = { ...webLogs('logs-never', LINES.slice(0, 1), 0) }
        await expect(engine.append([right, wrong], { key: 'refused', value: '1' })).rejects.toThrow(
          /status.*logs-1.*short.*keyword/,
        )
        expect(engine.indices().some(({ name: index }) => index === 'logs-never')).toBe(false)
        expect(await engine.position('refused')).toBeUndefined()
        expect(await engine.count(['logs-1'], { kind: 'all' })).toBe(6)
      })

      it('widens an index with new fields, which old documents do not have', async () => {
        const write = (first: number, columns: Column[]) =>
          engine.append([{ index: 'wide', ids: { prefix: 'w-', first }, documents: batch(1, columns) }])
        await write(0, [keyword('a', ['one'])])
        await write(1, [keyword('a', ['two']), numeric('b', 'long', [7])])
        expect((await engine.get('wide', 'w-0'))?.source).toEqual({ a: 'one' })
        expect((await engine.get('wide', 'w-1'))?.source).toEqual({ a: 'two', b: 7 })
        expect(await engine.count(['wide'], { kind: 'exists', field: 'b' })).toBe(1)
        await engine.deleteIndex('wide')
        await expect(engine.count(['wide'], { kind: 'all' })).rejects.toThrow('no such index [wide]')
      })

      it('has a limit of fields', async () => {
        const columns = Array.from({ length: 1001 }, (_, i) => numeric(`f${i}`, 'long', [i]))
        await expect(
          engine.append([{ index: 'many', ids: { prefix: 'm-', first: 0 }, documents: batch(1, columns) }]),
        ).rejects.toThrow('Limit of total fields [1000] has been exceeded')
      })

      it('tells of commits', async () => {
        const heard: number[] = []
        const stop = engine.onCommit(({ rows }) => heard.push(rows))
        await engine.append([
          { index: 'told', ids: { prefix: 't-', first: 0 }, documents: batch(2, [keyword('a', ['x', 'y'])]) },
        ])
        stop()
        await engine.append([
          { index: 'told', ids: { prefix: 't-', first: 2 }, documents: batch(1, [keyword('a', ['z'])]) },
        ])
        expect(heard).toEqual([2])
        await engine.deleteIndex('told')
      })

      it('keeps hostile text as it is', async () => {
        const values = [
          "it's",
          '"; DROP TABLE t1; --',
          'back\\slash',
          '%_%',
          'nul\0inside',
          '日本語 and 🐇',
          '',
          'exactly12byt',
          'thirteen byte',
        ]
        await engine.append([
          {
            index: 'we\'ird "index',
            ids: { prefix: "p'-", first: 0 },
            documents: batch(values.length, [keyword("fi'eld", values)]),
          },
        ])
        for (const [at, value] of values.entries()) {
          expect((await engine.get('we\'ird "index', `p'-${at}`))?.source).toEqual({ "fi'eld": value })
          const found = await engine.search(['we\'ird "index'], {
            ...EVERYTHING,
            size: 9,
            query: terms("fi'eld", value),
          })
          expect(found.hits.map(({ id }) => id)).toEqual([`p'-${at}`])
        }
        await engine.deleteIndex('we\'ird "index')
      })
    })

    describe('queries', () => {
      const cases: [string, Query, number[]][] = [
        ['all', { kind: 'all' }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
        ['none', { kind: 'none' }, []],
        ['a number', terms('status', 404), [2, 6]],
        ['a number as text', terms('status', '404'), [2, 6]],
        ['a fraction for an integer', terms('status', 404.5), []],
        ['a float', terms('request_time', 0.1), [0]],
        ['a boolean', terms('bot', 'true'), [4, 5]],
        ['a date', terms('timestamp', LINES[0].timestamp), [0]],
        ['several words of a dimension', terms('path', '/a', '/b'), [0, 1, 4, 5]],
        ['a word in any case', { ...terms('browser', 'FIREFOX'), anyCase: true }, [0, 1]],
        ['a word in the wrong case', terms('browser', 'FIREFOX'), []],
        ['an address', terms('host', '10.0.0.1'), [0, 4]],
        ['a network', terms('host', '10.0.0.0/8'), [0, 1, 4, 5]],
        ['a small network', terms('host', '10.0.0.0/31'), [0, 4]],
        ['a network of IPv6', terms('host', '2001:db8::/32'), [2, 3]],
        ['an address of IPv6 written otherwise', terms('host', '2001:0db8:0:0::2'), [3]],
        ['a host name', terms('host', 'crawler.example.com'), [6]],
        ['a field that no index has', terms('nothing', 1), []],
        ['an id', { kind: 'ids', values: ['shard-0-3', 'shard-0-77', 'shard-0-03', 'other-3'] }, [3]],
        ['an id as a field', terms('_id', 'shard-0-8'), [8]],
        ['an index', terms('_index', 'logs-2'), [6, 7, 8, 9]],
        ['a range of numbers', { kind: 'range', field: 'bytes', gt: 100, lte: 400 }, [1, 2, 3]],
        ['a range with a fraction', { kind: 'range', field: 'status', gte: 403.5 }, [2, 6, 7]],
        [
          'a range of dates',
          { kind: 'range', field: 'timestamp', gte: at('2026-03-29T01:00'), lt: at('2026-03-29T12:00') },
          [3, 4],
        ],
        ['a range of words', { kind: 'range', field: 'path', gte: '/b' }, [2, 3, 4, 5, 7, 8]],
        [
          'a range of addresses',
          { kind: 'range', field: 'host', gte: '10.0.0.2', lte: '10.255.0.0' },
          [1, 5],
        ],
        ['an existing dimension', { kind: 'exists', field: 'referer' }, [1, 7]],
        ['an existing attribute', { kind: 'exists', field: 'location' }, [0, 1, 4, 5]],
        ['an existing column', { kind: 'exists', field: 'message' }, [9]],
        ['a prefix', { kind: 'prefix', field: 'path', value: '/s' }, [2, 3, 7, 8]],
        ['a prefix in any case', { kind: 'prefix', field: 'path', value: '/S', anyCase: true }, [2, 3, 7, 8]],
        ['a prefix with signs of LIKE', { kind: 'prefix', field: 'path', value: '/s%' }, [8]],
        ['a wildcard', { kind: 'wildcard', field: 'path', value: '/s*?q' }, [3]],
        ['a wildcard with an escaped star', { kind: 'wildcard', field: 'path', value: '/s\\*' }, [7]],
        ['a wildcard with percent', { kind: 'wildcard', field: 'path', value: '*%*' }, [8]],
        ['a regular expression', { kind: 'regexp', field: 'path', value: '/[ab]' }, [0, 1, 4, 5]],
        ['a regular expression that is only a part', { kind: 'regexp', field: 'path', value: '[ab]' }, []],
        ['words, all of them', match('firefox /a', 'and'), [0, 1]],
        ['words, one of them', match('chrome curl', 'or'), [2, 3, 6]],
        ['a phrase', match('GET /b', 'phrase'), [4, 5]],
        ['a word of a text', match('startup', 'and', 'message'), [9]],
        ['a part of a word of a text', match('start', 'and', 'message'), []],
        ['a phrase of a text', match('error 42', 'phrase', 'message'), [9]],
        ['a phrase out of order', match('42 error', 'phrase', 'message'), []],
        ['a term of a text', terms('message', 'error'), [9]],
        ['a whole text', terms('message', 'Not a log line: ERROR 42 at startup'), []],
        ['a whole text by its keyword', terms('message.keyword', 'Not a log line: ERROR 42 at startup'), [9]],
        ['a number by full text', match('500', 'and', 'status'), [7]],
        ['no number by full text', match('abc', 'and', 'status'), []],
        ['both', bool({ must: [terms('country', 'FR')], filter: [terms('path', '/b')] }), [4, 5]],
        ['not a word, or no word at all', bool({ mustNot: [terms('country', 'FR')] }), [2, 3, 6, 7, 8, 9]],
        [
          'not a number, or no number at all',
          bool({ mustNot: [{ kind: 'range', field: 'status', lt: 500 }] }),
          [7, 9],
        ],
        [
          'one of',
          bool({ should: [terms('status', 500), terms('path', '/b')], minimumShouldMatch: 1 }),
          [4, 5, 7],
        ],
        [
          'two of',
          bool({
            should: [terms('country', 'FR'), terms('path', '/b'), terms('bot', true)],
            minimumShouldMatch: 2,
          }),
          [4, 5],
        ],
        ['should that need not', bool({ must: [terms('status', 500)], should: [terms('path', '/b')] }), [7]],
        [
          'nothing but not nothing',
          bool({ mustNot: [bool({ mustNot: [{ kind: 'exists', field: 'referer' }] })] }),
          [1, 7],
        ],
      ]
      it.each(cases)('%s', async (_, query, expected) => {
        expect(await numbers(query)).toEqual(expected)
        expect(await engine.count(both, query)).toBe(expected.length)
      })

      it('refuses what cannot be a number', async () => {
        await expect(numbers(terms('status', 'many'))).rejects.toMatchObject({
          status: 400,
          message: 'failed to create query: For input string: "many"',
        })
      })

      it('refuses a wrong regular expression', async () => {
        await expect(numbers({ kind: 'regexp', field: 'path', value: '/[a' })).rejects.toMatchObject({
          status: 400,
        })
      })

      it('names an index that is not there', async () => {
        await expect(engine.search(['logs-1', 'gone'], EVERYTHING)).rejects.toMatchObject({
          type: 'index_not_found_exception',
          status: 404,
          message: 'no such index [gone]',
        })
      })
    })

    describe('hits', () => {
      const ids = ({ hits }: SearchResult) => hits.map(({ id }) => Number(id.slice(8)))

      it('come in arrival order, or backwards', async () => {
        expect(ids(await search({ size: 3 }))).toEqual([0, 1, 2])
        expect(ids(await search({ size: 3, sort: [{ field: '_doc', order: 'desc' }] }))).toEqual([9, 8, 7])
      })

      it('are sorted by fields, those without one last', async () => {
        const result = await search({
          size: 10,
          sort: [
            { field: 'bytes', order: 'desc' },
            { field: '_doc', order: 'desc' },
          ],
        })
        expect(ids(result)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0, 9])
        expect(result.hits[0]).toMatchObject({ sort: [900, expect.any(Number)], score: null })
        expect(result.hits[9].sort?.[0]).toBeNull()
      })

      it('are sorted by a word, those without one first when asked', async () => {
        const result = await search({ size: 4, sort: [{ field: 'path', order: 'asc', missing: '_first' }] })
        expect(ids(result)).toEqual([6, 9, 0, 1])
        expect(result.hits.map(({ sort }) => sort)).toEqual([[null], [null], ['/a'], ['/a']])
      })

      it('go on after the last one, page by page', async () => {
        const sort = [
          { field: 'country', order: 'asc' as const },
          { field: '_doc', order: 'asc' as const },
        ]
        const seen: number[] = []
        let searchAfter: SearchRequest['searchAfter']
        for (;;) {
          const page = await search({ size: 3, sort, ...(searchAfter ? { searchAfter } : {}) })
          if (page.hits.length === 0) break
          seen.push(...ids(page))
          searchAfter = page.hits[page.hits.length - 1].sort!
        }
        expect(seen).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9])
      })

      it('begin and end where asked', async () => {
        expect(ids(await search({ from: 8, size: 10 }))).toEqual([8, 9])
        expect(ids(await search({ size: 0 }))).toEqual([])
      })

      it('are counted as asked', async () => {
        expect((await search({})).total).toEqual({ value: 10, relation: 'eq' })
        expect((await search({ trackTotalHits: 4 })).total).toEqual({ value: 4, relation: 'gte' })
        expect((await search({ trackTotalHits: 10 })).total).toEqual({ value: 10, relation: 'eq' })
        expect((await search({ trackTotalHits: false })).total).toBeUndefined()
      })

      it('show the parts of their source that were asked for', async () => {
        const only = await search({
          size: 1,
          source: { includes: ['loc*', 'status'], excludes: ['location.lon'] },
        })
        expect(only.hits[0].source).toEqual({ status: 200, location: { lat: 48.5, lon: 2.25 } })
        const none = await search({ size: 1, source: false })
        expect(none.hits[0]).toMatchObject({ id: 'shard-0-0', source: {} })
      })
    })

    describe('aggregations', () => {
      it('metrics', async () => {
        const field = 'bytes'
        const result = await aggregate([
          { name: 'sum', kind: 'sum', field },
          { name: 'avg', kind: 'avg', field },
          { name: 'min', kind: 'min', field },
          { name: 'max', kind: 'max', field: 'request_time' },
          { name: 'stats', kind: 'stats', field },
          { name: 'count', kind: 'value_count', field: 'referer' },
          { name: 'hosts', kind: 'cardinality', field: 'host' },
          { name: 'countries', kind: 'cardinality', field: 'country' },
          { name: 'first', kind: 'min', field: 'timestamp' },
          { name: 'p', kind: 'percentiles', field, percents: [50, 99.9], keyed: true },
          { name: 'q', kind: 'percentiles', field, percents: [0, 100], keyed: false },
        ])
        expect(result).toEqual({
          sum: { value: 4500 },
          avg: { value: 500 },
          min: { value: 100 },
          max: { value: 0.9 },
          stats: { count: 9, min: 100, max: 900, avg: 500, sum: 4500 },
          count: { value: 2 },
          hosts: { value: 6 },
          countries: { value: 2 },
          first: { value: LINES[0].timestamp, value_as_string: '2026-03-28T22:30:00.000Z' },
          p: { values: { '50.0': 500, '99.9': 900 } },
          q: {
            values: [
              { key: 0, value: 100 },
              { key: 100, value: 900 },
            ],
          },
        })
      })

      it('metrics of nothing', async () => {
        const result = await aggregate(
          [
            { name: 'sum', kind: 'sum', field: 'bytes' },
            { name: 'avg', kind: 'avg', field: 'bytes' },
            { name: 'stats', kind: 'stats', field: 'unknown' },
            { name: 'c', kind: 'cardinality', field: 'unknown' },
            { name: 'p', kind: 'percentiles', field: 'unknown', percents: [50], keyed: true },
            termsOf('unknown'),
            { name: 'time', ...perHour, field: 'unknown', children: [] },
          ],
          { kind: 'none' },
        )
        expect(result).toEqual({
          sum: { value: 0 },
          avg: { value: null },
          stats: { count: 0, min: null, max: null, avg: null, sum: 0 },
          c: { value: 0 },
          p: { values: { '50.0': null } },
          unknown: { doc_count_error_upper_bound: 0, sum_other_doc_count: 0, buckets: [] },
          time: { buckets: [] },
        })
      })

      it('a sum of words is refused', async () => {
        await expect(aggregate([{ name: 'x', kind: 'sum', field: 'path' }])).rejects.toThrow(
          'Field [path] of type [keyword] is not supported for aggregation [sum]',
        )
      })

      it('terms of a dimension over two indices', async () => {
        const { path } = await aggregate([
          termsOf('path', { size: 2, children: [{ name: 'b', kind: 'sum', field: 'bytes' }] }),
        ])
        expect(path).toEqual({
          doc_count_error_upper_bound: 0,
          sum_other_doc_count: 4,
          buckets: [
            { key: '/a', doc_count: 2, b: { value: 300 } },
            { key: '/b', doc_count: 2, b: { value: 1100 } },
          ],
        })
      })

      it('terms of numbers, booleans, floats and dates', async () => {
        const one = { size: 1, order: [{ by: '_key', order: 'desc' as const }] }
        const result = await aggregate([
          termsOf('status', one),
          termsOf('bot', one),
          termsOf('request_time', one),
          termsOf('timestamp', one),
          termsOf('_index', { order: [{ by: '_key', order: 'asc' }] }),
        ])
        const buckets = Object.values(result).map((one) => (one as unknown as { buckets: unknown[] }).buckets)
        expect(buckets).toEqual([
          [{ key: 500, doc_count: 1 }],
          [{ key: 1, key_as_string: 'true', doc_count: 2 }],
          [{ key: 0.9, doc_count: 1 }],
          [{ key: LINES[9].timestamp, key_as_string: '2026-03-30T00:00:00.000Z', doc_count: 1 }],
          [
            { key: 'logs-1', doc_count: 6 },
            { key: 'logs-2', doc_count: 4 },
          ],
        ])
      })

      it('terms in the order of a metric', async () => {
        const keys = async (by: string, order: 'asc' | 'desc', child: Aggregation) => {
          const { country } = await aggregate([
            termsOf('path', { size: 3, order: [{ by, order }], children: [child] }),
          ]).then((result) => ({ country: result.path as unknown as { buckets: { key: string }[] } }))
          return country.buckets.map(({ key }) => key)
        }
        expect(await keys('m', 'desc', { name: 'm', kind: 'avg', field: 'bytes' })).toEqual([
          '/s%',
          '/s*',
          '/b',
        ])
        expect(await keys('m.max', 'asc', { name: 'm', kind: 'stats', field: 'bytes' })).toEqual([
          '/a',
          '/search',
          '/shop?q',
        ])
        expect(await keys('m', 'desc', { name: 'm', kind: 'cardinality', field: 'host' })).toEqual([
          '/a',
          '/b',
          '/s*',
        ])
        expect(
          await keys('m.50', 'desc', {
            name: 'm',
            kind: 'percentiles',
            field: 'bytes',
            percents: [50],
            keyed: true,
          }),
        ).toEqual(['/s%', '/s*', '/b'])
        await expect(keys('nothing', 'asc', { name: 'm', kind: 'avg', field: 'bytes' })).rejects.toThrow(
          'Invalid aggregation order path [nothing]',
        )
      })

      it('terms with missing, include, exclude and a least count', async () => {
        const keys = async (more: Partial<Terms>) => {
          const { country } = await aggregate([
            termsOf('country', { order: [{ by: '_key', order: 'asc' }], ...more }),
          ])
          return (country.buckets as unknown as { key: string; doc_count: number }[]).map(
            (one) => `${one.key} ${one.doc_count}`,
          )
        }
        expect(await keys({})).toEqual(['FR 4', 'US 2'])
        expect(await keys({ missing: 'none' })).toEqual(['FR 4', 'US 2', 'none 4'])
        expect(await keys({ include: ['US', 'DE'] })).toEqual(['US 2'])
        expect(await keys({ include: { regexp: 'F.*' } })).toEqual(['FR 4'])
        expect(await keys({ exclude: ['US'] })).toEqual(['FR 4'])
        expect(await keys({ minDocCount: 3 })).toEqual(['FR 4'])
      })

      it('terms that no document has, when asked', async () => {
        const { country } = await aggregate(
          [termsOf('country', { minDocCount: 0, children: [{ name: 's', kind: 'sum', field: 'bytes' }] })],
          terms('country', 'US'),
        )
        expect(country.buckets).toEqual([
          { key: 'US', doc_count: 2, s: { value: 700 } },
          { key: 'FR', doc_count: 0, s: { value: 0 } },
        ])
      })

      it('buckets in buckets in buckets', async () => {
        const { country } = await aggregate([
          termsOf('country', {
            children: [
              termsOf('path', {
                size: 1,
                children: [
                  { name: 'p', kind: 'percentiles', field: 'bytes', percents: [50], keyed: true },
                  { name: 'hosts', kind: 'cardinality', field: 'host' },
                  {
                    name: 'newest',
                    kind: 'top_hits',
                    size: 1,
                    sort: [{ field: 'timestamp', order: 'desc' }],
                    source: { includes: ['status'], excludes: [] },
                  },
                ],
              }),
            ],
          }),
        ])
        expect(country.buckets).toEqual([
          {
            key: 'FR',
            doc_count: 4,
            path: {
              doc_count_error_upper_bound: 0,
              sum_other_doc_count: 2,
              buckets: [
                {
                  key: '/a',
                  doc_count: 2,
                  p: { values: { '50.0': 150 } },
                  hosts: { value: 2 },
                  newest: {
                    hits: {
                      total: { value: 2, relation: 'eq' },
                      max_score: null,
                      hits: [
                        {
                          _index: 'logs-1',
                          _id: 'shard-0-1',
                          _score: null,
                          _source: { status: 200 },
                          sort: [LINES[1].timestamp],
                        },
                      ],
                    },
                  },
                },
              ],
            },
          },
          {
            key: 'US',
            doc_count: 2,
            path: {
              doc_count_error_upper_bound: 0,
              sum_other_doc_count: 1,
              buckets: [
                expect.objectContaining({ key: '/search', doc_count: 1, p: { values: { '50.0': 300 } } }),
              ],
            },
          },
        ])
      })

      it('words in buckets of indices', async () => {
        const { _index } = await aggregate([
          termsOf('_index', {
            children: [termsOf('host', { size: 1 })],
            order: [{ by: '_key', order: 'asc' }],
          }),
        ])
        expect(_index.buckets).toEqual([
          { key: 'logs-1', doc_count: 6, host: plainTerms([['10.0.0.1', 2]], 4) },
          { key: 'logs-2', doc_count: 4, host: plainTerms([['192.168.0.1', 1]], 1) },
        ])
      })

      it('a histogram of time fills its gaps', async () => {
        const { time } = await aggregate([
          {
            name: 'time',
            ...perHour,
            interval: { millis: 12 * 3_600_000 },
            children: [{ name: 's', kind: 'sum', field: 'bytes' }],
          },
        ])
        expect(time.buckets).toEqual([
          {
            key_as_string: '2026-03-28T12:00:00.000Z',
            key: at('2026-03-28T12:00'),
            doc_count: 2,
            s: { value: 300 },
          },
          {
            key_as_string: '2026-03-29T00:00:00.000Z',
            key: at('2026-03-29T00:00'),
            doc_count: 3,
            s: { value: 1200 },
          },
          {
            key_as_string: '2026-03-29T12:00:00.000Z',
            key: at('2026-03-29T12:00'),
            doc_count: 4,
            s: { value: 3000 },
          },
          {
            key_as_string: '2026-03-30T00:00:00.000Z',
            key: at('2026-03-30T00:00'),
            doc_count: 1,
            s: { value: 0 },
          },
        ])
        const hours = await aggregate([{ name: 'time', ...perHour, children: [] }])
        const counts = (hours.time.buckets as unknown as { doc_count: number }[]).map((one) => one.doc_count)
        expect(counts).toEqual([1, 1, 1, 1, 1, ...Array(15).fill(0), 3, 1, ...Array(4).fill(0), 1])
      })

      it('a histogram within bounds, where nothing is', async () => {
        const bounds = { min: at('2026-03-28T12:00'), max: at('2026-03-29T12:00') }
        const days: Aggregation = {
          name: 'time',
          ...perHour,
          interval: { calendar: 'day' },
          timeZone: 'Europe/Paris',
          extendedBounds: bounds,
          children: [termsOf('path')],
        }
        const empty = [
          {
            key_as_string: '2026-03-28T00:00:00.000+01:00',
            key: at('2026-03-27T23:00'),
            doc_count: 0,
            path: plainTerms([]),
          },
          {
            key_as_string: '2026-03-29T00:00:00.000+01:00',
            key: at('2026-03-28T23:00'),
            doc_count: 0,
            path: plainTerms([]),
          },
        ]
        expect((await aggregate([days], { kind: 'none' })).time.buckets).toEqual(empty)
        const nowhere = await engine.search([], {
          ...EVERYTHING,
          aggregations: [days, { name: 's', kind: 'sum', field: 'x' }],
        })
        expect(nowhere).toEqual({
          total: { value: 0, relation: 'eq' },
          hits: [],
          aggregations: { time: { buckets: empty }, s: { value: 0 } },
        })
        const inGap = await aggregate([
          {
            name: 'h',
            kind: 'histogram',
            field: 'bytes',
            interval: 1000,
            offset: 0,
            minDocCount: 0,
            extendedBounds: { min: 0, max: 1500 },
            children: [days],
          },
        ])
        expect((inGap.h.buckets as unknown as { time: unknown }[])[1]).toEqual({
          key: 1000,
          doc_count: 0,
          time: { buckets: empty },
        })
      })

      it('days of Paris, one of which has 23 hours', async () => {
        const { time } = await aggregate([
          {
            name: 'time',
            ...perHour,
            interval: { calendar: 'day' },
            timeZone: 'Europe/Paris',
            extendedBounds: { min: at('2026-03-27T12:00'), max: at('2026-03-27T12:00') },
            children: [],
          },
        ])
        expect(time.buckets).toEqual([
          { key_as_string: '2026-03-27T00:00:00.000+01:00', key: at('2026-03-26T23:00'), doc_count: 0 },
          { key_as_string: '2026-03-28T00:00:00.000+01:00', key: at('2026-03-27T23:00'), doc_count: 1 },
          { key_as_string: '2026-03-29T00:00:00.000+01:00', key: at('2026-03-28T23:00'), doc_count: 8 },
          { key_as_string: '2026-03-30T00:00:00.000+02:00', key: at('2026-03-29T22:00'), doc_count: 1 },
        ])
      })

      it.each([
        [
          'week',
          'UTC',
          [
            [at('2026-03-23T00:00'), 9],
            [at('2026-03-30T00:00'), 1],
          ],
        ],
        ['month', 'UTC', [[at('2026-03-01T00:00'), 10]]],
        ['quarter', '+02:00', [[at('2025-12-31T22:00'), 10]]],
        ['year', 'America/New_York', [[at('2026-01-01T05:00'), 10]]],
      ] as const)('calendar: %s in %s', async (calendar, timeZone, expected) => {
        const { time } = await aggregate([
          { name: 'time', ...perHour, interval: { calendar }, timeZone, children: [] },
        ])
        const buckets = time.buckets as unknown as { key: number; doc_count: number }[]
        expect(buckets.map(({ key, doc_count }) => [key, doc_count])).toEqual(expected)
      })

      it('a histogram of numbers', async () => {
        const { h } = await aggregate([
          {
            name: 'h',
            kind: 'histogram',
            field: 'bytes',
            interval: 400,
            offset: 50,
            minDocCount: 0,
            extendedBounds: { min: 50, max: 1300 },
            children: [],
          },
        ])
        expect(h.buckets).toEqual([
          { key: 50, doc_count: 4 },
          { key: 450, doc_count: 4 },
          { key: 850, doc_count: 1 },
          { key: 1250, doc_count: 0 },
        ])
      })

      it('ranges, filters, filter and missing, with buckets inside', async () => {
        const result = await aggregate([
          {
            name: 'class',
            kind: 'range',
            field: 'status',
            keyed: false,
            ranges: [{ from: 400 }, { from: 200, to: 300 }],
            children: [],
          },
          {
            name: 'f',
            kind: 'filters',
            keyed: true,
            filters: [
              { key: 'a', query: terms('path', '/a') },
              { key: 'fr', query: terms('country', 'FR') },
            ],
            children: [termsOf('status')],
          },
          {
            name: 'one',
            kind: 'filter',
            query: terms('path', '/b'),
            children: [{ name: 's', kind: 'sum', field: 'bytes' }],
          },
          { name: 'no', kind: 'missing', field: 'referer', children: [] },
          {
            name: 'dates',
            kind: 'range',
            field: 'timestamp',
            keyed: true,
            ranges: [{ to: at('2026-03-29T00:00') }],
            children: [],
          },
        ])
        expect(result).toEqual({
          class: {
            buckets: [
              { key: '200.0-300.0', from: 200, to: 300, doc_count: 6 },
              { key: '400.0-*', from: 400, doc_count: 3 },
            ],
          },
          f: {
            buckets: {
              a: { doc_count: 2, status: plainTerms([[200, 2]]) },
              fr: { doc_count: 4, status: plainTerms([[200, 4]]) },
            },
          },
          one: { doc_count: 2, s: { value: 1100 } },
          no: { doc_count: 8 },
          dates: {
            buckets: {
              '*-2026-03-29T00:00:00.000Z': {
                to: at('2026-03-29T00:00'),
                to_as_string: '2026-03-29T00:00:00.000Z',
                doc_count: 2,
              },
            },
          },
        })
      })

      it('filters inside of terms inside of time', async () => {
        const { time } = await aggregate([
          {
            name: 'time',
            ...perHour,
            interval: { calendar: 'day' },
            children: [
              {
                name: 'f',
                kind: 'filters',
                keyed: false,
                filters: [{ key: 'x', query: terms('status', 200) }],
                children: [termsOf('path', { size: 1 })],
              },
            ],
          },
        ])
        const inside = (time.buckets as unknown as { f: { buckets: unknown[] } }[]).map(({ f }) => f.buckets)
        expect(inside).toEqual([
          [{ key: 'x', doc_count: 2, path: plainTerms([['/a', 2]]) }],
          [{ key: 'x', doc_count: 4, path: plainTerms([['/b', 2]], 2) }],
          [{ key: 'x', doc_count: 0, path: plainTerms([]) }],
        ])
      })
    })

    describe('bulk', () => {
      const index = 'things'
      const source = {
        name: 'Blue pencil',
        price: 2.5,
        tags: ['pen', 'blue'],
        made: '2026-01-02T03:04:05Z',
        size: { width: 3 },
        sold: true,
      }

      it('indexes, replaces, refuses to create again, updates and deletes', async () => {
        const outcomes = await engine.bulk([
          { action: 'index', index, id: '1', source },
          { action: 'index', index, id: '1', source: { ...source, price: 3 } },
          { action: 'create', index, id: '1', source },
          { action: 'create', index, source: { name: 'Red pencil', price: 1 } },
          { action: 'update', index, id: '1', source: { size: { height: 4 } } },
          { action: 'update', index, id: '1', source: { price: 3 } },
          { action: 'update', index, id: '9', source: { price: 3 } },
          { action: 'delete', index, id: '9' },
          { action: 'index', index, id: '2', source: { price: 'cheap' } },
          { action: 'delete', index: 'nowhere', id: '1' },
        ])
        expect(outcomes.map(({ status, result, version }) => [status, result, version])).toEqual([
          [201, 'created', 1],
          [200, 'updated', 2],
          [409, undefined, undefined],
          [201, 'created', 1],
          [200, 'updated', 3],
          [200, 'noop', 3],
          [404, undefined, undefined],
          [404, 'not_found', 1],
          [400, undefined, undefined],
          [404, undefined, undefined],
        ])
        expect(outcomes[2].error).toEqual({
          type: 'version_conflict_engine_exception',
          reason: '[1]: version conflict, document already exists (current version [2])',
        })
        expect(outcomes[3].id).toMatch(/^[\w-]{20}$/)
        expect(outcomes[6].error).toEqual({
          type: 'document_missing_exception',
          reason: '[9]: document missing',
        })
        expect(outcomes[8].error).toEqual({
          type: 'mapper_parsing_exception',
          reason:
            "failed to parse field [price] of type [float] in document with id '2'. Preview of field's value: 'cheap'",
        })
        expect(outcomes[9].error).toEqual({
          type: 'index_not_found_exception',
          reason: 'no such index [nowhere]',
        })
        expect((await engine.get(index, '1'))?.source).toEqual({
          ...source,
          price: 3,
          size: { width: 3, height: 4 },
        })
        expect(engine.indices().find(({ name: one }) => one === index)).toMatchObject({
          documents: 2,
          mapping: {
            name: 'text',
            price: 'float',
            tags: 'text',
            made: 'date',
            'size.width': 'long',
            'size.height': 'long',
            sold: 'boolean',
          },
        })
      })

      it('goes on with what earlier bulks wrote', async () => {
        const outcomes = await engine.bulk([
          { action: 'create', index, id: '1', source },
          { action: 'update', index, id: '1', source: { price: 9 } },
          { action: 'delete', index, id: '1' },
          { action: 'delete', index, id: '1' },
          { action: 'index', index, id: '1', source: { name: 'Green pencil' } },
        ])
        expect(outcomes.map(({ status, version }) => [status, version])).toEqual([
          [409, undefined],
          [200, 4],
          [200, 5],
          [404, 6],
          [201, 7],
        ])
        expect((await engine.get(index, '1'))?.source).toEqual({ name: 'Green pencil' })
        const found = await engine.search([index], {
          ...EVERYTHING,
          query: match('pencil', 'and', 'name'),
          aggregations: [termsOf('name.keyword')],
        })
        expect(found.total?.value).toBe(2)
        expect(found.aggregations['name.keyword']).toEqual(
          plainTerms([
            ['Green pencil', 1],
            ['Red pencil', 1],
          ]),
        )
      })

      it('maps arrays, dates and objects', async () => {
        await engine.createIndex('mapped', { place: 'geo_point', address: 'ip', code: 'short', free: 'text' })
        await expect(engine.createIndex('mapped')).rejects.toThrow('index [mapped] already exists')
        const outcomes = await engine.bulk([
          {
            action: 'index',
            index: 'mapped',
            id: 'a',
            source: {
              place: '48.5,2.25',
              address: '10.1.2.3',
              code: '7',
              when: '2026/01/02',
              list: [{ x: 1 }, { x: 2 }],
              none: null,
            },
          },
          {
            action: 'index',
            index: 'mapped',
            id: 'b',
            source: { place: [2.25, 48.5], address: 'localhost' },
          },
          { action: 'index', index: 'mapped', id: 'c', source: { code: 40_000 } },
          { action: 'index', index: 'mapped', id: 'd', source: { 'deep.er': 1 } },
          { action: 'index', index: 'mapped', id: 'e', source: { deep: 1 } },
          { action: 'index', index: 'mapped', id: 'f', source: { code: { inside: 1 } } },
        ])
        expect(outcomes.map(({ status }) => status)).toEqual([201, 400, 400, 201, 400, 400])
        expect(outcomes[1].error?.reason).toContain(
          "failed to parse field [address] of type [ip] in document with id 'b'",
        )
        expect(outcomes[4].error?.reason).toBe(
          'object mapping for [deep] tried to parse field [deep] as object, but found a concrete value',
        )
        expect(engine.indices().find(({ name: one }) => one === 'mapped')?.mapping).toEqual({
          place: 'geo_point',
          address: 'ip',
          code: 'short',
          free: 'text',
          when: 'date',
          'deep.er': 'long',
        })
        expect(await engine.count(['mapped'], terms('address', '10.0.0.0/8'))).toBe(1)
        expect(await engine.count(['mapped'], terms('when', at('2026-01-02T00:00')))).toBe(1)
        expect(await engine.count(['mapped'], { kind: 'exists', field: 'place' })).toBe(1)
        expect(await engine.count(['mapped'], { kind: 'exists', field: 'free' })).toBe(0)
      })

      it('and append write to one index', async () => {
        await engine.append([webLogs('mixed', LINES.slice(0, 3), 0)])
        const outcomes = await engine.bulk([
          {
            action: 'index',
            index: 'mixed',
            id: 'json',
            source: { host: '10.0.0.1', country: 'DE', path: '/a', status: 201 },
          },
          { action: 'update', index: 'mixed', id: 'shard-0-1', source: { status: 418 } },
          { action: 'delete', index: 'mixed', id: 'shard-0-2' },
        ])
        expect(outcomes.map(({ status, version }) => [status, version])).toEqual([
          [201, 1],
          [200, 2],
          [200, 2],
        ])
        expect((await engine.get('mixed', 'shard-0-1'))?.source).toMatchObject({
          status: 418,
          path: '/a',
          location: { lat: 48.5, lon: 2.25 },
        })
        const { aggregations } = await engine.search(['mixed'], {
          ...EVERYTHING,
          query: bool({ filter: [terms('host', '10.0.0.0/24'), terms('path', '/a')] }),
          aggregations: [
            termsOf('country', { children: [{ name: 'hosts', kind: 'cardinality', field: 'host' }] }),
          ],
        })
        expect(aggregations.country).toMatchObject({
          buckets: [
            { key: 'FR', doc_count: 2, hosts: { value: 2 } },
            { key: 'DE', doc_count: 1, hosts: { value: 1 } },
          ],
        })
        await engine.append([webLogs('mixed', LINES.slice(3, 5), 3)])
        expect(await engine.count(['mixed'], { kind: 'all' })).toBe(5)
        await engine.deleteIndex('mixed')
      })
    })
  })
}

// ---- ten lines, seven clients, and what they look like as a batch ----

interface Line {
  readonly timestamp: number
  readonly status?: number
  readonly bytes?: number
  readonly request_time?: number
  readonly message?: string
  readonly host?: readonly [host: string, country?: string, lat?: number, lon?: number]
  readonly request?: readonly [request: string, path?: string]
  readonly referer?: string
  readonly agent?: readonly [agent: string, browser: string | undefined, bot: boolean]
}

const at = (minute: string) => Date.parse(`${minute}:00Z`)
const A = ['GET /a HTTP/1.1', '/a'] as const
const B = ['GET /b HTTP/1.1', '/b'] as const
const FIREFOX = ['Firefox on Linux', 'Firefox', false] as const
const CHROME = ['Chrome on Windows', 'Chrome', false] as const
const BOT = ['Googlebot/2.1', 'Googlebot', true] as const

const LINES: readonly Line[] = [
  {
    timestamp: at('2026-03-28T22:30'),
    status: 200,
    bytes: 100,
    request_time: 0.1,
    host: ['10.0.0.1', 'FR', 48.5, 2.25],
    request: A,
    agent: FIREFOX,
  },
  {
    timestamp: at('2026-03-28T23:30'),
    status: 200,
    bytes: 200,
    request_time: 0.2,
    host: ['10.0.0.2', 'FR', 48.5, 2.25],
    request: A,
    agent: FIREFOX,
    referer: 'https://example.com/',
  },
  {
    timestamp: at('2026-03-29T00:30'),
    status: 404,
    bytes: 300,
    request_time: 0.3,
    host: ['2001:db8::1', 'US'],
    request: ['GET /search HTTP/1.1', '/search'],
    agent: CHROME,
  },
  {
    timestamp: at('2026-03-29T01:30'),
    status: 200,
    bytes: 400,
    request_time: 0.4,
    host: ['2001:db8::2', 'US'],
    request: ['GET /shop?q HTTP/1.1', '/shop?q'],
    agent: CHROME,
  },
  {
    timestamp: at('2026-03-29T02:30'),
    status: 200,
    bytes: 500,
    request_time: 0.5,
    host: ['10.0.0.1', 'FR', 48.5, 2.25],
    request: B,
    agent: BOT,
  },
  {
    timestamp: at('2026-03-29T18:00'),
    status: 200,
    bytes: 600,
    request_time: 0.6,
    host: ['10.0.0.2', 'FR', 48.5, 2.25],
    request: B,
    agent: BOT,
  },
  {
    timestamp: at('2026-03-29T18:10'),
    status: 404,
    bytes: 700,
    request_time: 0.7,
    host: ['crawler.example.com'],
    request: ['-'],
    agent: ['curl/8', undefined, false],
  },
  {
    timestamp: at('2026-03-29T18:20'),
    status: 500,
    bytes: 800,
    request_time: 0.8,
    host: ['192.168.0.1'],
    request: ['GET /s* HTTP/1.1', '/s*'],
    referer: 'https://example.com/',
  },
  {
    timestamp: at('2026-03-29T19:30'),
    status: 200,
    bytes: 900,
    request_time: 0.9,
    request: ['GET /s% HTTP/1.1', '/s%'],
  },
  { timestamp: at('2026-03-30T00:00'), message: 'Not a log line: ERROR 42 at startup' },
]

function webLogs(index: string, lines: readonly Line[], first: number): Append {
  const hosts = words(lines.map(({ host }) => host))
  const requests = words(lines.map(({ request }) => request))
  const referers = words(
    lines.map(({ referer }) => (referer === undefined ? undefined : ([referer] as const))),
  )
  const agents = words(lines.map(({ agent }) => agent))
  const number = (value: number | undefined) => value ?? Number.NaN
  return {
    index,
    ids: { prefix: 'shard-0-', first },
    documents: {
      ...batch(lines.length, [
        numeric(
          'timestamp',
          'date',
          lines.map(({ timestamp }) => timestamp),
        ),
        numeric(
          'status',
          'short',
          lines.map(({ status }) => number(status)),
        ),
        numeric(
          'bytes',
          'long',
          lines.map(({ bytes }) => number(bytes)),
        ),
        numeric(
          'request_time',
          'float',
          lines.map((line) => number(line.request_time)),
        ),
        {
          ...keyword(
            'message',
            lines.map(({ message }) => message),
          ),
          type: 'text',
        } as Column,
      ]),
      dimensions: [
        {
          key: 'host',
          codes: hosts.codes,
          size: hosts.words.length,
          columns: [
            {
              ...keyword(
                'host',
                hosts.words.map(([host]) => host),
              ),
              type: 'ip',
            } as Column,
            keyword(
              'country',
              hosts.words.map(([, country]) => country),
            ),
            {
              name: 'location',
              type: 'geo_point',
              lat: Float64Array.from(hosts.words, ([, , lat]) => number(lat)),
              lon: Float64Array.from(hosts.words, ([, , , lon]) => number(lon)),
            },
          ],
        },
        {
          key: 'request',
          codes: requests.codes,
          size: requests.words.length,
          columns: [
            keyword(
              'request',
              requests.words.map(([request]) => request),
            ),
            keyword(
              'path',
              requests.words.map(([, path]) => path),
            ),
          ],
        },
        {
          key: 'referer',
          codes: referers.codes,
          size: referers.words.length,
          columns: [
            keyword(
              'referer',
              referers.words.map(([referer]) => referer),
            ),
          ],
        },
        {
          key: 'agent',
          codes: agents.codes,
          size: agents.words.length,
          columns: [
            keyword(
              'agent',
              agents.words.map(([agent]) => agent),
            ),
            keyword(
              'browser',
              agents.words.map(([, browser]) => browser),
            ),
            {
              name: 'bot',
              type: 'boolean',
              values: Uint8Array.from(agents.words, ([, , bot]) => (bot ? 1 : 0)),
            },
          ],
        },
      ],
    },
  }
}

function words<T>(values: readonly (T | undefined)[]): { codes: Uint32Array; words: T[] } {
  const distinct: T[] = []
  const codes = Uint32Array.from(values, (value) => {
    if (value === undefined) return NONE
    const known = distinct.findIndex((word) => JSON.stringify(word) === JSON.stringify(value))
    return known >= 0 ? known : distinct.push(value) - 1
  })
  return { codes, words: distinct }
}

function batch(rows: number, columns: readonly Column[]): DocumentBatch {
  return {
    rows,
    columns,
    dimensions: [],
    unparsed: 0,
    records: Uint32Array.from({ length: rows }, (_, i) => i),
  }
}

function keyword(name: string, values: readonly (string | undefined)[]): Column {
  const parts = values.map((value) => Buffer.from(value ?? ''))
  let end = 0
  const ends = Uint32Array.from(parts, (part) => {
    end += part.length
    return end
  })
  const starts = Uint32Array.from(parts, (part, i) =>
    values[i] === undefined ? NONE : ends[i] - part.length,
  )
  return { name, type: 'keyword', bytes: Buffer.concat(parts), starts, ends }
}

function numeric(name: string, type: 'long' | 'short' | 'float' | 'date', values: readonly number[]): Column {
  return { name, type, values: Float64Array.from(values) }
}

// ---- requests ----

type Terms = Extract<Aggregation, { kind: 'terms' }>

const EVERYTHING: SearchRequest = {
  query: { kind: 'all' },
  from: 0,
  size: 0,
  sort: [],
  source: { includes: [], excludes: [] },
  trackTotalHits: true,
  aggregations: [],
}

const perHour = {
  kind: 'date_histogram',
  field: 'timestamp',
  interval: { millis: 3_600_000 },
  timeZone: 'UTC',
  offsetMillis: 0,
  minDocCount: 0,
} as const

function terms(field: string, ...values: (string | number | boolean)[]): Extract<Query, { kind: 'terms' }> {
  return { kind: 'terms', field, values }
}

function bool(parts: Partial<Extract<Query, { kind: 'bool' }>>): Query {
  return { kind: 'bool', must: [], filter: [], should: [], mustNot: [], minimumShouldMatch: 0, ...parts }
}

function match(text: string, operator: 'or' | 'and' | 'phrase', ...fields: string[]): Query {
  return { kind: 'match', fields, text, operator, words: text.toLowerCase().split(' ') }
}

function termsOf(field: string, more: Partial<Terms> = {}): Aggregation {
  return {
    name: field,
    kind: 'terms',
    field,
    size: 10,
    minDocCount: 1,
    order: [],
    children: [],
    ...more,
  } as Aggregation
}

function plainTerms(buckets: readonly (readonly [string | number, number])[], others = 0) {
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: others,
    buckets: buckets.map(([key, doc_count]) => ({ key, doc_count })),
  }
}
