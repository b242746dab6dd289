import type { PointRun, Range } from '../../../stages/metrics/ports.ts'
import { CHUNKS, FINE, keyOf, LAST_SECOND, ROW, spanOf, type Tier } from './key.ts'
import { decodeRun } from './point-run.ts'
import type { Store } from './store.ts'

/** The points of a series in a range; synchronous, so that it sees one state of the store. */
export function readSeries(store: Store, series: number, range: Range, now: number): PointRun[] {
  const runs = (tier: Tier) => readTier(store, tier, series, range, now)
  const chunks = CHUNKS.find(({ resolution }) => resolution === Math.max(range.resolution, 60)) as Tier
  const coarse = [...runs(chunks), ...runs(ROW)]
  if (range.resolution >= 60) return coarse
  const fine = runs(FINE)
  if (fine.length === 0) return coarse
  const minutes = new Set(fine.flatMap(({ times }) => Array.from(times, minuteOf)))
  return [...fine, ...coarse.map((run) => without(run, minutes))]
}

function readTier(store: Store, tier: Tier, series: number, { from, until, values }: Range, now: number) {
  const oldest = Math.max(0, Math.floor(now / 1000) - tier.kept)
  const first = Math.max(Math.floor(from / 1000), oldest)
  const end = Math.min(Math.ceil(until / 1000), LAST_SECOND)
  if (end <= first) return []
  const keys = store.points.keys(keyOf(tier, series, spanOf(tier, first)), keyOf(tier, series, end))
  return keys.flatMap((key) => {
    const bytes = store.points.read(key)
    if (!bytes) return []
    const run = decodeRun(bytes, values)
    return [run.times[0] >= first * 1000 ? run : filter(run, (time) => time >= first * 1000)]
  })
}

const minuteOf = (time: number) => time - (time % 60_000)

/** A minute of which the seconds are known would count twice. */
function without(run: PointRun, minutes: ReadonlySet<number>): PointRun {
  return filter(run, (time) => !minutes.has(time))
}

function filter(run: PointRun, keep: (time: number) => boolean): PointRun {
  const places = Array.from(run.times.keys()).filter((at) => keep(run.times[at]))
  const pick = (column: Float64Array) => Float64Array.from(places, (at) => column[at])
  return {
    ...{ times: pick(run.times), sums: pick(run.sums), counts: pick(run.counts) },
    ...{ minima: pick(run.minima), maxima: pick(run.maxima) },
    ...(run.values ? { values: places.map((at) => run.values?.[at]) } : {}),
  }
}
