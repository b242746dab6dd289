import { countOf, type RecordBatch } from '../../record/index.ts'
import { type Bell, createBell } from './bell.ts'
import { Stopped } from './patience.ts'
import type { StreamSource } from './ports.ts'
import type { Part, Process } from './processing.ts'

/** A pulled batch, processed, on its way to the destination. */
export interface Load {
  readonly parts: readonly Part[]
  readonly receipt: Receipt
}

/** What is left to do for a batch when its records are durable; holds none of the batch's memory. */
export interface Receipt {
  readonly ack: () => Promise<void>
  readonly shard: string
  /** Counters; `next` exclusive. */
  readonly first: number
  readonly next: number
  readonly records: number
  readonly bytes: number
  /** Arrival of the oldest record, ms since 1970. */
  readonly arrived: number
  readonly source?: string
}

/** Pulls and processes ahead of the destination; gives loads back in the order they were pulled. */
export interface Conveyor {
  /** The next load, if it is ready. */
  take(): Load | undefined
  /** Nothing more will come: stopped, or the source has ended, and all was taken. */
  ended(): boolean
  /** Why it ended, if not by a stop. */
  failure(): Error | undefined
  /** Bytes of records that were pulled and not taken. */
  waitingBytes(): number
}

export interface ConveyorPorts {
  readonly source: StreamSource
  readonly process: Process
  /** Rung when a load becomes ready or the conveyor ends. */
  readonly bell: Bell
  readonly signal: AbortSignal
}

/** Transforms at the same moment, and records that may wait for the destination. */
const AHEAD = 2
const WAITING_RECORDS = 24_576
const WAITING_BYTES = 8 << 20

interface Slot {
  readonly batch: RecordBatch
  readonly receipt: Receipt
  parts?: readonly Part[]
}

export function createConveyor(ports: ConveyorPorts): Conveyor {
  const { source, process, bell, signal } = ports
  const slots: Slot[] = []
  const room = createBell()
  let [busy, records, bytes] = [0, 0, 0]
  let ended = false
  let failure: Error | undefined

  const stop = () => room.ring()
  signal.addEventListener('abort', stop)
  pump()
    .catch((error) => {
      if (!(error instanceof Stopped)) failure = error as Error
    })
    .finally(() => {
      signal.removeEventListener('abort', stop)
      ended = true
      bell.ring()
    })

  async function pump() {
    while (!signal.aborted && !failure) {
      if (busy >= AHEAD || records >= WAITING_RECORDS || bytes >= WAITING_BYTES) {
        await room.heard()
        continue
      }
      const slot = await pull()
      if (!slot) break
      slots.push(slot)
      records += slot.receipt.records
      bytes += slot.batch.bytes.length
      busy++
      fill(slot)
    }
    while (busy > 0) await room.heard()
  }

  async function pull(): Promise<Slot | undefined> {
    const delivery = await source.pull(signal)
    if (!delivery) {
      if (!signal.aborted)
        throw new Error('The source stream has ended: it was deleted, or is read elsewhere.')
      return undefined
    }
    const { batch, ack } = delivery
    if (!batch.origin) throw new Error('A source gave a batch without its origin.')
    const { shard, first } = batch.origin
    const count = countOf(batch)
    const receipt = {
      ...{ ack, shard, first, next: first + count, records: count },
      ...{ bytes: batch.bytes.length, arrived: batch.times[0] ?? 0 },
    }
    return { batch, receipt: batch.source === undefined ? receipt : { ...receipt, source: batch.source } }
  }

  function fill(slot: Slot) {
    process(slot.batch)
      .then(
        (parts) => {
          slot.parts = parts
        },
        (error) => {
          // A stop in the middle of a retry, or a fault of ours: what comes after must not overtake it.
          failure ??= error instanceof Stopped ? undefined : (error as Error)
          const at = slots.indexOf(slot)
          if (at >= 0) slots.splice(at)
        },
      )
      .finally(() => {
        busy--
        room.ring()
        bell.ring()
      })
  }

  return {
    take() {
      if (slots.length === 0 || !slots[0].parts) return undefined
      const { parts, batch, receipt } = slots.shift() as Slot & { parts: readonly Part[] }
      records -= receipt.records
      bytes -= batch.bytes.length
      room.ring()
      return { parts, receipt }
    },
    ended: () => ended && slots.length === 0,
    failure: () => failure,
    waitingBytes: () => bytes,
  }
}
