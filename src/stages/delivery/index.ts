import type { Log } from '../../observe/log.ts'
import type { Meter } from '../../observe/metrics.ts'
import type { RoomHealth, Service, Sink } from '../../record/index.ts'
import { deliveryStreamOfKey, failedRecords } from './core/failed-records.ts'
import type { DeliveryStreamStatus } from './delivery-stream.ts'
import { unpacked } from './destinations/bodies/unpacked.ts'
import { errors } from './errors.ts'
import { watchWith } from './observed.ts'
import { readSettings } from './operations/read-settings.ts'
import type { DeliveryPorts } from './ports.ts'
import { createRegistry } from './registry.ts'
import { type Replayed, replayRecords } from './replay.ts'
import { firehoseService } from './service.ts'
import type { Delivered } from './tally.ts'

export type { DeliveryStreamStatus } from './delivery-stream.ts'
export type {
  DeliveryPorts,
  DirectStream,
  DocumentIndex,
  HttpPost,
  Objects,
  StreamSource,
  Transform,
} from './ports.ts'
export type { Replayed } from './replay.ts'
export type { Delivered } from './tally.ts'

export interface DeliveryRoom {
  /** `firehose` */
  readonly service: Service
  /** Delivery streams that were made before go on from where they were. */
  start(): void
  /** Finishes what is in flight and delivers open buffers. */
  stop(): Promise<void>
  health(): RoomHealth
  /** One entry a delivery stream, in name order. */
  status(): DeliveryStreamStatus[]
  /** Called for every source batch when its records are durable at the destination or in the error output. */
  onDelivered(listener: (delivered: Delivered) => void): () => void
  /**
   * Sends the records of an error object through the delivery stream that its key names, once more. Throws a sentence
   * for a person when the object is no error object, or there is no such delivery stream.
   */
  replay(key: string, object: Uint8Array, signal: AbortSignal): Promise<Replayed & { deliveryStream: string }>
  /** Where producers put records of a DirectPut delivery stream; undefined if there is no such stream. */
  sink(deliveryStream: string): Sink | undefined
}

/** The delivery room: Firehose. `meter` counts AWS/Firehose; absent, nothing does. */
export function createDelivery(
  ports: DeliveryPorts & { readonly log: Log; readonly meter?: Meter },
): DeliveryRoom {
  const watch = ports.meter && watchWith(ports.meter, ports.now, () => performance.now())
  const listeners = new Set<(delivered: Delivered) => void>()
  const tell = (delivered: Delivered) => {
    for (const listener of listeners) listener(delivered)
  }
  const registry = createRegistry(ports, ports.log, tell, watch)
  const service = firehoseService(ports, registry)
  const status = () => registry.list().flatMap(({ running }) => running?.status() ?? [])
  return {
    service: watch ? watch.service(service, registry) : service,
    start: registry.start,
    stop: registry.stop,
    status,
    health: () =>
      healthOf(
        status(),
        registry.list().flatMap(({ problem }) => problem ?? []),
      ),
    onDelivered(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async replay(key, object, signal) {
      const deliveryStream = deliveryStreamOfKey(key)
      const entry = deliveryStream === undefined ? undefined : registry.get(deliveryStream)
      if (!entry) throw errors.notReplayed(key, deliveryStream)
      const records = failedRecords((await unpacked(Buffer.from(object))).toString())
      const settings = readSettings(entry.definition)
      return {
        deliveryStream: settings.name,
        ...(await replayRecords(ports, settings, ports.log, records, signal)),
      }
    },
    sink: (name) => registry.get(name)?.running?.sink,
  }
}

/** The room is as well as its worst delivery stream. */
function healthOf(streams: readonly DeliveryStreamStatus[], problems: readonly string[]): RoomHealth {
  const worst = (['failing', 'starting', 'stopped', 'ok'] as const).find((state) =>
    streams.some((stream) => stream.state === state),
  )
  const newest = streams
    .flatMap(({ lastError }) => lastError ?? [])
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .at(0)
  return {
    room: 'delivery',
    state: problems.length > 0 ? 'failing' : (worst ?? 'ok'),
    lagMillis: Math.max(0, ...streams.map(({ lagMillis }) => lagMillis)),
    lagRecords: Math.max(0, ...streams.map(({ lagRecords }) => lagRecords)),
    ...(newest ? { lastError: newest } : {}),
    detail: {
      ...(problems.length > 0 ? { problems } : {}),
      deliveryStreams: Object.fromEntries(streams.map(({ name, ...rest }) => [name, rest])),
    },
  }
}
