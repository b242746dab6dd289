import { DAY, type Plain, pick, type Random, whole } from './search-plain-documents.ts'
import { queryOf } from './search-plain-queries.ts'

/** An aggregation, and the same in plain code over the documents of a bucket. */
export interface Case {
  readonly body: object
  answer(documents: readonly Plain[], all: readonly Plain[]): unknown
}

type NumberField = 'status' | 'ms'
const numbers = (documents: readonly Plain[], field: NumberField, missing?: number) =>
  documents.flatMap((own) => own[field] ?? missing ?? [])

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Between the middles of the values. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const place = Math.min(Math.max(share * sorted.length - 0.5, 0), sorted.length - 1)
  const below = sorted[Math.floor(place)]
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place))
}

function middle(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return null
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}

function statistics(values: readonly number[]) {
  const some = values.length > 0
  return {
    count: values.length,
    min: some ? Math.min(...values) : null,
    max: some ? Math.max(...values) : null,
    avg: some ? sum(values) / values.length : null,
    sum: sum(values),
  }
}

const METRICS: readonly ((random: Random) => Case)[] = [
  ...(['sum', 'avg', 'min', 'max'] as const).map((kind) => (random: Random): Case => {
    const field = pick(random, ['status', 'ms'] as const)
    const missing = random() < 0.3 ? 50 : undefined
    return {
      body: { [kind]: { field, ...(missing === undefined ? {} : { missing }) } },
      answer: (documents) => ({ value: statistics(numbers(documents, field, missing))[kind] }),
    }
  }),
  () => ({ body: { stats: { field: 'ms' } }, answer: (own) => statistics(numbers(own, 'ms')) }),
  () => ({
    body: { extended_stats: { field: 'ms' } },
    answer(documents) {
      const values = numbers(documents, 'ms')
      const squares = sum(values.map((value) => value * value))
      const { count, sum: total } = statistics(values)
      const variance = count > 0 ? Math.max(0, squares - (total * total) / count) / count : null
      return { count, sum_of_squares: count > 0 ? squares : null, variance }
    },
  }),
  () => ({
    body: { value_count: { field: 'path' } },
    answer: (own) => ({ value: present(own, 'path').length }),
  }),
  (random) => {
    const field = pick(random, ['path', 'host', 'country', 'status', 'ms'] as const)
    return {
      body: { cardinality: { field } },
      answer: (own) => ({ value: new Set(present(own, field)).size }),
    }
  },
  () => ({
    body: { percentiles: { field: 'ms', percents: [5, 50, 99], keyed: false } },
    answer: (documents) => ({
      values: [5, 50, 99].map((key) => ({ key, value: quantile(numbers(documents, 'ms'), key / 100) })),
    }),
  }),
  () => ({
    body: { percentile_ranks: { field: 'ms', values: [250.25, 700], keyed: false } },
    answer(documents) {
      const values = numbers(documents, 'ms')
      const share = (limit: number) => (values.filter((value) => value <= limit).length / values.length) * 100
      return { values: [250.25, 700].map((key) => ({ key, value: values.length > 0 ? share(key) : null })) }
    },
  }),
  () => ({
    body: { median_absolute_deviation: { field: 'ms' } },
    answer(documents) {
      const values = numbers(documents, 'ms')
      const centre = middle(values)
      return { value: centre === null ? null : middle(values.map((value) => Math.abs(value - centre))) }
    },
  }),
  () => ({
    body: { weighted_avg: { value: { field: 'ms' }, weight: { field: 'status', missing: 2 } } },
    answer(documents) {
      const both = documents.flatMap(({ ms, status = 2 }) => (ms === undefined ? [] : [[ms, status]]))
      return {
        value: both.length > 0 ? sum(both.map(([a, b]) => a * b)) / sum(both.map(([, b]) => b)) : null,
      }
    },
  }),
]

const present = <F extends keyof Plain>(documents: readonly Plain[], field: F) =>
  documents.flatMap((own) => (own[field] === undefined ? [] : [own[field] as NonNullable<Plain[F]>]))

type Groups = readonly (readonly [key: unknown, documents: readonly Plain[]])[]

function groupsBy(documents: readonly Plain[], keyOf: (own: Plain) => unknown): Groups {
  const groups = new Map<string, { key: unknown; own: Plain[] }>()
  for (const document of documents) {
    const key = keyOf(document)
    if (key === undefined) continue
    const name = JSON.stringify(key)
    const group = groups.get(name) ?? { key, own: [] }
    group.own.push(document)
    groups.set(name, group)
  }
  return [...groups.values()].map(({ key, own }) => [key, own])
}

const byBytes = (a: unknown, b: unknown) =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))

const byCount = (groups: Groups, sign = -1) =>
  [...groups].sort((a, b) => sign * (a[1].length - b[1].length) || compareKeys(a[0], b[0]))

function compareKeys(a: unknown, b: unknown): number {
  if (!Array.isArray(a) || !Array.isArray(b)) return byBytes(a, b)
  for (const [at, value] of a.entries()) {
    const gap = byBytes(value, b[at])
    if (gap !== 0) return gap
  }
  return 0
}

interface Buckets {
  readonly body: object
  /** Buckets in order. */
  groups(documents: readonly Plain[], all: readonly Plain[]): Groups
}

const BUCKETS: readonly ((random: Random) => Buckets)[] = [
  (random) => {
    const field = pick(random, ['path', 'host', 'country', 'status'] as const)
    const size = 1 + whole(random, 6)
    const missing = random() < 0.3 && field !== 'host' ? (field === 'status' ? 7 : 'none') : undefined
    return {
      body: { terms: { field, size, ...(missing === undefined ? {} : { missing }) } },
      groups: (own) => byCount(groupsBy(own, (one) => one[field] ?? missing)).slice(0, size),
    }
  },
  () => ({
    body: { terms: { field: 'path', order: { _key: 'desc' }, exclude: ['/a'] } },
    groups: (own) =>
      [...groupsBy(own, ({ path }) => (path === '/a' ? undefined : path))].sort((a, b) =>
        byBytes(b[0], a[0]),
      ),
  }),
  () => ({
    body: { rare_terms: { field: 'path', max_doc_count: 5 } },
    groups: (own) =>
      byCount(
        groupsBy(own, ({ path }) => path).filter(([, some]) => some.length <= 5),
        1,
      ),
  }),
  (random) => {
    const interval = pick(random, [50, 100, 333])
    return {
      body: { histogram: { field: 'ms', interval, min_doc_count: 1, offset: 10 } },
      groups: (own) =>
        inOrder(
          groupsBy(own, ({ ms }) => ms !== undefined && Math.floor((ms - 10) / interval) * interval + 10),
        ),
    }
  },
  () => ({
    body: { date_histogram: { field: 'at', fixed_interval: '7d' } },
    groups(own) {
      const found = inOrder(
        groupsBy(own, ({ at }) => at !== undefined && Math.floor(at / (7 * DAY)) * 7 * DAY),
      )
      const keys = found.map(([key]) => Number(key))
      const whole =
        keys.length === 0 ? [] : Array.from({ length: (keys[keys.length - 1] - keys[0]) / (7 * DAY) + 1 })
      return whole.map((_, at) => {
        const key = keys[0] + at * 7 * DAY
        return [key, found.find(([other]) => other === key)?.[1] ?? []] as const
      })
    },
  }),
  () => ({
    body: {
      date_histogram: { field: 'at', calendar_interval: 'month', time_zone: '+05:00', min_doc_count: 1 },
    },
    groups: (own) =>
      inOrder(
        groupsBy(own, ({ at }) => {
          if (at === undefined) return false
          const local = new Date(at + 5 * 3_600_000)
          return Date.UTC(local.getUTCFullYear(), local.getUTCMonth()) - 5 * 3_600_000
        }),
      ),
  }),
  () => ({
    body: { range: { field: 'ms', ranges: [{ to: 100 }, { from: 50, to: 500 }, { from: 500 }] } },
    groups: (own) => [
      ['*-100.0', own.filter(({ ms = Number.NaN }) => ms < 100)],
      ['50.0-500.0', own.filter(({ ms = Number.NaN }) => ms >= 50 && ms < 500)],
      ['500.0-*', own.filter(({ ms = Number.NaN }) => ms >= 500)],
    ],
  }),
  () => ({
    body: { multi_terms: { terms: [{ field: 'country' }, { field: 'status', missing: 0 }], size: 5 } },
    groups: (own) =>
      byCount(groupsBy(own, ({ country, status = 0 }) => country && [country, status])).slice(0, 5),
  }),
  () => ({
    body: {
      composite: {
        size: 100,
        sources: [
          { s: { terms: { field: 'status', missing_bucket: true } } },
          { p: { terms: { field: 'path' } } },
        ],
      },
    },
    groups: (own) =>
      [...groupsBy(own, ({ status, path }) => path && [status ?? -1, path])]
        .sort((a, b) => compareKeys(a[0], b[0]))
        .map(([key, some]) => {
          const [status, path] = key as [number, string]
          return [{ s: status === -1 ? null : status, p: path }, some] as const
        }),
  }),
  (random) => {
    const filters = { a: queryOf(random, 0), b: queryOf(random, 0) }
    const both = (own: Plain) => filters.a.fits(own) && filters.b.fits(own)
    return {
      body: { adjacency_matrix: { filters: { a: filters.a.query, b: filters.b.query } } },
      groups: (own) =>
        (
          [
            ['a', own.filter(filters.a.fits)],
            ['a&b', own.filter(both)],
            ['b', own.filter(filters.b.fits)],
          ] as const
        ).filter(([, some]) => some.length > 0),
    }
  },
  () => ({
    body: { geotile_grid: { field: 'place', precision: 6 } },
    groups: (own) =>
      byCount(groupsBy(own, ({ place }) => place && tileOf(place, 6))).map(
        ([key, some]) => [`6/${(key as number[]).join('/')}`, some] as const,
      ),
  }),
]

const inOrder = (groups: Groups) =>
  [...groups].filter(([key]) => key !== false).sort((a, b) => Number(a[0]) - Number(b[0]))

function tileOf({ lat, lon }: { lat: number; lon: number }, zoom: number): readonly number[] {
  const sine = Math.sin((lat * Math.PI) / 180)
  const x = Math.floor(((lon + 180) / 360) * 2 ** zoom)
  return [x, Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** zoom)]
}

const SINGLES: readonly ((random: Random) => {
  body: object
  keep(own: readonly Plain[], all: readonly Plain[]): readonly Plain[]
})[] = [
  () => ({
    body: { missing: { field: 'path' } },
    keep: (own) => own.filter(({ path }) => path === undefined),
  }),
  (random) => {
    const { query, fits } = queryOf(random, 1)
    return { body: { filter: query }, keep: (own) => own.filter(fits) }
  },
]

/** A random aggregation of up to so many levels. */
export function aggregationOf(random: Random, depth = 2): Case {
  const kind = depth > 0 ? random() : 0
  if (kind < 0.25) return pick(random, METRICS)(random)
  const isComposite = (body: object) => 'composite' in body
  const children = Object.fromEntries(
    Array.from({ length: 1 + whole(random, 2) }, (_, at) => [`c${at}`, inner(random, depth - 1)]),
  )
  const aggs = Object.fromEntries(Object.entries(children).map(([name, { body }]) => [name, body]))
  const inside = (own: readonly Plain[], all: readonly Plain[]) =>
    Object.fromEntries(Object.entries(children).map(([name, { answer }]) => [name, answer(own, all)]))
  if (kind < 0.35) {
    const { body, keep } = pick(random, SINGLES)(random)
    return {
      body: { ...body, aggs },
      answer(own, all) {
        const kept = keep(own, all)
        return { doc_count: kept.length, ...inside(kept, all) }
      },
    }
  }
  const pool = depth === 2 ? BUCKETS : BUCKETS.filter((make) => !isComposite(make(() => 0).body))
  const { body, groups } = pick(random, pool)(random)
  return {
    body: { ...body, aggs },
    answer: (own, all) => ({
      buckets: groups(own, all).map(([key, some]) => ({ key, doc_count: some.length, ...inside(some, all) })),
    }),
  }
}

const inner = (random: Random, depth: number) => aggregationOf(random, Math.max(0, depth))
