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
