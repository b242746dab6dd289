import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch'
import { openMetricStore } from '../../src/engines/metrics/lmdb.ts'
import { silentLog } from '../../src/observe/log.ts'
import { createMeter, type Meter } from '../../src/observe/metrics.ts'
import { createMetrics, type MetricsRoom } from '../../src/stages/metrics/index.ts'
import { type Bench, openBench } from './wire-bench.ts'

/** The metrics room behind the AWS door, on a disk and a clock of its own. */
export interface CloudWatchWorld {
  now: number
  readonly bench: Bench
  readonly meter: Meter
  readonly room: MetricsRoom
  /** Lets the room look at its meter. */
  look(): void
  client(config?: Partial<CloudWatchClientConfig>): CloudWatchClient
  close(): Promise<void>
}

export async function openCloudWatchWorld(): Promise<CloudWatchWorld> {
  const path = await mkdtemp(join(tmpdir(), 'cloudwatch-'))
  let look = () => {}
  const now = () => world.now
  const store = await openMetricStore({ path, now, onTrouble: (error) => bench.failures.push(error) })
  const meter = createMeter(now)
  const room = createMetrics({
    ...{ store, meter, now, log: silentLog },
    every(_, run) {
      look = run
      return () => {}
    },
  })
  const bench = await openBench([room.service])
  const clients: CloudWatchClient[] = []
  const world: CloudWatchWorld = {
    now: Date.parse('2026-11-20T12:00:30Z'),
    ...{ bench, meter, room, look: () => look() },
    client(config = {}) {
      const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
      const client = new CloudWatchClient({
        ...{ endpoint: bench.url, region: 'eu-west-1', credentials, maxAttempts: 1 },
        ...config,
      })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.destroy()
      await bench.close()
      await room.stop()
      await store.close()
      await rm(path, { recursive: true })
    },
  }
  return world
}
