import type { Log } from '../../observe/log.ts'
import type { Meter } from '../../observe/metrics.ts'
import { createTrouble } from '../../observe/trouble.ts'
import type { RoomHealth, Service } from '../../record/index.ts'
import { createCollector } from './collector.ts'
import type { MetricStore } from './ports.ts'
import { cloudWatchService } from './service.ts'

export interface MetricsPorts {
  readonly store: MetricStore
  /** What the rooms count with. */
  readonly meter: Meter
  readonly now: () => number
  readonly log: Log
  /** Calls `run` every `millis`; returns what stops it. Injected by tests. */
  readonly every?: (millis: number, run: () => void) => () => void
}

export interface MetricsRoom {
  /** `cloudwatch` */
  readonly service: Service
  /** From now on the program's own metrics are kept, too. */
  start(): void
  /** Keeps what was counted until now. The store stays open. */
  stop(): Promise<void>
  /** Something in the background of the store failed; it tries again. */
  trouble(error: Error): void
  health(): RoomHealth
}

/** The metrics room: CloudWatch's metrics, those of clients and the program's own. */
export function createMetrics({ store, meter, now, log, every = repeat }: MetricsPorts): MetricsRoom {
  const own = log.room('metrics')
  const trouble = createTrouble(now)
  const collector = createCollector({ meter, store, now, log: own, trouble, every })
  return {
    service: cloudWatchService({ store, now }),
    start: collector.start,
    stop: collector.stop,
    trouble(error) {
      trouble.raise(error)
      own.warn('metrics could not be rolled up; it is tried again', { reason: error.message })
    },
    health: () => ({
      room: 'metrics',
      ...trouble.state(),
      detail: { metrics: store.size(), ...collector.counts() },
    }),
  }
}

function repeat(millis: number, run: () => void): () => void {
  const timer = setInterval(run, millis)
  timer.unref()
  return () => clearInterval(timer)
}
