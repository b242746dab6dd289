import type { Log } from '../../observe/log.ts'
import type { Reading as Counted, Meter } from '../../observe/metrics.ts'
import type { Trouble } from '../../observe/trouble.ts'
import type { MetricStore, Reading } from './ports.ts'

/** Brings the program's own metrics from its meter to the store, minute by minute. */
export interface Collector {
  start(): void
  /** Also brings what the current minute has. */
  stop(): Promise<void>
  /** Readings written, and those given up because the store failed for too long. */
  counts(): { readonly written: number; readonly lost: number }
}

export interface CollectorPorts {
  readonly meter: Meter
  readonly store: MetricStore
  readonly now: () => number
  readonly log: Log
  readonly trouble: Trouble
  /** Calls `run` every `millis`; returns what stops it. */
  readonly every: (millis: number, run: () => void) => () => void
}

const LOOK_MILLIS = 10_000
/** What waits while the store fails: a busy program has some hundred readings a minute. */
const MOST_WAITING = 20_000

export function createCollector({ meter, store, now, log, trouble, every }: CollectorPorts): Collector {
  let waiting: Reading[] = []
  let [written, lost] = [0, 0]
  let running = Promise.resolve()
  let stopped: (() => void) | undefined

  async function collect(all: boolean) {
    waiting.push(...meter.drain(now(), all).map(readingOf))
    const over = waiting.length - MOST_WAITING
    if (over > 0) {
      lost += over
      waiting = waiting.slice(over)
    }
    if (waiting.length === 0) return
    const taken = waiting
    waiting = []
    try {
      await store.write(taken)
      written += taken.length
      trouble.clear()
    } catch (error) {
      waiting = [...taken, ...waiting]
      trouble.raise(error as Error)
      log.warn("the program's own metrics could not be kept; they are tried again", {
        reason: (error as Error).message,
      })
    }
  }

  const next = (all: boolean) => {
    running = running.then(() => collect(all))
    return running
  }

  return {
    start() {
      stopped = every(LOOK_MILLIS, () => void next(false))
    },
    async stop() {
      stopped?.()
      await next(true)
      lost += waiting.length
    },
    counts: () => ({ written, lost: lost + meter.dropped() }),
  }
}

function readingOf({ dimensions, ...counted }: Counted): Reading {
  return {
    ...counted,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
  }
}
