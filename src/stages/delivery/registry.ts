import type { Log } from '../../observe/log.ts'
import { type DeliveryStream, openSource, runDeliveryStream } from './delivery-stream.ts'
import { markOf } from './destinations/context.ts'
import { type Definition, readSettings } from './operations/read-settings.ts'
import type { DeliveryPorts } from './ports.ts'
import type { Settings } from './settings.ts'
import type { Delivered } from './tally.ts'

/** All delivery streams: their definitions in marks, and those at work. */
export interface Registry {
  get(name: string): Entry | undefined
  /** In name order. */
  list(): Entry[]
  /** Resolves when the definition is durable; delivery begins at once if the room is started. */
  add(definition: Definition, settings: Settings): Promise<void>
  /** Delivers what is in flight, then forgets the delivery stream. */
  remove(name: string): Promise<void>
  start(): void
  stop(): Promise<void>
}

export interface Entry {
  readonly definition: Definition
  status: 'ACTIVE' | 'DELETING'
  running: DeliveryStream | undefined
  /** Why a definition of an earlier start can't be run. */
  problem?: string
}

const MARK = 'firehose/streams/'

export function createRegistry(
  ports: DeliveryPorts,
  log: Log,
  onDelivered: (delivered: Delivered) => void,
): Registry {
  const entries = new Map<string, Entry>()
  for (const [, text] of ports.marks.list(MARK)) {
    const definition = JSON.parse(text) as Definition
    entries.set(definition.input.DeliveryStreamName, { definition, status: 'ACTIVE', running: undefined })
  }
  let isStarted = false

  function run(entry: Entry, settings: Settings) {
    entry.running = runDeliveryStream(ports, settings, log, onDelivered)
  }

  /** One definition that can't be read must not keep the others from running. */
  function begin(entry: Entry) {
    try {
      run(entry, readSettings(entry.definition))
    } catch (error) {
      entry.problem = (error as Error).message
      const { DeliveryStreamName: name } = entry.definition.input
      log.error('a delivery stream cannot be run', { deliveryStream: name, reason: entry.problem })
    }
  }

  return {
    get: (name) => entries.get(name),
    list: () => [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
    async add(definition, settings) {
      const entry: Entry = { definition, status: 'ACTIVE', running: undefined }
      entries.set(settings.name, entry)
      try {
        // Opened once now, so that reading begins with what arrives after this moment; see StreamSource.
        if (settings.sourceArn !== undefined) openSource(ports, settings).close?.()
        await ports.marks.write(`${MARK}${settings.name}`, JSON.stringify(definition))
      } catch (error) {
        entries.delete(settings.name)
        throw error
      }
      log.info('delivery stream created', { name: settings.name })
      if (isStarted) run(entry, settings)
    },
    async remove(name) {
      const entry = entries.get(name) as Entry
      entry.status = 'DELETING'
      await entry.running?.stop()
      await ports.marks.remove(`${MARK}${name}`)
      const settings = readSettings(entry.definition)
      await ports.marks.remove(markOf('lake', settings))
      await ports.marks.remove(markOf('errors', settings))
      await entry.running?.forget()
      entries.delete(name)
      log.info('delivery stream deleted', { name })
    },
    start() {
      isStarted = true
      for (const entry of entries.values()) if (!entry.running) begin(entry)
    },
    async stop() {
      isStarted = false
      await Promise.all([...entries.values()].map(({ running }) => running?.stop()))
    },
  }
}
