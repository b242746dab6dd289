import { mergeStatistic, type Statistic, shrinkDistribution } from '../../../record/index.ts'
import { CHUNKS, keyOf, ROW, spanOf, startOf, type Tier } from './key.ts'
import { decodePoints, encodePoints, type StoredPoint } from './point-run.ts'
import type { Store } from './store.ts'

/**
 * Values of a point in a chunk: half of a row's, which would be megabytes a day. Percentiles of values that spread
 * over a factor of 1,000 err by 4 % then.
 */
const MOST_VALUES = 128
/** Rows joined at once: some ten milliseconds in which nothing else runs. */
export const MOST_ROWS = 60

/** Puts and removes of one commit. */
export interface RollUp {
  readonly rows: number
  put(): void
}

/** Joins a series' rows from before `before` (seconds) to its chunks of every tier. Nothing is changed yet. */
export function rollUp(store: Store, series: number, before: number, most = MOST_ROWS): RollUp {
  const keys = store.points.keys(keyOf(ROW, series, 0), keyOf(ROW, series, before), most)
  const rows = keys.flatMap((key) => {
    const bytes = store.points.read(key)
    return bytes ? decodePoints(bytes).map(shrunk) : []
  })
  const chunks = CHUNKS.flatMap((tier) => joined(store, tier, series, rows))
  return {
    rows: keys.length,
    put() {
      for (const key of keys) store.points.remove(key)
      for (const { key, bytes } of chunks) store.points.put(key, bytes)
    },
  }
}

function joined(store: Store, tier: Tier, series: number, rows: readonly StoredPoint[]) {
  const chunks = new Map<number, Map<number, Statistic>>()
  for (const { second, statistic } of rows) {
    const start = spanOf(tier, second)
    const chunk = chunks.get(start) ?? load(store, tier, series, start)
    chunks.set(start, chunk)
    const place = second - (second % tier.resolution)
    const known = chunk.get(place)
    if (known) mergeInto(known, statistic)
    // The minute's only row stays as it is; in a coarser tier others join it.
    else chunk.set(place, tier.resolution === ROW.resolution ? statistic : copyOf(statistic))
  }
  return [...chunks].map(([start, points]) => ({
    key: keyOf(tier, series, start),
    bytes: encodePoints(
      [...points].sort(([one], [two]) => one - two).map(([second, statistic]) => ({ second, statistic })),
    ),
  }))
}

function shrunk(point: StoredPoint): StoredPoint {
  if (point.statistic.values) shrinkDistribution(point.statistic.values, MOST_VALUES)
  return point
}

function mergeInto(into: Statistic, statistic: Statistic) {
  mergeStatistic(into, statistic)
  if (into.values) shrinkDistribution(into.values, MOST_VALUES)
}

function copyOf(statistic: Statistic): Statistic {
  const { values } = statistic
  return { ...statistic, ...(values ? { values: { ...values, counts: new Map(values.counts) } } : {}) }
}

function load(store: Store, tier: Tier, series: number, start: number): Map<number, Statistic> {
  const bytes = store.points.read(keyOf(tier, series, start))
  const points = bytes ? decodePoints(bytes) : []
  return new Map(points.map(({ second, statistic }) => [second, statistic]))
}

/** Keys of a series whose points are all older than their tier keeps them. */
export function expired(store: Store, series: number, tiers: readonly Tier[], second: number): Uint8Array[] {
  return tiers.flatMap((tier) => {
    const oldest = second - tier.kept
    if (oldest <= tier.span) return []
    const keys = store.points.keys(
      keyOf(tier, series, 0),
      keyOf(tier, series, spanOf(tier, oldest - tier.span) + 1),
      MOST_ROWS,
    )
    return keys.filter((key) => startOf(key) + tier.span <= oldest)
  })
}
