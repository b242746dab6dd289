import { setImmediate } from 'node:timers/promises'
import { type Catalog, rowOf, type Series } from './catalog.ts'
import { keyOf, LAST_SECOND, TIERS } from './key.ts'
import type { Queue } from './queue.ts'
import { expired, MOST_ROWS, type RollUp, rollUp } from './roll-up.ts'
import type { Store } from './store.ts'

export interface SweepPorts {
  readonly store: Store
  readonly catalog: Catalog
  readonly queue: Queue
  readonly now: () => number
  readonly stopped: () => boolean
}

/**
 * Rows of a full quarter of an hour join the chunks some minutes later: to read a row costs as much as an hour's
 * chunk, to write a chunk as much as an hour's rows.
 */
const QUARTER = 900
const LATE_SECONDS = 300
const LONGEST_KEPT = Math.max(...TIERS.map(({ kept }) => kept))

/**
 * One round of background work: rows of full hours join the chunks, what is too old goes, then series without any
 * point. Series by series, a commit for some of them: writers get their turn in between.
 */
export async function sweep(ports: SweepPorts): Promise<void> {
  const all = ports.catalog.all()
  for (let at = 0; at < all.length && !ports.stopped(); ) {
    at += await ports.queue.add(() => sweepSome(ports, all.slice(at, at + 32)))
    await setImmediate()
  }
}

/** How many of the series are done; of one with very many rows a part is done, and it comes again. */
async function sweepSome({ store, catalog, now }: SweepPorts, some: readonly Series[]): Promise<number> {
  const second = Math.floor(now() / 1000)
  const before = second - LATE_SECONDS - ((second - LATE_SECONDS) % QUARTER)
  const work: RollUp[] = []
  let [rows, done] = [0, 0]
  const old: Uint8Array[] = []
  const empty: Series[] = []
  for (const series of some) {
    if (rows >= MOST_ROWS) break
    const rolled = rollUp(store, series.id, before)
    rows += rolled.rows
    work.push(rolled)
    if (rolled.rows === MOST_ROWS) break
    done++
    old.push(...expired(store, series.id, TIERS, second))
    if (isEmpty(store, series, second)) empty.push(series)
  }
  if (rows + old.length + empty.length === 0) return done
  await store.commit(() => {
    for (const { put } of work) put()
    // After the chunks: a row of the last day that is kept may join one that goes.
    for (const key of old) store.points.remove(key)
    for (const series of empty) store.series.remove(rowOf(series))
  })
  for (const series of empty) catalog.remove(series)
  return done
}

/** Nothing came for longer than anything is kept, and the last of it has gone in an earlier round. */
function isEmpty(store: Store, { id, published }: Series, second: number): boolean {
  if (published / 1000 > second - LONGEST_KEPT) return false
  return TIERS.every(
    (tier) => store.points.keys(keyOf(tier, id, 0), keyOf(tier, id, LAST_SECOND), 1).length === 0,
  )
}
