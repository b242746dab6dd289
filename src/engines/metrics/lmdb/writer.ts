import { emptyStatistic, mergeStatistic, type Statistic } from '../../../record/index.ts'
import type { Reading } from '../../../stages/metrics/ports.ts'
import type { Catalog, Series } from './catalog.ts'
import { FINE, keyOf, ROW, spanOf, type Tier } from './key.ts'
import { decodePoints, encodePoints } from './point-run.ts'
import type { Queue } from './queue.ts'
import type { Store } from './store.ts'

/** What came for one row since the last commit. */
interface Pending {
  readonly tier: Tier
  readonly series: Series
  readonly second: number
  readonly statistic: Statistic
}

/** Gathers what many callers write while a commit is on its way: they share the next one. */
export function createWriter(store: Store, catalog: Catalog, queue: Queue, now: () => number) {
  let pending = new Map<string, Pending>()
  let next: Promise<void> | undefined

  function gather(tier: Tier, series: Series, { at, statistic }: Reading) {
    const second = spanOf(tier, Math.floor(at / 1000))
    const key = `${tier.id} ${series.id} ${second}`
    const found = pending.get(key) ?? { tier, series, second, statistic: emptyStatistic() }
    mergeStatistic(found.statistic, statistic)
    pending.set(key, found)
  }

  async function commit() {
    const rows = [...pending.values()]
    pending = new Map()
    next = undefined
    const encoded = rows.map((row) => {
      const key = keyOf(row.tier, row.series.id, row.second)
      const before = store.points.read(key)
      if (before) mergeStatistic(row.statistic, decodePoints(before)[0].statistic)
      return { key, bytes: encodePoints([{ second: row.second, statistic: row.statistic }]) }
    })
    let settled: (() => void)[] = []
    await store.commit(() => {
      for (const { key, bytes } of encoded) store.points.put(key, bytes)
      settled = [...new Set(rows.map(({ series }) => series))].map(catalog.put)
    })
    for (const settle of settled) settle()
  }

  return (readings: readonly Reading[]): Promise<void> => {
    const resolved = catalog.resolve(readings)
    const time = now()
    readings.forEach((reading, at) => {
      resolved[at].published = Math.max(resolved[at].published, time)
      gather(ROW, resolved[at], reading)
      if (reading.fine && reading.at >= time - FINE.kept * 1000) gather(FINE, resolved[at], reading)
    })
    next ??= queue.add(commit)
    return next
  }
}
