import type { Log } from '../../observe/log.ts'
import type { Meter, Reading } from '../../observe/metrics.ts'
import { messageOf, metricsNotPublished } from './errors.ts'
import type { MetricData, RemoteMetrics } from './ports.ts'

export interface PublisherOptions {
  readonly meter: Pick<Meter, 'drain'>
  /** Absent: nowhere (cloudwatch.emitMetrics is off). */
  readonly remote: RemoteMetrics | undefined
  readonly namespace: string
  readonly periodMillis: number
  readonly now: () => number
  readonly log: Log
  /** log.emitMetrics: each of them in the log as well. */
  readonly areLogged: boolean
}

/** Publishes the minutes that have ended, every period; what can't be published is dropped, with a line in the log. */
export interface Publisher {
  start(): void
  /** Publishes what is left, for `millis` at most. */
  stop(millis: number): Promise<void>
}

export function createPublisher(options: PublisherOptions): Publisher {
  const { meter, remote, log } = options
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let told = ''

  async function publish(readings: readonly Reading[], signal: AbortSignal): Promise<void> {
    if (readings.length === 0) return
    const data = readings.map(dataOf)
    if (options.areLogged) for (const each of data) log.info(`metric ${each.name}`, { ...each })
    if (!remote) return
    try {
      await remote.publish(options.namespace, data, signal)
      told = ''
    } catch (error) {
      const { message } = metricsNotPublished(messageOf(error))
      if (message !== told) log.warn(message)
      told = message
    }
  }

  return {
    start() {
      timer = setInterval(() => {
        const readings = meter.drain(options.now())
        // One at a time; a service that hangs must not pile them up.
        running = running.then(() => publish(readings, closing.signal))
      }, options.periodMillis)
      timer.unref()
    },
    async stop(millis) {
      clearInterval(timer)
      const giveUp = setTimeout(() => closing.abort(), millis)
      await running
      if (!closing.signal.aborted) await publish(meter.drain(options.now(), true), closing.signal)
      clearTimeout(giveUp)
      remote?.close()
    },
  }
}

function dataOf({ name, dimensions, unit, at, statistic }: Reading): MetricData {
  const { sum, count, minimum, maximum } = statistic
  return { name, dimensions, unit: unit === 'Bytes' ? 'Bytes' : 'Count', at, sum, count, minimum, maximum }
}
