import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMetricStore } from '../../src/engines/metrics/lmdb.ts'
import { describeMetricStore, LIMIT, type World } from './metrics.ts'

describeMetricStore('metric store on LMDB', async () => {
  const path = await mkdtemp(join(tmpdir(), 'metrics-'))
  let work = async () => {}
  const troubles: Error[] = []
  const open = () =>
    openMetricStore({
      path,
      now: () => world.now,
      onTrouble: (error) => troubles.push(error),
      every: (_, run) => {
        work = run
        return () => {}
      },
      limits: { series: LIMIT },
    })
  const world: World = {
    now: 0,
    store: undefined as never,
    async restart() {
      await world.store.close()
      world.store = await open()
    },
    async sweep() {
      await work()
      if (troubles.length > 0) throw troubles[0]
    },
    async end() {
      await world.store.close()
      await rm(path, { recursive: true })
    },
  }
  world.store = await open()
  return world
})
