import type { SearchConsumer } from './searchable.ts'
import type { DirectStream } from './stages/delivery/ports.ts'
import { directStreamName, type StreamRoom, type StreamSource } from './stages/stream/index.ts'
import type { StreamEngine } from './stages/stream/ports.ts'

const CONSUMER = 'delivery'
const RETENTION_MILLIS = 24 * 3_600_000

/**
 * What is put straight to a delivery stream is kept in a stream of its own before success is reported, so that it
 * survives a crash like everything else. No client of Kinesis can name that stream.
 */
export function openDirectStream(
  engine: StreamEngine,
  streams: StreamRoom,
  deliveryStream: string,
  besides?: 'backup',
): DirectStream & { readonly reads: SearchConsumer } {
  const name = directStreamName(deliveryStream)
  const consumer = besides ?? CONSUMER
  const made = make(engine, name, `firehose-${deliveryStream}`)
  made.catch(() => {}) // whoever awaits it hears of the failure
  let opened: StreamSource | undefined
  const source = async () => {
    await made
    opened ??= streams.source(name, consumer, { from: 'TRIM_HORIZON' })
    return opened
  }
  return {
    reads: { stream: name, consumer },
    ready: () => made,
    sink: {
      async push(batch, signal, mark) {
        await made
        const sink = streams.sink(name)
        if (!sink) throw new Error(`Delivery stream ${deliveryStream} is being deleted.`)
        return sink.push(batch, signal, mark)
      },
    },
    source: {
      pull: async (signal) => (await source()).pull(signal),
      seek: async (position) => (await source()).seek(position),
      lag: () => opened?.lag() ?? { records: 0, millis: 0 },
      close: () => opened?.close(),
      forget: async () => (await source()).forget(),
    },
    async remove() {
      await made
      if (engine.describe(name)) await engine.remove(name)
    },
  }
}

const making = new WeakMap<StreamEngine, Map<string, Promise<void>>>()

/** Two that ask at the same moment get the same stream. */
function make(engine: StreamEngine, name: string, earlier: string): Promise<void> {
  if (engine.describe(name)) return Promise.resolve()
  const underWay = making.get(engine) ?? new Map<string, Promise<void>>()
  making.set(engine, underWay)
  const known = underWay.get(name)
  if (known) return known
  const made = (
    isEarlier(engine, earlier) ? engine.rename(earlier, name) : engine.create(name, 1, RETENTION_MILLIS)
  ).finally(() => underWay.delete(name))
  underWay.set(name, made)
  return made
}

/** Earlier programs called it `firehose-NAME`. A client's stream of that name has no consumer of ours. */
function isEarlier(engine: StreamEngine, name: string): boolean {
  return engine.describe(name) !== undefined && engine.position(name, CONSUMER) !== undefined
}
