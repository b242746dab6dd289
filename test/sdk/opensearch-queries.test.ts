import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AGGREGATION_NAMES } from '../../src/stages/search/core/aggregation/index.ts'
import { QUERY_NAMES } from '../../src/stages/search/core/query/index.ts'
import { type Answer, openWorld, type World } from './opensearch-world.ts'

// Queries, their scores and what hits show, by the official client; scores worked out by hand.

let world: World
beforeAll(async () => {
  world = await openWorld(() => Date.UTC(2026, 10, 20, 12))
  const properties = {
    title: { type: 'text' },
    tag: { type: 'keyword' },
    n: { type: 'integer' },
    at: { type: 'date' },
    place: { type: 'geo_point' },
  }
  await world.fill('books', properties, [
    { title: 'the quick brown fox', tag: 'animal', n: 1, at: '2026-01-01', place: '52.37,4.90' },
    { title: 'the quick quick dog', tag: 'animal', n: 2, at: '2026-01-02', place: '51.22,4.40' },
    { title: 'a brown and very lazy dog that sleeps all day long', tag: 'animal', n: 3, place: '48.86,2.34' },
    { title: 'databases for the impatient', tag: 'data', n: 4, place: '-17.7,178.0' },
    { title: 'fax machines', tag: 'machine', n: 5, place: '-13.8,-171.7' },
  ])
})
afterAll(() => world?.close())

const hitsOf = async (query: object, more: object = {}): Promise<Answer[]> =>
  (await world.search('books', { query, ...more })).hits.hits
const found = async (query: object) => (await hitsOf(query)).map(({ _id }) => Number(_id)).sort()
const scores = async (query: object, more: object = {}) =>
  (await hitsOf(query, more)).map(({ _id, _score }) => [Number(_id), _score])

const idf = (all: number, some: number) => Math.log(1 + (all - some + 0.5) / (some + 0.5))
const MEAN = (4 + 4 + 11 + 4 + 2) / 5
const bm25 = (some: number, tf: number, length: number) =>
  (idf(5, some) * 2.2 * tf) / (tf + 1.2 * (0.25 + (0.75 * length) / MEAN))
const near = (value: number) => expect.closeTo(value, 5)

describe('queries find what they say', () => {
  const table: readonly (readonly [object, number[]])[] = [
    [{ fuzzy: { title: 'quik' } }, [1, 2]],
    [{ fuzzy: { title: { value: 'fpx', fuzziness: 1 } } }, [1, 5]],
    [{ fuzzy: { title: { value: 'fox', fuzziness: 1 } } }, [1, 4, 5]],
    [{ fuzzy: { title: { value: 'fox', fuzziness: 1, prefix_length: 2 } } }, [1, 4]],
    [{ fuzzy: { title: { value: 'dgo', fuzziness: 1 } } }, [2, 3]],
    [{ fuzzy: { title: { value: 'dgo', fuzziness: 1, transpositions: false } } }, []],
    [{ fuzzy: { tag: 'anmal' } }, [1, 2, 3]],
    [{ match: { title: { query: 'brwn databses', fuzziness: 'AUTO' } } }, [1, 3, 4]],
    [{ match: { title: { query: 'brwn lazy', fuzziness: 'AUTO', operator: 'and' } } }, [3]],
    [{ match_phrase: { title: 'quick fox' } }, []],
    [{ match_phrase: { title: { query: 'quick fox', slop: 1 } } }, [1]],
    [{ match_phrase: { title: { query: 'fox quick', slop: 2 } } }, []],
    [{ match_phrase: { title: { query: 'brown quick', slop: 2 } } }, [1]],
    [{ match_bool_prefix: { title: 'quick la' } }, [1, 2, 3]],
    [{ match_bool_prefix: { title: { query: 'brown la', operator: 'and' } } }, [3]],
    [{ multi_match: { query: 'data', fields: ['title', 'tag^3'] } }, [4]],
    [{ multi_match: { query: 'quick animal', fields: ['title', 'tag'], type: 'most_fields' } }, [1, 2]],
    [{ dis_max: { queries: [{ term: { tag: 'data' } }, { term: { n: 5 } }] } }, [4, 5]],
    [
      {
        boosting: {
          positive: { match: { title: 'dog' } },
          negative: { match: { title: 'lazy' } },
          negative_boost: 0.5,
        },
      },
      [2, 3],
    ],
    [{ geo_bounding_box: { place: { top_left: '53,4', bottom_right: '51,5' } } }, [1, 2]],
    [{ geo_bounding_box: { place: { top: 0, left: 170, bottom: -20, right: -170 } } }, [4, 5]],
    [{ geo_distance: { distance: '200km', place: { lat: 52.376, lon: 4.894 } } }, [1, 2]],
    [{ geo_distance: { distance: 10, unit: 'mi', place: [4.894, 52.376] } }, [1]],
    [{ query_string: { query: 'title:quik~ OR tag:data^2' } }, [1, 2, 4]],
    [{ query_string: { query: 'title:"quick fox"~1' } }, [1]],
    [{ query_string: { query: 'n:[2 TO 4} AND NOT tag:data' } }, [2, 3]],
    [{ query_string: { query: '+title:(quick dog) -lazy' } }, [1, 2]],
    [{ query_string: { query: 'at:>=2026-01-02' } }, [2]],
    [{ query_string: { query: 'quik~1', fields: ['title^2', 'tag'] } }, [1, 2]],
    [{ simple_query_string: { query: 'quik~1 | "brown dog"~3', fields: ['title'] } }, [1, 2, 3]],
  ]
  test.each(table)('%j', async (query, ids) => expect(await found(query)).toEqual(ids))
})

describe('scores', () => {
  test('BM25 orders by rarity, frequency and length', async () => {
    expect(await scores({ match: { title: 'quick' } })).toEqual([
      [2, near(bm25(2, 2, 4))],
      [1, near(bm25(2, 1, 4))],
    ])
    const both = await scores({ match: { title: 'brown dog' } })
    expect(both).toEqual([
      [3, near(bm25(2, 1, 11) * 2)],
      [1, near(bm25(2, 1, 4))],
      [2, near(bm25(2, 1, 4))],
    ])
  })

  test('a keyword scores its rarity, filters nothing, ranges one', async () => {
    expect(await scores({ term: { tag: 'data' } })).toEqual([[4, near(idf(5, 1))]])
    expect(await scores({ bool: { filter: { term: { tag: 'data' } } } })).toEqual([[4, 0]])
    expect(await scores({ range: { n: { gte: 5 } } })).toEqual([[5, 1]])
    expect(await scores({ terms: { tag: ['data', 'machine'] } })).toEqual([
      [4, 1],
      [5, 1],
    ])
    expect(await scores({ match_all: { boost: 2 } }, { size: 1 })).toEqual([[1, 2]])
    expect(await scores({ constant_score: { filter: { term: { tag: 'data' } }, boost: 1.5 } })).toEqual([
      [4, 1.5],
    ])
  })

  test('bool adds, dis_max takes the best, boosting takes away', async () => {
    const should = [{ term: { tag: { value: 'data', boost: 3 } } }, { range: { n: { gte: 4 } } }]
    expect(await scores({ bool: { should } })).toEqual([
      [4, near(3 * idf(5, 1) + 1)],
      [5, 1],
    ])
    const queries = should
    expect(await scores({ dis_max: { queries, tie_breaker: 0.5 } })).toEqual([
      [4, near(3 * idf(5, 1) + 0.5)],
      [5, 1],
    ])
    const boosting = {
      positive: { range: { n: { gte: 4 } } },
      negative: { term: { tag: 'data' } },
      negative_boost: 0.2,
    }
    expect(await scores({ boosting })).toEqual([
      [5, 1],
      [4, near(0.2)],
    ])
  })

  test('min_score, track_scores, sorting by score', async () => {
    const query = { match: { title: 'quick' } }
    const least = (bm25(2, 2, 4) + bm25(2, 1, 4)) / 2
    const answer = await world.search('books', {
      query,
      min_score: least,
      aggs: { n: { value_count: { field: 'n' } } },
    })
    expect(answer.hits.total.value).toBe(1)
    expect(answer.hits.max_score).toEqual(near(bm25(2, 2, 4)))
    expect(answer.aggregations.n.value).toBe(1)
    expect(await scores(query, { sort: ['n'] })).toEqual([
      [1, null],
      [2, null],
    ])
    expect(await scores(query, { sort: ['n'], track_scores: true })).toEqual([
      [1, near(bm25(2, 1, 4))],
      [2, near(bm25(2, 2, 4))],
    ])
    const sorted = await hitsOf(
      { bool: { should: [query], filter: [{ match_all: {} }] } },
      { sort: [{ _score: 'asc' }, { n: 'desc' }], size: 2 },
    )
    expect(sorted.map(({ sort }) => sort)).toEqual([
      [0, 5],
      [0, 4],
    ])
    const top = await world.aggregate(
      'books',
      { t: { terms: { field: 'tag', size: 1 }, aggs: { best: { top_hits: { size: 1, _source: false } } } } },
      query,
    )
    expect(top.t.buckets[0].best.hits).toMatchObject({
      total: { value: 2 },
      max_score: near(bm25(2, 2, 4)),
      hits: [{ _id: '2' }],
    })
  })

  test('words of a dimension and of a column score alike, over two indices', async () => {
    await world.fill('more', { title: { type: 'text' } }, [{ title: 'quick' }])
    const { hits } = await world.search('books,more', { query: { match: { title: 'quick' } } })
    expect(hits.hits).toHaveLength(3)
    const [first, second, third] = hits.hits.map(({ _score }: Answer) => _score)
    expect(first >= second && second >= third && third > 0).toBe(true)
  })
})

describe('what hits show', () => {
  test('collapse keeps the first of each value', async () => {
    const answer = await world.search('books', {
      collapse: { field: 'tag' },
      sort: [{ n: 'desc' }],
      _source: ['n'],
    })
    expect(answer.hits.total.value).toBe(5)
    expect(answer.hits.hits.map(({ fields, _source }: Answer) => [fields.tag, _source])).toEqual([
      [['machine'], { n: 5 }],
      [['data'], { n: 4 }],
      [['animal'], { n: 3 }],
    ])
    const best = await world.search('books', {
      collapse: { field: 'tag' },
      query: { match: { title: 'dog quick' } },
    })
    expect(best.hits.hits.map(({ _id }: Answer) => _id)).toEqual(['2'])
    const inner = { collapse: { field: 'tag', inner_hits: { name: 'x' } } }
    expect((await world.refusal('books', inner)).reason).toMatch(/\[inner_hits\] is not served/)
  })

  test('fields, docvalue_fields, highlight, profile', async () => {
    const [hit] = await hitsOf(
      { dis_max: { queries: [{ match: { title: 'quick' } }, { term: { n: 77 } }] } },
      {
        sort: ['n'],
        fields: ['ta*', { field: 'at', format: 'yyyy/MM/dd' }],
        docvalue_fields: [{ field: 'n' }],
        highlight: { fields: { title: {} } },
        _source: false,
      },
    )
    expect(hit.fields).toEqual({ tag: ['animal'], at: ['2026/01/01'], n: [1] })
    expect(hit.highlight).toEqual({ title: ['the <em>quick</em> brown fox'] })
    const { profile } = await world.search('books', { profile: true, aggs: { n: { sum: { field: 'n' } } } })
    expect(profile.shards[0]).toMatchObject({
      searches: [{ query: [{ type: 'all' }] }],
      aggregations: [{ description: 'n' }],
    })
  })
})

test('post_filter narrows hits and their count, not aggregations', async () => {
  const body = { post_filter: { term: { tag: 'data' } }, aggs: { n: { value_count: { field: 'n' } } } }
  const { hits, aggregations } = await world.search('books', body)
  expect([hits.total.value, hits.hits.length, aggregations.n.value]).toEqual([1, 1, 5])
})

test('top_hits shows fields, and goes on from some', async () => {
  const top = {
    size: 1,
    from: 1,
    sort: [{ n: 'desc' }],
    _source: ['n'],
    docvalue_fields: [{ field: 'at', format: 'yyyy' }],
  }
  const { x } = await world.aggregate('books', { x: { top_hits: top } }, { terms: { tag: ['animal'] } })
  expect(x.hits.hits).toMatchObject([{ _id: '2', _source: { n: 2 }, fields: { at: ['2026'] }, sort: [2] }])
})

describe('refusals', () => {
  const table: readonly (readonly [object, RegExp])[] = [
    [{ query: { function_score: {} } }, /query \[function_score\] is not served/],
    [{ query: { terms_set: {} } }, /query \[terms_set\] is not served/],
    [{ query: { script: {} } }, /query \[script\] is not served/],
    [
      { query: { match: { title: { query: 'a', fuzziness: 9 } } } },
      /Valid edit distances are \[0, 1, 2, AUTO\]/,
    ],
    [
      { query: { fuzzy: { n: '5' } } },
      /Can only use fuzzy queries on keyword and text fields - not on \[n\]/,
    ],
    [{ query: { geo_distance: { distance: 'far', place: '1,2' } } }, /\[far\] is no distance such as 12km/],
    [{ query: { geo_distance: { distance: '1km', place: '100,2' } } }, /illegal latitude value \[100\]/],
    [
      { query: { geo_bounding_box: { tag: { top_left: '1,1', bottom_right: '0,2' } } } },
      /Field \[tag\] is of unsupported type/,
    ],
    [{ query: { dis_max: {} } }, /\[dis_max\] requires 'queries' field/],
    [{ query: { boosting: { positive: { match_all: {} } } } }, /requires 'negative' query/],
    [{ query: { match_all: {} }, rescore: { query: {} } }, /\[rescore\] is not served/],
    [{ collapse: { field: 'title' } }, /unknown type for collapse field/],
  ]
  test.each(table)('%j', async (body, why) => {
    const { status, reason } = await world.refusal('books', body)
    expect([status, reason]).toEqual([400, expect.stringMatching(why)])
  })
})

describe('hostile text in every clause', () => {
  const TEXTS = [
    "'; DROP TABLE t1; --",
    "it's",
    '\\',
    'a\0b',
    '%_*?',
    '"',
    '🐇日本',
    '$$',
    "') OR 1=1 --",
    '\ud800',
    '',
  ]
  test.each(TEXTS)('%j is only text', async (text) => {
    const queries: object[] = [
      { fuzzy: { tag: { value: text, fuzziness: 2, prefix_length: 1 } } },
      { fuzzy: { title: { value: text } } },
      { match: { title: { query: text, fuzziness: 'AUTO' } } },
      { match_phrase: { title: { query: `${text} fox ${text} dog`, slop: 3 } } },
      { match_bool_prefix: { title: `${text} ${text}x` } },
      { multi_match: { query: text, fields: ['title', 'tag'] } },
      { dis_max: { queries: [{ term: { tag: text } }, { match: { title: text } }] } },
      { boosting: { positive: { match_all: {} }, negative: { term: { tag: text } }, negative_boost: 0.1 } },
      {
        bool: {
          should: [{ term: { tag: text } }, { match_phrase: { title: `${text} a b` } }, { match_all: {} }],
        },
      },
      { term: { [`${text}x`]: text } },
    ]
    for (const query of queries) {
      const { hits } = await world.search('books', { query, min_score: 0, track_scores: true })
      expect(hits.total.value).toBeLessThanOrEqual(5)
    }
    const field = `${text}x`
    const aggs = {
      a: {
        terms: { field: 'tag', missing: text, include: [text] },
        aggs: { d: { cardinality: { field: 'tag', missing: text } } },
      },
      b: {
        multi_terms: {
          terms: [
            { field: 'tag', missing: text },
            { field: field, missing: text },
          ],
        },
      },
      c: { composite: { sources: [{ [field]: { terms: { field: 'tag' } } }], after: { [field]: text } } },
      e: {
        significant_terms: {
          field: 'tag',
          min_doc_count: 0,
          exclude: [text],
          background_filter: { term: { tag: text } },
        },
      },
      f: { rare_terms: { field: 'tag', missing: text } },
      g: { geohash_grid: { field, precision: 2 } },
      h: { geo_bounds: { field } },
      i: { diversified_sampler: { field }, aggs: { m: { max: { field: 'n', missing: 3 } } } },
      j: { weighted_avg: { value: { field }, weight: { field } } },
      k: {
        adjacency_matrix: {
          separator: text,
          filters: { [field]: { term: { tag: text } }, z: { match_all: {} } },
        },
      },
      l: {
        terms: { field: 'tag' },
        aggs: { s: { bucket_script: { buckets_path: { n: '_count' }, script: 'params.n * 2' } } },
      },
    }
    expect(Object.keys((await world.search('books', { size: 0, aggs })).aggregations)).toHaveLength(11)
    expect(await found({ match_all: {} })).toEqual([1, 2, 3, 4, 5])
  })

  test('a field with a hostile name is a field like any other', async () => {
    const name = 'it\'s"; DROP TABLE t1; --'
    await world.fill('odd', { [name]: { type: 'keyword' }, [`${name}p`]: { type: 'geo_point' } }, [
      { [name]: "a'b", [`${name}p`]: '1,2' },
      { [name]: "a'b", [`${name}p`]: '1,3' },
    ])
    const answer = await world
      .search('odd', {
        query: { dis_max: { queries: [{ term: { [name]: "a'b" } }, { fuzzy: { [name]: "a'c" } }] } },
        collapse: { field: name },
        aggs: {
          t: { multi_terms: { terms: [{ field: name }, { field: `${name}p`, missing: 1 }] } },
          g: { geotile_grid: { field: `${name}p`, precision: 3 } },
          c: { composite: { sources: [{ [name]: { terms: { field: name } } }] } },
        },
      })
      .catch((error) => error.message)
    expect(String(answer)).toMatch(/not supported for aggregation \[multi_terms\]/)
    const { hits, aggregations } = await world.search('odd', {
      query: { dis_max: { queries: [{ term: { [name]: "a'b" } }, { fuzzy: { [name]: "a'c" } }] } },
      collapse: { field: name },
      aggs: {
        g: { geotile_grid: { field: `${name}p`, precision: 3 } },
        c: { composite: { sources: [{ [name]: { terms: { field: name } } }] } },
      },
    })
    expect(hits.hits).toHaveLength(1)
    expect(aggregations.c.buckets).toEqual([{ key: { [name]: "a'b" }, doc_count: 2 }])
    expect(aggregations.g.buckets).toEqual([{ key: '3/4/3', doc_count: 2 }])
  })
})

test('docs/opensearch.md lists every query and aggregation', async () => {
  const page = await readFile(new URL('../../docs/opensearch.md', import.meta.url), 'utf8')
  const row = (name: string) => new RegExp(`^\\| ${name} \\| (.*) \\|$`, 'm').exec(page)?.[1].split(', ')
  expect(row('queries')).toEqual(QUERY_NAMES.toSorted())
  for (const [name, served] of Object.entries(AGGREGATION_NAMES)) {
    expect(row(name)).toEqual(served.toSorted())
  }
})
