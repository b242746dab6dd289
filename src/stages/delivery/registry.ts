import type { Log } from '../../observe/log.ts'
import { type Definition, nameOf } from './definition.ts'
import {
  beginBackup,
  type DeliveryStream,
  forgetSource,
  prepareSource,
  runDeliveryStream,
} from './delivery-stream.ts'
import { KINDS, markOf } from './destinations/context.ts'
import type { Watch } from './observed.ts'
import { readSettings } from './operations/read-settings.ts'
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
  /**
   * Resolves when what `make` makes of the definition is durable. Changes of one delivery stream wait for each
   * other; what `make` throws is thrown, and nothing is changed.
   */
  change(entry: Entry, make: (definition: Definition) => Definition): Promise<void>
  /**
   * As `change`, for another configuration: what is buffered is delivered by the old one, what comes after it by the
   * new one. A crash at any moment leaves the one or the other.
   */
  update(entry: Entry, make: (definition: Definition) => Definition | Promise<Definition>): Promise<void>
  /** Delivers what is in flight, then forgets the delivery stream. A deletion that a crash interrupts goes on. */
  remove(entry: Entry): Promise<void>
  start(): void
  stop(): Promise<void>
}

export interface Entry {
  definition: Definition
  status: 'CREATING' | 'ACTIVE' | 'DELETING' | 'DELETING_FAILED'
  /** While encryption is switched on or off. */
  encrypting?: 'ENABLING' | 'DISABLING'
  running: DeliveryStream | undefined
  /** Why a definition of an earlier start can't be run, or this one could not be deleted. */
  problem?: string
  /** The last change under way. */
  queue: Promise<unknown>
}

const MARK = 'firehose/streams/'

export function createRegistry(
  ports: DeliveryPorts,
  log: Log,
  onDelivered: (delivered: Delivered) => void,
  watch?: Watch,
): Registry {
  const entries = new Map<string, Entry>()
  for (const [, text] of ports.marks.list(MARK)) {
    const definition = JSON.parse(text) as Definition
    entries.set(nameOf(definition), entryOf(definition, definition.deleting ? 'DELETING' : 'ACTIVE'))
  }
  let isStarted = false

  /** One definition that can't be read must not keep the others from running. */
  function begin(entry: Entry) {
    try {
      run(entry, readSettings(entry.definition))
    } catch (error) {
      entry.problem = (error as Error).message
      log.error('a delivery stream cannot be run', {
        deliveryStream: nameOf(entry.definition),
        reason: entry.problem,
      })
    }
  }

  function run(entry: Entry, settings: Settings) {
    if (!isStarted) return
    const watched = watch?.ports(ports, settings) ?? ports
    entry.running = runDeliveryStream(watched, settings, log, (delivered) => {
      watch?.delivered(settings, delivered)
      onDelivered(delivered)
    })
    delete entry.problem
  }

  function enqueue(entry: Entry, act: () => Promise<void>): Promise<void> {
    const done = entry.queue.then(act)
    entry.queue = done.catch(() => {})
    return done
  }

  const write = (definition: Definition) =>
    ports.marks.write(`${MARK}${nameOf(definition)}`, JSON.stringify(definition))

  async function change(entry: Entry, make: (definition: Definition) => Definition | Promise<Definition>) {
    const next = await make(entry.definition)
    await write(next)
    entry.definition = next
  }

  /** In this order: until the definition is gone, a start finds it and does the rest. */
  async function erase(entry: Entry) {
    const { definition } = entry
    const name = nameOf(definition)
    try {
      await write({ ...definition, deleting: true })
      await entry.running?.stop()
      await forgetSource(ports, definition)
      for (const kind of KINDS) await ports.marks.remove(markOf(kind, { name, ...definition }))
      await ports.marks.remove(`${MARK}${name}`)
    } catch (error) {
      entry.status = 'DELETING_FAILED'
      entry.problem = (error as Error).message
      throw error
    }
    entries.delete(name)
    log.info('delivery stream deleted', { name })
  }

  function remove(entry: Entry) {
    entry.status = 'DELETING'
    return enqueue(entry, () => erase(entry))
  }

  return {
    get: (name) => entries.get(name),
    list: () => [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
    async add(definition, settings) {
      const entry = entryOf(definition, 'CREATING')
      entries.set(settings.name, entry)
      try {
        await prepareSource(ports, settings)
        await write(definition)
      } catch (error) {
        entries.delete(settings.name)
        throw error
      }
      entry.status = 'ACTIVE'
      log.info('delivery stream created', { name: settings.name })
      run(entry, settings)
    },
    change: (entry, make) => enqueue(entry, () => change(entry, make)),
    update: (entry, make) =>
      enqueue(entry, async () => {
        const had = hasBackup(entry.definition)
        await change(entry, make)
        await entry.running?.stop()
        if (!had && hasBackup(entry.definition)) await beginBackup(ports, readSettings(entry.definition))
        begin(entry)
        log.info('delivery stream updated', {
          name: nameOf(entry.definition),
          version: entry.definition.version,
        })
      }),
    remove,
    start() {
      isStarted = true
      for (const entry of entries.values()) {
        if (entry.status !== 'DELETING') begin(entry)
        else
          remove(entry).catch((error) =>
            log.error('a deletion could not be finished', { reason: error.message }),
          )
      }
    },
    async stop() {
      isStarted = false
      await Promise.all([...entries.values()].map(({ running }) => running?.stop()))
    },
  }
}

/** False too for a definition that can't be read. */
function hasBackup(definition: Definition): boolean {
  try {
    return readSettings(definition).backup !== undefined
  } catch {
    return false
  }
}

function entryOf(definition: Definition, status: Entry['status']): Entry {
  return { definition, status, running: undefined, queue: Promise.resolve() }
}
