import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from './opensearch-world.ts'

// Aggregations as clients ask for them, by the official client; numbers worked out by hand.

let world: World
beforeAll(async () => {
  world = await openWorld(() => Date.UTC(2026, 10, 20, 12))
  await world.fill(
    'numbers',
    { n: { type: 'integer' }, d: { type: 'double' }, w: { type: 'integer' }, k: { type: 'keyword' } },
    [
      { n: 1, d: 1, w: 2, k: 'a' },
      { n: 51, d: 51, w: 3, k: 'a' },
      { n: 101, d: 101, w: 3, k: 'b' },
      { n: 151, d: 151, k: 'b' },
    ],
  )
  await world.fill('days', { at: { type: 'date' }, v: { type: 'long' } }, [
    { at: '2020-03-01', v: 1 },
    { at: '2020-03-02', v: 2 },
    { at: '2020-03-02', v: 6 },
    { at: '2020-03-04', v: 10 },
    { at: '2020-03-05', v: 5 },
  ])
  await world.fill('places', { p: { type: 'geo_point' }, city: { type: 'keyword' } }, [
    { p: '52.374081,4.912350', city: 'Amsterdam' },
    { p: '52.369219,4.901618', city: 'Amsterdam' },
    { p: '51.222900,4.405200', city: 'Antwerp' },
    { p: '48.861111,2.336389', city: 'Paris' },
    { p: '48.860000,2.327000', city: 'Paris' },
    { city: 'Nowhere' },
  ])
})
afterAll(() => world?.close())

interface Bucket {
  readonly key: unknown
  readonly doc_count: number
}

const counts = (result: { buckets: readonly Bucket[] }) =>
  result.buckets.map(({ key, doc_count }) => [key, doc_count])

const aggregate = async (index: string, definition: object, query?: object) =>
  (await world.aggregate(index, { x: definition }, query)).x

describe('metrics', () => {
  test('extended_stats', async () => {
    const stats = await aggregate('numbers', { extended_stats: { field: 'n' } })
    expect(stats).toMatchObject({
      count: 4,
      min: 1,
      max: 151,
      avg: 76,
      sum: 304,
      sum_of_squares: 35_604,
      variance: 3125,
      variance_population: 3125,
      variance_sampling: expect.closeTo(4166.666, 2),
      std_deviation: expect.closeTo(55.901, 2),
      std_deviation_bounds: { upper: expect.closeTo(187.803, 2), lower: expect.closeTo(-35.803, 2) },
    })
    const one = await aggregate('numbers', { extended_stats: { field: 'n', sigma: 3 } }, { term: { n: 1 } })
    expect(one).toMatchObject({ variance: 0, variance_sampling: 'NaN', std_deviation_bounds: { upper: 1 } })
    const none = await aggregate('numbers', { extended_stats: { field: 'n' } }, { match_none: {} })
    expect(none).toMatchObject({
      count: 0,
      min: null,
      avg: null,
      sum: 0,
      sum_of_squares: null,
      variance: null,
    })
  })

  test('percentiles lie in the middles of few values, ranks count what is not above', async () => {
    const percentiles = await aggregate('numbers', { percentiles: { field: 'n' } })
    expect(percentiles.values).toEqual({
      '1.0': 1,
      '5.0': 1,
      '25.0': 26,
      '50.0': 76,
      '75.0': 126,
      '95.0': 151,
      '99.0': 151,
    })
    const ranks = await aggregate('numbers', { percentile_ranks: { field: 'd', values: [50, 101] } })
    expect(ranks.values).toEqual({ '50.0': 25, '101.0': 75 })
    const list = await aggregate('numbers', {
      percentile_ranks: { field: 'd', values: [50], keyed: false, missing: 1 },
    })
    expect(list.values).toEqual([{ key: 50, value: 25 }])
  })

  test('median_absolute_deviation and weighted_avg', async () => {
    expect(await aggregate('numbers', { median_absolute_deviation: { field: 'n' } })).toEqual({ value: 50 })
    const weighted = { value: { field: 'n' }, weight: { field: 'w' } }
    expect(await aggregate('numbers', { weighted_avg: weighted })).toEqual({
      value: (1 * 2 + 51 * 3 + 101 * 3) / 8,
    })
    const missing = { value: { field: 'n' }, weight: { field: 'w', missing: 2 } }
    expect(await aggregate('numbers', { weighted_avg: missing })).toEqual({ value: 76 })
  })

  test('missing and format', async () => {
    expect(await aggregate('numbers', { avg: { field: 'w', missing: 4 } })).toEqual({ value: 3 })
    expect(await aggregate('numbers', { sum: { field: 'w', format: '#,##0.00' } })).toEqual({
      value: 8,
      value_as_string: '8.00',
    })
    expect(await aggregate('numbers', { avg: { field: 'nowhere', missing: 3 } })).toEqual({ value: 3 })
    expect(await aggregate('numbers', { cardinality: { field: 'k', missing: 'c' } })).toEqual({ value: 2 })
    expect(await aggregate('numbers', { value_count: { field: 'w', missing: 1 } })).toEqual({ value: 4 })
    expect(
      await aggregate('numbers', { percentiles: { field: 'nowhere', missing: 1, percents: [50] } }),
    ).toEqual({ values: { '50.0': 1 } })
  })

  test('geo_bounds and geo_centroid', async () => {
    expect(await aggregate('places', { geo_bounds: { field: 'p' } })).toEqual({
      bounds: { top_left: { lat: 52.374081, lon: 2.327 }, bottom_right: { lat: 48.86, lon: 4.91235 } },
    })
    expect(await aggregate('places', { geo_centroid: { field: 'p' } })).toEqual({
      location: { lat: expect.closeTo(50.73746, 4), lon: expect.closeTo(3.77651, 4) },
      count: 5,
    })
    expect(await aggregate('places', { geo_bounds: { field: 'p' } }, { match_none: {} })).toEqual({})
    const byCity = await aggregate('places', {
      terms: { field: 'city' },
      aggs: { centre: { geo_centroid: { field: 'p' } } },
    })
    expect(byCity.buckets.find(({ key }: { key: string }) => key === 'Nowhere').centre).toEqual({ count: 0 })
  })

  test('terms by a figure of extended_stats', async () => {
    const terms = { field: 'k', order: { 's.std_deviation': 'desc' } }
    const { buckets } = await aggregate('numbers', {
      terms,
      aggs: { s: { extended_stats: { field: 'n' } } },
    })
    expect(buckets.map(({ key }: { key: string }) => key)).toEqual(['a', 'b'])
  })
})

describe('pipelines', () => {
  const daily = (aggs: object) => ({
    date_histogram: { field: 'at', fixed_interval: '1d' },
    aggs: { v: { sum: { field: 'v' } }, ...aggs },
  })
  const column = async (aggs: object, name = 'p') =>
    (await aggregate('days', daily(aggs))).buckets.map((bucket: Record<string, { value?: number }>) =>
      bucket[name] === undefined ? undefined : bucket[name].value,
    )

  test('derivative, its unit, and gaps', async () => {
    expect(await column({ p: { derivative: { buckets_path: 'v' } } })).toEqual([undefined, 7, null, null, -5])
    const zeros = { derivative: { buckets_path: 'v', gap_policy: 'insert_zeros', unit: 'hour' } }
    expect(await column({ p: zeros })).toEqual([undefined, 7, -8, 10, -5])
    const { buckets } = await aggregate('days', daily({ p: zeros }))
    expect(buckets[1].p).toEqual({ value: 7, normalized_value: 7 / 24 })
  })

  test('second derivative builds on the first, whatever their order', async () => {
    const aggs = {
      second: { derivative: { buckets_path: 'first' } },
      first: { derivative: { buckets_path: '_count' } },
    }
    expect(await column(aggs, 'first')).toEqual([undefined, 1, -2, 1, 0])
    expect(await column(aggs, 'second')).toEqual([undefined, undefined, null, null, -1])
  })

  test('cumulative_sum and serial_diff', async () => {
    expect(await column({ p: { cumulative_sum: { buckets_path: 'v' } } })).toEqual([1, 9, 9, 19, 24])
    expect(await column({ p: { serial_diff: { buckets_path: 'v', lag: 3 } } })).toEqual([
      ...[undefined, undefined, undefined],
      ...[9, -3],
    ])
  })

  test('moving functions', async () => {
    const moving = (script: unknown, more = {}) => ({
      p: { moving_fn: { buckets_path: 'v', window: 2, script, ...more } },
    })
    expect(await column(moving('MovingFunctions.unweightedAvg(values)'))).toEqual([
      null,
      1,
      undefined,
      4.5,
      9,
    ])
    expect(await column(moving('return MovingFunctions.max(values);'))).toEqual([null, 1, undefined, 8, 10])
    expect(await column(moving('MovingFunctions.sum(values)', { shift: 1 }))).toEqual([
      1,
      9,
      undefined,
      18,
      15,
    ])
    const deviation = 'MovingFunctions.stdDev(values, MovingFunctions.unweightedAvg(values))'
    expect(await column(moving(deviation, { shift: 1 }))).toEqual([0, 3.5, undefined, 1, 2.5])
    const params = { source: 'MovingFunctions.ewma(values, params.a)', params: { a: 0.5 } }
    expect(await column(moving(params))).toEqual([null, 1, undefined, 4.5, 9])
    expect(await column({ p: { moving_avg: { buckets_path: 'v', window: 2 } } })).toEqual([
      ...[undefined, 1, undefined],
      ...[4.5, 9],
    ])
  })

  test('bucket_script, bucket_selector and bucket_sort', async () => {
    const script = {
      bucket_script: {
        buckets_path: { v: 'v', n: '_count' },
        script: { source: 'params.n > 1 ? params.v / params.n * params.f : -1', params: { f: 10 } },
        format: '0.0',
      },
    }
    expect(await column({ p: script })).toEqual([-1, 40, undefined, -1, -1])
    const selector = { bucket_selector: { buckets_path: { v: 'v' }, script: 'params.v >= 5 && v < 10' } }
    const kept = await aggregate('days', daily({ p: selector }))
    expect(kept.buckets.map(({ v }: { v: { value: number } }) => v.value)).toEqual([8, 5])
    const sort = { bucket_sort: { sort: [{ v: { order: 'desc' } }], size: 2, from: 1 } }
    const sorted = await aggregate('days', daily({ p: sort }))
    expect(sorted.buckets.map(({ v }: { v: { value: number } }) => v.value)).toEqual([8, 5])
  })

  test('figures of all buckets', async () => {
    const beside = (kind: string, more = {}) => ({ [kind]: { buckets_path: 'd>v', ...more } })
    const result = await world.aggregate('days', {
      d: daily({}),
      avg: beside('avg_bucket'),
      sum: beside('sum_bucket'),
      max: beside('max_bucket', { format: '0.00' }),
      min: beside('min_bucket'),
      stats: beside('stats_bucket'),
      extended: beside('extended_stats_bucket', { sigma: 1 }),
      percentiles: beside('percentiles_bucket', { percents: [0, 50, 100] }),
      days: { stats_bucket: { buckets_path: 'd._count', gap_policy: 'insert_zeros' } },
    })
    expect(result).toMatchObject({
      avg: { value: 6 },
      sum: { value: 24 },
      max: { value: 10, value_as_string: '10.00', keys: ['2020-03-04T00:00:00.000Z'] },
      min: { value: 1, keys: ['2020-03-01T00:00:00.000Z'] },
      stats: { count: 4, min: 1, max: 10, avg: 6, sum: 24 },
      extended: { count: 4, sum_of_squares: 190, variance: 11.5 },
      percentiles: { values: { '0.0': 1, '50.0': 8, '100.0': 10 } },
      days: { count: 5, min: 0, max: 2, sum: 5 },
    })
  })

  test('what cannot be is refused by name', async () => {
    const table: [object, RegExp][] = [
      [{ a: { derivative: { buckets_path: 'v' } } }, /derivative aggregation \[a\] must have a histogram/],
      [
        { a: { bucket_sort: { sort: ['v'] } } },
        /bucket_sort aggregation \[a\] must be declared inside of another/,
      ],
      [
        { a: { avg_bucket: { buckets_path: 'nothing>v' } } },
        /buckets_path aggregation does not exist .*nothing>v/,
      ],
      [
        { d: daily({ p: { bucket_script: { buckets_path: { v: 'v' }, script: 'Runtime.exec(1)' } } }) },
        /\[bucket_script\] this script is not served.*Runtime\.exec/,
      ],
      [
        { d: daily({ p: { bucket_script: { buckets_path: { v: 'v' }, script: 'params.v.foo()' } } }) },
        /not served/,
      ],
      [
        { d: daily({ p: { moving_fn: { buckets_path: 'v', window: 2, script: 'while (true) {}' } } }) },
        /\[moving_fn\] this script is not served/,
      ],
      [
        { d: daily({ p: { moving_fn: { buckets_path: 'v', window: -1, script: 'x' } } }) },
        /\[window\] must be a positive, non-zero integer\./,
      ],
      [
        { d: daily({ p: { derivative: { buckets_path: 'q' } }, q: { derivative: { buckets_path: 'p' } } }) },
        /Cycle found/,
      ],
      [
        { d: daily({ p: { cumulative_sum: { buckets_path: 'nothing' } } }) },
        /No aggregation found for path \[nothing\]/,
      ],
      [
        {
          t: { terms: { field: 'v' }, aggs: { u: { terms: { field: 'v' } } } },
          a: { max_bucket: { buckets_path: 't>u' } },
        },
        /\[LongTerms\] at aggregation \[u\]/,
      ],
      [
        {
          t: { terms: { field: 'v' }, aggs: { u: { percentiles: { field: 'v' } } } },
          a: { max_bucket: { buckets_path: 't>u' } },
        },
        /but \[u\] contains multiple values\. Please specify which to use\./,
      ],
    ]
    for (const [aggs, why] of table) {
      const { status, reason } = await world.refusal('days', { size: 0, aggs })
      expect([status, reason]).toEqual([400, expect.stringMatching(why)])
    }
  })
})

describe('buckets', () => {
  beforeAll(async () => {
    const properties = {
      k: { type: 'keyword' },
      n: { type: 'long' },
      b: { type: 'boolean' },
      at: { type: 'date' },
      ip: { type: 'ip' },
    }
    await world.fill('rows', properties, [
      { k: 'a', n: 1, b: true, at: '2022-03-23', ip: '10.0.0.5' },
      { k: 'a', n: 2, b: false, at: '2022-03-25', ip: '10.0.0.130' },
      { k: 'b', n: 1, b: false, at: '2022-03-23', ip: '10.0.0.127' },
      { k: 'b', n: 2, b: true, at: '2022-04-01' },
      { k: 'a', n: 1, b: true, at: '2022-03-23', ip: '10.0.1.1' },
      { k: 'b', n: 1, b: true, at: '2022-03-23', ip: '::1' },
      { n: 7 },
    ])
  })

  test('multi_terms', async () => {
    const terms = [{ field: 'k' }, { field: 'n' }]
    const pairs = await aggregate('rows', { multi_terms: { terms } })
    expect(pairs.buckets[0]).toEqual({ key: ['a', 1], key_as_string: 'a|1', doc_count: 2 })
    expect(counts(pairs)).toEqual([
      [['a', 1], 2],
      [['b', 1], 2],
      [['a', 2], 1],
      [['b', 2], 1],
    ])
    const filled = await aggregate('rows', {
      multi_terms: {
        terms: [
          { field: 'k', missing: 'z' },
          { field: 'at', missing: '2020-01-01' },
        ],
        order: { _key: 'desc' },
        size: 1,
      },
      aggs: { deeper: { multi_terms: { terms: [{ field: 'b', missing: false }, { field: 'n' }] } } },
    })
    expect(filled.sum_other_doc_count).toBe(6)
    expect(filled.buckets).toMatchObject([
      {
        key: ['z', '2020-01-01T00:00:00.000Z'],
        doc_count: 1,
        deeper: { buckets: [{ key: [false, 7], key_as_string: 'false|7', doc_count: 1 }] },
      },
    ])
    expect(
      (await world.refusal('rows', { aggs: { x: { multi_terms: { terms: [{ field: 'k' }] } } } })).reason,
    ).toMatch(/at least 2 terms/)
  })

  test('composite, page after page, in every order', async () => {
    const sources = [
      {
        day: {
          date_histogram: { field: 'at', calendar_interval: '1d', format: 'yyyy-MM-dd', order: 'desc' },
        },
      },
      { kind: { terms: { field: 'k' } } },
    ]
    const first = await aggregate('rows', { composite: { sources, size: 2 } })
    expect(first).toEqual({
      after_key: { day: '2022-03-25', kind: 'a' },
      buckets: [
        { key: { day: '2022-04-01', kind: 'b' }, doc_count: 1 },
        { key: { day: '2022-03-25', kind: 'a' }, doc_count: 1 },
      ],
    })
    const next = await aggregate('rows', {
      composite: { sources, size: 5, after: first.after_key },
      aggs: { n: { sum: { field: 'n' } }, t: { terms: { field: 'b' } } },
    })
    expect(next.buckets).toMatchObject([
      { key: { day: '2022-03-23', kind: 'a' }, doc_count: 2, n: { value: 2 } },
      { key: { day: '2022-03-23', kind: 'b' }, doc_count: 2, n: { value: 2 }, t: { buckets: [{}, {}] } },
    ])
    const withNothing = [{ kind: { terms: { field: 'k', missing_bucket: true } } }]
    const all = await aggregate('rows', {
      composite: { sources: withNothing },
      aggs: { p: { percentiles: { field: 'n', percents: [50] } } },
    })
    expect(counts(all)).toEqual([
      [{ kind: null }, 1],
      [{ kind: 'a' }, 3],
      [{ kind: 'b' }, 3],
    ])
    expect(all.buckets[0].p.values).toEqual({ '50.0': 7 })
    const after = await aggregate('rows', {
      composite: { sources: withNothing, after: { kind: null }, size: 1 },
    })
    expect(counts(after)).toEqual([[{ kind: 'a' }, 3]])
    const tiles = [{ t: { geotile_grid: { field: 'p', precision: 8 } } }, { h: { terms: { field: 'city' } } }]
    const places = await aggregate('places', { composite: { sources: tiles, size: 1 } })
    const more = await aggregate('places', { composite: { sources: tiles, after: places.after_key } })
    expect([...counts(places), ...counts(more)]).toEqual([
      [{ t: '8/129/88', h: 'Paris' }, 2],
      [{ t: '8/131/84', h: 'Amsterdam' }, 2],
      [{ t: '8/131/85', h: 'Antwerp' }, 1],
    ])
    const histogram = [{ h: { histogram: { field: 'n', interval: 2 } } }]
    expect(counts(await aggregate('rows', { composite: { sources: histogram, after: { h: 0 } } }))).toEqual([
      [{ h: 2 }, 2],
      [{ h: 6 }, 1],
    ])
    for (const [composite, why] of [
      [{ sources, size: 1_000_000_000 }, /Trying to create too many buckets/],
      [{ sources, after: { day: 'x' } }, /\[after\] has 1 value\(s\) but \[sources\] has 2/],
      [{ sources: [] }, /Composite \[sources\] cannot be null or empty/],
    ] as const) {
      expect((await world.refusal('rows', { aggs: { x: { composite } } })).reason).toMatch(why)
    }
    const inside = { t: { terms: { field: 'k' }, aggs: { c: { composite: { sources } } } } }
    expect((await world.refusal('rows', { aggs: inside })).reason).toMatch(
      /\[composite\] aggregation cannot be used with a parent aggregation/,
    )
  })

  test('auto_date_histogram takes the first step that is wide enough', async () => {
    await world.fill('auto', { date: { type: 'date' }, v: { type: 'long' } }, [
      { date: '2020-03-01', v: 1 },
      { date: '2020-03-02', v: 2 },
      { date: '2020-03-08', v: 3 },
      { date: '2020-03-09', v: 4 },
    ])
    const weekly = await aggregate('auto', {
      auto_date_histogram: { field: 'date', buckets: 2 },
      aggs: { v: { sum: { field: 'v' } } },
    })
    expect(weekly).toMatchObject({
      interval: '7d',
      buckets: [
        { key_as_string: '2020-03-01T00:00:00.000Z', doc_count: 2, v: { value: 3 } },
        { key_as_string: '2020-03-08T00:00:00.000Z', doc_count: 2, v: { value: 7 } },
      ],
    })
    const daily = await aggregate('auto', { auto_date_histogram: { field: 'date', buckets: 9 } })
    expect([daily.interval, daily.buckets.length]).toEqual(['1d', 9])
    const months = { field: 'date', buckets: 9, minimum_interval: 'month', time_zone: 'America/New_York' }
    const monthly = await aggregate('auto', { auto_date_histogram: months })
    expect(monthly).toMatchObject({
      interval: '1M',
      buckets: [
        { key_as_string: '2020-02-01T00:00:00.000-05:00', doc_count: 1 },
        { key_as_string: '2020-03-01T00:00:00.000-05:00', doc_count: 3 },
      ],
    })
    const none = await aggregate('auto', { auto_date_histogram: { field: 'date' } }, { match_none: {} })
    expect(none).toEqual({ buckets: [], interval: '1s' })
  })

  test('significant_terms and rare_terms', async () => {
    const significant = await aggregate(
      'rows',
      { significant_terms: { field: 'k', min_doc_count: 1 } },
      { term: { b: false } },
    )
    expect(significant).toEqual({
      doc_count: 2,
      bg_count: 7,
      buckets: [
        { key: 'a', doc_count: 1, score: expect.closeTo((0.5 - 3 / 7) * (0.5 / (3 / 7)), 9), bg_count: 3 },
        { key: 'b', doc_count: 1, score: expect.closeTo((0.5 - 3 / 7) * (0.5 / (3 / 7)), 9), bg_count: 3 },
      ],
    })
    const nested = await aggregate('rows', {
      terms: { field: 'n', order: { _key: 'asc' } },
      aggs: {
        s: {
          significant_terms: { field: 'k', min_doc_count: 1, background_filter: { exists: { field: 'k' } } },
        },
      },
    })
    expect(
      nested.buckets.map(({ s }: { s: { doc_count: number; buckets: [] } }) => [
        s.doc_count,
        s.buckets.length,
      ]),
    ).toEqual([
      [4, 0],
      [2, 0],
      [1, 0],
    ])
    expect(counts(await aggregate('rows', { rare_terms: { field: 'n' } }))).toEqual([[7, 1]])
    expect(
      counts(await aggregate('rows', { rare_terms: { field: 'n', max_doc_count: 2, exclude: [7] } })),
    ).toEqual([[2, 2]])
  })

  test('include and exclude dates as they are written', async () => {
    const include = { field: 'at', include: ['2022-03-25'] }
    expect(counts(await aggregate('rows', { terms: include }))).toEqual([[Date.UTC(2022, 2, 25), 1]])
    const exclude = { field: 'at', exclude: ['2022-03-25'] }
    expect(counts(await aggregate('rows', { rare_terms: exclude }))).toEqual([[Date.UTC(2022, 3, 1), 1]])
    const pattern = { x: { rare_terms: { field: 'ip', exclude: '127.*' } } }
    expect((await world.refusal('rows', { aggs: pattern })).reason).toMatch(
      /Aggregation \[x\] cannot support regular expression style include\/exclude/,
    )
  })

  test('ip_range, adjacency_matrix, geo_distance', async () => {
    const ranges = [{ to: '10.0.0.128' }, { mask: '10.0.0.0/25' }, { from: '10.0.0.128', key: 'rest' }]
    expect((await aggregate('rows', { ip_range: { field: 'ip', ranges } })).buckets).toEqual([
      { key: '*-10.0.0.128', to: '10.0.0.128', doc_count: 3 },
      { key: '10.0.0.0/25', from: '10.0.0.0', to: '10.0.0.128', doc_count: 2 },
      { key: 'rest', from: '10.0.0.128', doc_count: 2 },
    ])
    const filters = { one: { term: { n: 1 } }, a: { term: { k: 'a' } }, never: { term: { k: 'q' } } }
    expect(counts(await aggregate('rows', { adjacency_matrix: { filters } }))).toEqual([
      ['a', 3],
      ['a&one', 2],
      ['one', 4],
    ])
    const rings = {
      field: 'p',
      origin: '52.3760, 4.894',
      unit: 'km',
      ranges: [{ to: 100 }, { from: 100, to: 300 }, { from: 300 }],
    }
    expect((await aggregate('places', { geo_distance: rings })).buckets).toEqual([
      { key: '*-100.0', from: 0, to: 100, doc_count: 2 },
      { key: '100.0-300.0', from: 100, to: 300, doc_count: 1 },
      { key: '300.0-*', from: 300, doc_count: 2 },
    ])
  })

  test('ranges of what is missing, and open sides', async () => {
    const ranges = [
      { from: null, to: 2 },
      { from: 2, to: null },
    ]
    const filled = await aggregate('numbers', { range: { field: 'w', ranges, missing: 1 } })
    expect(filled.buckets).toEqual([
      { key: '*-2.0', to: 2, doc_count: 1 },
      { key: '2.0-*', from: 2, doc_count: 3 },
    ])
    const dates = {
      field: 'at',
      missing: '2022-01-01',
      ranges: [{ to: '2022-03-01' }, { from: '2022-03-01' }],
    }
    expect((await aggregate('rows', { date_range: dates })).buckets).toMatchObject([
      { key: '*-2022-03-01T00:00:00.000Z', to: Date.UTC(2022, 2), doc_count: 1 },
      { doc_count: 6 },
    ])
    const blocks = [{ mask: '::/24' }, { mask: '10.0.0.0/8' }, { from: null, to: null }]
    expect((await aggregate('rows', { ip_range: { field: 'ip', ranges: blocks } })).buckets).toMatchObject([
      { key: '::/24', to: '0:100::', doc_count: 5 },
      { key: '10.0.0.0/8', doc_count: 4 },
      { key: '*-*', doc_count: 5 },
    ])
  })

  test('grids', async () => {
    const hashes = { geohash_grid: { field: 'p', precision: 3 }, aggs: { c: { terms: { field: 'city' } } } }
    const found = await aggregate('places', hashes)
    expect(counts(found)).toEqual([
      ['u09', 2],
      ['u17', 2],
      ['u15', 1],
    ])
    expect(counts(found.buckets[1].c)).toEqual([['Amsterdam', 2]])
    const box = { top_left: '53,4.85', bottom_right: '52,5' }
    expect(
      counts(await aggregate('places', { geotile_grid: { field: 'p', precision: 8, bounds: box } })),
    ).toEqual([['8/131/84', 2]])
    expect(
      (await world.refusal('places', { aggs: { x: { geohash_grid: { field: 'p', precision: 13 } } } }))
        .reason,
    ).toMatch(/Invalid geohash aggregation precision of 13\. Must be between 1 and 12\./)
  })

  test('global and samplers', async () => {
    const all = await aggregate(
      'rows',
      { global: {}, aggs: { n: { terms: { field: 'n' } } } },
      { term: { k: 'a' } },
    )
    expect(all.doc_count).toBe(7)
    expect(counts(all.n)).toEqual([
      [1, 4],
      [2, 2],
      [7, 1],
    ])
    const sample = await aggregate('rows', {
      sampler: { shard_size: 2 },
      aggs: { n: { sum: { field: 'n' } } },
    })
    expect(sample).toEqual({ doc_count: 2, n: { value: 3 } })
    const diverse = {
      diversified_sampler: { field: 'k', shard_size: 5 },
      aggs: { k: { terms: { field: 'k' } } },
    }
    const each = await aggregate('rows', { terms: { field: 'b' }, aggs: { d: diverse } })
    expect(
      each.buckets.map(({ d }: { d: { doc_count: number; k: never } }) => [d.doc_count, counts(d.k)]),
    ).toEqual([
      [
        2,
        [
          ['a', 1],
          ['b', 1],
        ],
      ],
      [
        2,
        [
          ['a', 1],
          ['b', 1],
        ],
      ],
    ])
    const inside = { t: { terms: { field: 'k' }, aggs: { g: { global: {} } } } }
    expect((await world.refusal('rows', { aggs: inside })).reason).toMatch(
      /global aggregations can only be defined at the top level/,
    )
  })

  test('terms in parts, hard bounds, missing', async () => {
    const parts = await Promise.all(
      [0, 1, 2].map((partition) =>
        aggregate('rows', { terms: { field: 'n', include: { partition, num_partitions: 3 } } }),
      ),
    )
    expect(parts.flatMap(counts).sort()).toEqual([
      [1, 4],
      [2, 2],
      [7, 1],
    ])
    const hard = { field: 'n', interval: 1, hard_bounds: { min: 2, max: 6 }, min_doc_count: 1 }
    expect(counts(await aggregate('rows', { histogram: hard }))).toEqual([[2, 2]])
    const months = { field: 'at', calendar_interval: 'month', missing: '2022-04-09', min_doc_count: 1 }
    expect(
      counts(await aggregate('rows', { date_histogram: months, aggs: { k: { terms: { field: 'k' } } } })),
    ).toEqual([
      [Date.UTC(2022, 2, 1), 5],
      [Date.UTC(2022, 3, 1), 2],
    ])
    const until = { field: 'at', fixed_interval: '1d', hard_bounds: { max: '2022-03-25' } }
    expect(counts(await aggregate('rows', { date_histogram: until }))).toEqual([[Date.UTC(2022, 2, 23), 4]])
  })

  test('what is not served says so', async () => {
    for (const kind of ['variable_width_histogram', 'nested', 'scripted_metric', 'significant_text']) {
      const { status, reason } = await world.refusal('rows', { aggs: { x: { [kind]: { field: 'n' } } } })
      expect([status, reason]).toEqual([400, expect.stringContaining(`aggregation [${kind}] is not served`)])
    }
  })

  test('typed_keys, as the Java client asks for', async () => {
    const aggs = {
      k: {
        terms: { field: 'k' },
        aggs: {
          p: { percentiles: { field: 'n' } },
          s: { bucket_script: { buckets_path: { n: '_count' }, script: 'n' } },
        },
      },
      n: { filters: { filters: { a: { term: { k: 'a' } } } }, aggs: { n: { terms: { field: 'n' } } } },
      m: { max_bucket: { buckets_path: 'k>_count' } },
    }
    const { body } = await world.client.search({
      index: 'rows',
      typed_keys: true,
      body: { size: 0, aggs },
    } as never)
    expect((body as { aggregations: object }).aggregations).toMatchObject({
      'sterms#k': { buckets: [{ 'tdigest_percentiles#p': {}, 'simple_value#s': { value: 3 } }, {}] },
      'filters#n': { buckets: { a: { 'lterms#n': {} } } },
      'bucket_metric_value#m': { value: 3 },
    })
  })
})
