import { type ListedMetric, type Metric, TooManyMetrics } from '../../../stages/metrics/ports.ts'
import type { SeriesTable } from './store.ts'

/** A metric in one unit; its points lie under `id`. */
export interface Series {
  readonly id: number
  readonly metric: Metric
  readonly unit: string
  /** When data came last, ms since 1970. */
  published: number
  /** `published` as it is on disk; -1 before the series is there. */
  saved: number
}

/** All series, in memory: some hundred bytes each. */
export interface Catalog {
  /** Makes those that are new, or throws `TooManyMetrics` before it made any. */
  resolve(readings: readonly (Metric & { readonly unit: string })[]): readonly Series[]
  find(metric: Metric): readonly Series[]
  list(after: number): Iterable<ListedMetric>
  all(): readonly Series[]
  /** Puts what is not on disk yet, within a commit; `settle` after it went well. */
  put(series: Series): () => void
  remove(series: Series): void
  size(): number
}

export interface CatalogLimits {
  readonly series: number
  /** Characters of all names, dimensions and values: one metric's may be 38,000 long. */
  readonly characters: number
}

/** How old `published` on disk may get. */
const SAVE_MILLIS = 5 * 60_000

/** A metric in all its units. */
interface Entry {
  readonly metric: Metric
  /** Of its first series; the store's own order. */
  readonly number: number
  readonly units: Series[]
}

export function openCatalog(table: SeriesTable, limits: CatalogLimits): Catalog {
  const byKey = new Map<string, Entry>()
  const all = new Set<Series>()
  let [newest, characters] = [0, 0]

  function add(series: Series) {
    const key = keyOf(series.metric)
    const entry = byKey.get(key) ?? { metric: series.metric, number: series.id, units: [] }
    entry.units.push(series)
    byKey.set(key, entry)
    all.add(series)
    newest = Math.max(newest, series.id)
    characters += key.length
  }

  for (const { key, value } of table.list()) add({ id: Number.parseInt(key, 36), ...parse(value) })

  const find = (metric: Metric) => byKey.get(keyOf(metric))?.units ?? []

  function assertRoom(readings: readonly (Metric & { readonly unit: string })[]) {
    const fresh = new Map<string, number>()
    for (const reading of readings) {
      if (find(reading).some(({ unit }) => unit === reading.unit)) continue
      const key = keyOf(reading)
      fresh.set(`${reading.unit} ${key}`, key.length)
    }
    const more = [...fresh.values()].reduce((sum, length) => sum + length, 0)
    if (fresh.size === 0) return
    if (all.size + fresh.size > limits.series || characters + more > limits.characters) {
      throw new TooManyMetrics(limits.series)
    }
  }

  return {
    resolve(readings) {
      assertRoom(readings)
      return readings.map((reading) => {
        const known = find(reading).find(({ unit }) => unit === reading.unit)
        if (known) return known
        const { namespace, name, dimensions, unit } = reading
        const series: Series = {
          ...{ id: newest + 1, metric: { namespace, name, dimensions }, unit },
          ...{ published: 0, saved: -1 },
        }
        add(series)
        return series
      })
    },
    find,
    *list(after) {
      for (const { metric, number, units } of byKey.values()) {
        if (number <= after) continue
        yield { ...metric, number, published: Math.max(...units.map(({ published }) => published)) }
      }
    },
    all: () => [...all],
    put(series) {
      const { published } = series
      if (series.saved >= 0 && published - series.saved < SAVE_MILLIS) return () => {}
      table.put(rowOf(series), JSON.stringify({ ...series.metric, unit: series.unit, published }))
      return () => {
        series.saved = published
      }
    },
    remove(series) {
      const key = keyOf(series.metric)
      const entry = byKey.get(key)
      if (!entry) return
      entry.units.splice(entry.units.indexOf(series), 1)
      if (entry.units.length === 0) byKey.delete(key)
      all.delete(series)
      characters -= key.length
    },
    size: () => all.size,
  }
}

/** A series' key in its table: as long as any, so that the table has the order of the numbers. */
export function rowOf({ id }: Series): string {
  return id.toString(36).padStart(8, '0')
}

function keyOf({ namespace, name, dimensions }: Metric): string {
  const pairs = dimensions.map((dimension) => [dimension.name, dimension.value])
  if (pairs.length > 1) pairs.sort((one, two) => (one.join('\0') < two.join('\0') ? -1 : 1))
  return JSON.stringify([namespace, name, pairs])
}

function parse(value: string): Omit<Series, 'id'> {
  const { namespace, name, dimensions, unit, published } = JSON.parse(value)
  return { metric: { namespace, name, dimensions }, unit, published, saved: published }
}
