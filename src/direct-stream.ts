import type { DirectStream } from './stages/delivery/ports.ts'
import type { StreamRoom, StreamSource } from './stages/stream/index.ts'
import type { StreamEngine } from './stages/stream/ports.ts'

const RETENTION_MILLIS = 24 * 3_600_000

/**
 * What is put straight to a delivery stream is kept in a stream of its own (`firehose-NAME`) before success is
 * reported, so that it survives a crash like everything else.
 */
export function openDirectStream(
  engine: StreamEngine,
  streams: StreamRoom,
  deliveryStream: string,
): DirectStream {
  const name = `firehose-${deliveryStream}`
  const made = engine.describe(name) ? Promise.resolve() : engine.create(name, 1, RETENTION_MILLIS)
  made.catch(() => {}) // whoever awaits it hears of the failure
  let opened: StreamSource | undefined
  const source = async () => {
    await made
    opened ??= streams.source(name, 'delivery', { from: 'TRIM_HORIZON' })
    return opened
  }
  return {
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
