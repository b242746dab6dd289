import { createHash } from 'node:crypto'
import { type RecordBatch, type Refusal, type Sink, sliceBatch } from '../../record/index.ts'
import { backoff, slowly } from './core/backoff.ts'
import type { Advance, Book } from './core/book.ts'
import { type Piece, rangesOf } from './core/buffer.ts'
import { joined } from './core/ranges.ts'
import { messageOf, noDestination, pushFailed, refusedRecords } from './errors.ts'
import { type Flow, nameOf } from './flow.ts'
import type { Ledger } from './ledger.ts'
import { type AgentPorts, RemoteFailure } from './ports.ts'
import { sleep } from './sleep.ts'

/** Most pushes of one file in flight; more than one only while there is much to catch up with. */
const WINDOW = 4

export interface SenderOptions {
  readonly flow: Flow
  readonly ports: AgentPorts
  readonly ledger: Ledger
  readonly book: Book
  readonly source: string
  /** Aborts pushes and retries. */
  readonly signal: AbortSignal
  onTrouble(error: Error): void
  onAck(records: number): void
}

/** Sends one content's records in order, and keeps its book. */
export interface Sender {
  /**
   * Resolves when there is room for the next piece; a `bulk` piece may leave while others are in flight.
   * Never rejects: what fails is sent again until it is taken or `signal` aborts.
   */
  send(piece: Piece, bulk: boolean): Promise<void>
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
  readonly busy: boolean
  /** End of the last piece given to `send`. */
  readonly sent: number
}

interface Flight {
  readonly slot: number
  readonly done: Promise<void>
}

export function createSender(options: SenderOptions): Sender {
  const { book, ledger, flow, signal } = options
  let flights: Flight[] = []
  let failing = 0
  let sent = book.offset
  // A slot's mark may be written over only when all that it tells is told by `base` as well.
  const held = new Map<number, number>(book.sent.length > 0 ? book.slots.map((slot) => [slot, book.end]) : [])

  const mayLeave = (bulk: boolean): boolean =>
    flights.length === 0 || (bulk && failing === 0 && flights.length < (flow.window ?? WINDOW))

  const freeSlot = (): number => {
    let slot = 0
    while (flights.some((flight) => flight.slot === slot) || (held.get(slot) ?? 0) > book.offset) slot++
    return slot
  }

  /** Resolves when all that left before has been acknowledged. */
  const ahead = async (slot: number): Promise<void> => {
    const earlier = flights.slice(
      0,
      flights.findIndex((flight) => flight.slot === slot),
    )
    await Promise.all(earlier.map((flight) => flight.done))
  }

  async function fly(piece: Piece, from: number, slot: number): Promise<void> {
    let batch = batchOf(piece, options)
    let records: number[] | undefined
    for (let attempt = 1; !signal.aborted; attempt++) {
      const advance = advanceOf(piece, from, book)
      const { refusals, failure } = await attemptPush(batch, slot, advance)
      if (!failure) {
        ledger.settle(book, slot, advance)
        options.onAck(batch.ends.length)
        if (attempt > 1) failing--
        return
      }
      if (attempt === 1) failing++
      if (refusals) {
        records = refusals.map(({ at }) => (records ? records[at] : at))
        options.onAck(batch.ends.length - refusals.length)
        // The sink may have kept the mark with the records that it took: correct it before anything else.
        await correct(slot, { ...advance, holes: joined(rangesOf(piece, records)) })
        batch = pick(
          batch,
          refusals.map(({ at }) => at),
        )
      }
      await ahead(slot)
      const { retryInitialBackoffMillis: initial, retryMaxBackoffMillis: most } = flow
      const wait = isLasting(failure)
        ? slowly(most, random(options))
        : backoff(attempt, initial, most, random(options))
      await sleep(wait, signal)
    }
  }

  /** Refusals: the other records were taken. A failure alone: perhaps none of them. */
  async function attemptPush(
    batch: RecordBatch,
    slot: number,
    advance: Advance,
  ): Promise<{ refusals?: readonly Refusal[]; failure?: Error }> {
    try {
      const refusals = await destination(options).push(batch, signal, ledger.mark(book, slot, advance))
      if (refusals.length === 0) return {}
      if (!signal.aborted) options.onTrouble(refusedAs(options.source, refusals))
      return { refusals, failure: refusals[0].reason }
    } catch (error) {
      if (!signal.aborted) options.onTrouble(asTrouble(options.source, error))
      return { failure: error as Error }
    }
  }

  async function correct(slot: number, advance: Advance): Promise<void> {
    const { key, value } = ledger.mark(book, slot, advance)
    try {
      await options.ports.marks.write(key, value)
      ledger.settle(book, slot, advance)
    } catch (error) {
      options.onTrouble(asTrouble(options.source, error))
    }
  }

  return {
    async send(piece, bulk) {
      while (!mayLeave(bulk)) await Promise.race(flights.map((flight) => flight.done))
      if (signal.aborted) return
      // What was skipped since the last piece (a header, the rest of a long line) is done with this one.
      const from = Math.min(sent, piece.from)
      sent = piece.trail.position
      const slot = freeSlot()
      held.set(slot, sent)
      const done = fly(piece, from, slot).then(() => {
        flights = flights.filter((flight) => flight.slot !== slot)
      })
      flights.push({ slot, done })
    },
    async idle() {
      while (flights.length > 0) await Promise.all(flights.map((flight) => flight.done))
    },
    get busy() {
      return flights.length > 0
    },
    get sent() {
      return sent
    },
  }
}

function destination({ flow, ports }: SenderOptions): Sink {
  const sink = ports.sink(flow.destination)
  if (!sink) throw noDestination(flow.id, nameOf(flow.destination))
  return sink
}

function isLasting(failure: Error): boolean {
  return failure instanceof RemoteFailure && failure.isLasting
}

function advanceOf(piece: Piece, from: number, book: Book): Advance {
  const { trail, half, mid, header } = piece
  return { trail, base: Math.min(book.offset, from), from, half, mid, header }
}

function batchOf(piece: Piece, options: SenderOptions): RecordBatch {
  const { bytes, ends, header } = piece
  return {
    bytes,
    ends,
    times: new Float64Array(ends.length).fill(options.ports.now()),
    keys: keysOf(piece, options),
    ...(header === undefined ? {} : { header }),
    source: options.source,
  }
}

/**
 * Inside the process RANDOM gives a batch one random key, not each record its own: over many batches the shards get
 * the same share, with one hash in place of thousands. A service, which limits each shard, gets a key a record.
 */
function keysOf(piece: Piece, options: SenderOptions): string[] {
  const { flow } = options
  const randomKey = () => String(random(options) * 1_000_000)
  if (flow.partitionKeyOption === 'DETERMINISTIC') return digestsOf(piece)
  return flow.hasKeyEach ? Array.from(piece.ends, randomKey) : [randomKey()]
}

function digestsOf({ bytes, ends }: Piece): string[] {
  return Array.from(ends, (end, at) =>
    createHash('md5')
      .update(bytes.subarray(at === 0 ? 0 : ends[at - 1], end))
      .digest('hex'),
  )
}

const random = ({ ports }: SenderOptions): number => (ports.random ?? Math.random)()

/** The batch of these records alone. */
function pick(batch: RecordBatch, records: readonly number[]): RecordBatch {
  const parts = records.map((at) => sliceBatch(batch, at, at + 1))
  let size = 0
  return {
    ...batch,
    bytes: Buffer.concat(parts.map((part) => part.bytes)),
    ends: Uint32Array.from(parts, (part) => {
      size += part.bytes.length
      return size
    }),
    times: Float64Array.from(parts, (part) => part.times[0]),
    keys: batch.keys.length === 1 ? batch.keys : parts.map((part) => part.keys[0]),
  }
}

function refusedAs(source: string, refusals: readonly Refusal[]): Error {
  return refusedRecords(source, refusals.length, refusals[0].reason.message)
}

function asTrouble(source: string, error: unknown): Error {
  return pushFailed(source, messageOf(error))
}
