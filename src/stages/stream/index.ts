import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../observe/log.ts'
import type { Meter } from '../../observe/metrics.ts'
import { createTrouble } from '../../observe/trouble.ts'
import type { RoomHealth, Service, Sink } from '../../record/index.ts'
import { streamNameOfArn } from './core/arn.ts'
import { isInternal } from './core/internal.ts'
import { createShardLimits, noLimits } from './core/shard-limits.ts'
import { watchWith } from './observed.ts'
import type { ConsumerOptions, ConsumerSource, Lag, Position, Skipped, StreamEngine } from './ports.ts'
import { createKinesisService, type ServicePorts } from './service.ts'
import { createSink } from './sink.ts'

export { streamArn, streamNameOfArn } from './core/arn.ts'
export { directStreamName } from './core/internal.ts'

export interface StreamPorts {
  readonly engine: StreamEngine
  readonly now: () => number
  readonly log: Log
  /** Counts AWS/Kinesis; absent, nothing does. */
  readonly meter?: Meter
  /** Hold shards to Kinesis's throughput. Off unless asked for. */
  readonly shardLimits?: boolean | undefined
  /** Resolves after so many ms, or rejects when `signal` aborts. Injected by tests. */
  readonly pause?: (millis: number, signal: AbortSignal) => Promise<unknown>
}

/** A consumer's end of a stream, with all that its owner may do to it. */
export interface StreamSource extends ConsumerSource {
  /** Begins again at this position, for a destination that keeps it in a transaction of its own. */
  seek(position: Position): Promise<void>
  /** The position as acked; a restart may begin a moment before it. */
  position(): Position | undefined
  lag(): Lag
  /** Ends it and drops its position. */
  forget(): Promise<void>
}

export interface StreamRoom {
  readonly service: Service
  /** `stream` is a name or an ARN. Undefined when there is no such stream. */
  sink(stream: string): Sink | undefined
  /** `stream` is a name or an ARN. Throws when there is no such stream. */
  source(stream: string, consumer: string, options: ConsumerOptions): StreamSource
  health(): RoomHealth
  /** Where the engine reports what fails in the background: seen in the health, and in the log. */
  trouble(error: Error): void
  /** Where the engine reports a consumer's jump: in the log. */
  skipped(skipped: Skipped): void
}

/** The stream room: Kinesis Data Streams on an engine. The engine's owner closes it. */
export function createStream(ports: StreamPorts): StreamRoom {
  const { now, log, meter, shardLimits, pause } = ports
  const watch = meter && watchWith(meter, ports.engine, () => performance.now())
  const engine = watch ? watch.engine(ports.engine) : ports.engine
  const trouble = createTrouble(now)
  /** Consumers opened here, for the health page. */
  const opened = new Map<string, { stream: string; consumer: string }>()

  function openSource(stream: string, consumer: string, options: ConsumerOptions): StreamSource {
    const source = engine.consume(stream, consumer, options)
    const key = `${stream} ${consumer}`
    opened.set(key, { stream, consumer })
    return {
      pull: (signal) => source.pull(signal),
      close() {
        opened.delete(key)
        source.close()
      },
      seek: (position) => engine.seek(stream, consumer, position),
      position: () => engine.position(stream, consumer),
      lag: () => engine.lag(stream, consumer),
      async forget() {
        opened.delete(key)
        await engine.forget(stream, consumer)
      },
    }
  }

  function lags() {
    const alive = [...opened.values()].filter(({ stream }) => engine.describe(stream))
    return alive.map(({ stream, consumer }) => ({ stream, consumer, ...engine.lag(stream, consumer) }))
  }

  /** What keeps clients' records from the disk shows in the health, as what keeps the program's own. */
  const append: StreamEngine['append'] = async (stream, batch, signal, hashes) => {
    try {
      const placed = await engine.append(stream, batch, signal, hashes)
      trouble.clear()
      return placed
    } catch (error) {
      if (!signal.aborted && engine.describe(stream)) trouble.raise(error as Error)
      throw error
    }
  }

  function watchedService(given: ServicePorts): Service {
    const service = createKinesisService(given)
    return watch ? watch.service(service) : service
  }

  return {
    service: watchedService({
      engine: { ...engine, append, list: () => engine.list().filter((stream) => !isInternal(stream)) },
      now,
      limits: shardLimits ? createShardLimits() : noLimits,
      pause: pause ?? ((millis, signal) => sleep(millis, undefined, { signal })),
    }),
    sink(stream) {
      const name = streamNameOfArn(stream) ?? stream
      return engine.describe(name) ? createSink(engine, name, trouble) : undefined
    },
    source: (stream, consumer, options) => openSource(streamNameOfArn(stream) ?? stream, consumer, options),
    health() {
      const consumers = lags()
      return {
        room: 'stream',
        ...trouble.state(),
        lagMillis: Math.max(0, ...consumers.map(({ millis }) => millis)),
        lagRecords: Math.max(0, ...consumers.map(({ records }) => records)),
        detail: { streams: engine.list().map((name) => countsOf(engine, name)), consumers },
      }
    },
    trouble(error) {
      trouble.raise(error)
      log.error(error.message)
    },
    skipped(skipped) {
      log.warn(sentenceOf(skipped))
    },
  }
}

function sentenceOf({ stream, consumer, shard, from, to }: Skipped): string {
  const who = `Consumer ${consumer} of stream ${stream}`
  if (to > from) {
    return `${who} missed records ${from} to ${to - 1} of ${shard}: the retention period had passed before it read them.`
  }
  return `${who} stood at record ${from} of ${shard}, beyond its end. It goes on with record ${to}.`
}

function countsOf(engine: StreamEngine, stream: string) {
  const shards = engine.describe(stream)?.shards ?? []
  return {
    stream,
    shards: shards.length,
    written: shards.reduce((sum, { next }) => sum + next, 0),
    kept: shards.reduce((sum, { first, next }) => sum + next - first, 0),
  }
}
