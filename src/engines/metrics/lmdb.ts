import type { MetricStore } from '../../stages/metrics/ports.ts'
import { type CatalogLimits, openCatalog } from './lmdb/catalog.ts'
import { createQueue } from './lmdb/queue.ts'
import { readSeries } from './lmdb/reader.ts'
import { openStore } from './lmdb/store.ts'
import { sweep } from './lmdb/sweep.ts'
import { createWriter } from './lmdb/writer.ts'

export interface MetricStoreOptions {
  /** Folder of its own, made when absent; whoever opens the data folder sees to it that nobody else has it. */
  readonly path: string
  /** Wall clock, ms since 1970. */
  readonly now: () => number
  /** A failure in the background (roll-up, expiry); it is tried again. */
  readonly onTrouble: (error: Error) => void
  /** Calls `run` every `millis`, one at a time; returns what stops it. Injected by tests. */
  readonly every?: (millis: number, run: () => Promise<void>) => () => void
  readonly limits?: Partial<CatalogLimits>
}

const SWEEP_MILLIS = 5 * 60_000
const LIMITS: CatalogLimits = { series: 50_000, characters: 32 * 2 ** 20 }

/** The embedded metric store: an LMDB environment. */
export async function openMetricStore(options: MetricStoreOptions): Promise<MetricStore> {
  const { path, now, onTrouble } = options
  const store = await openStore(path)
  const catalog = openCatalog(store.series, { ...LIMITS, ...options.limits })
  const queue = createQueue()
  const write = createWriter(store, catalog, queue, now)
  let closed = false
  let sweeping = Promise.resolve()
  const stopSweeping = (options.every ?? every)(SWEEP_MILLIS, () => {
    sweeping = sweep({ store, catalog, queue, now, stopped: () => closed }).catch(onTrouble)
    return sweeping
  })
  const assertOpen = () => {
    if (closed) throw new Error('The metric store is closed.')
  }
  return {
    async write(readings) {
      assertOpen()
      await write(readings)
    },
    list: (after = 0) => catalog.list(after),
    read(metric, range) {
      assertOpen()
      return catalog.find(metric).map(({ id, unit }) => ({
        unit,
        runs: readSeries(store, id, range, now()),
      }))
    },
    size: catalog.size,
    async close() {
      if (closed) return
      closed = true
      stopSweeping()
      await sweeping
      await queue.idle()
      await store.close()
    },
  }
}

function every(millis: number, run: () => Promise<void>): () => void {
  let running = false
  const timer = setInterval(async () => {
    if (running) return
    running = true
    await run()
    running = false
  }, millis)
  timer.unref()
  return () => clearInterval(timer)
}
