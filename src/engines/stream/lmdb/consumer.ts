import type { Delivery } from '../../../record/index.ts'
import type {
  ConsumerOptions,
  ConsumerSource,
  Position,
  Skipped,
  StartingPosition,
} from '../../../stages/stream/ports.ts'
import { acknowledge, type Cursor, cursorAt, lend, moveTo, reject, skipTo } from './cursor.ts'
import type { Positions } from './positions.ts'
import type { Reader } from './reader.ts'
import type { ShardState, StreamState } from './stream-state.ts'

/** A consumer while the engine is open; its sources come and go. */
export interface Consumer {
  open(): ConsumerSource
  seek(position: Position): Promise<void>
  position(): Position
  /** Ends its source; what is on loan may still be acked. */
  end(): void
  /** Ends it for good: later acks don't bring its position back. */
  forget(): void
  /** The shard is no longer listed; records that were never pulled are reported as skipped. */
  expire(shard: ShardState): void
  /** A source is open: it counts for back-pressure. */
  isOpen(): boolean
  /** Bytes written and not yet pulled. */
  pendingBytes(): number
  /** When it last pulled or acked, on `clock`. */
  movedAt(): number
}

export interface ConsumerPorts {
  readonly stream: StreamState
  readonly name: string
  readonly positions: Positions
  readonly reader: Reader
  /** Monotonic, ms. */
  readonly clock: () => number
  readonly onSkipped: (skipped: Skipped) => void
}

export function createConsumer(ports: ConsumerPorts, options: ConsumerOptions): Consumer {
  const { stream, name, positions, reader, clock } = ports
  const stored = positions.get(stream.id, name)
  const cursors = new Map<ShardState, Cursor>()
  for (const shard of stream.shards) {
    // A shard that a stored position does not name was opened after that was written.
    beginAt(shard, stored ? (stored[shard.id] ?? 0) : startOf(shard, options.from))
  }
  let movedAt = clock()
  let turn = 0
  let openSource: object | undefined
  let forgotten = false
  // Where a new consumer begins must be on disk before it is handed anything. The write is queued here and now:
  // whatever is pushed from here on can't become durable before it.
  let pinned = stored !== undefined
  if (!pinned) {
    keep()
    pin().catch(() => {}) // the first pull tries again and reports
  }

  async function pin() {
    await positions.flush()
    pinned = true
  }

  function keep() {
    if (forgotten || stream.removed) return
    positions.set(stream.id, name, position())
  }

  function position(): Position {
    return Object.fromEntries(stream.shards.map((shard) => [shard.id, cursorIn(shard).acked]))
  }

  function beginAt(shard: ShardState, counter: number): Cursor {
    const cursor = cursorAt(counter, beforeOf(shard, counter))
    cursors.set(shard, cursor)
    return cursor
  }

  /** Shards that were opened since this consumer was made are read from their beginning. */
  function cursorIn(shard: ShardState): Cursor {
    return cursors.get(shard) ?? beginAt(shard, 0)
  }

  /** Order of a key holds over resharding: a shard waits until its parents are acked to their end. */
  function isReady({ parents }: ShardState): boolean {
    return parents.every((index) => {
      const parent = stream.shards.find((shard) => shard.index === index)
      return !parent || (parent.closedAt !== undefined && cursorIn(parent).acked >= parent.next)
    })
  }

  /** Bytes ahead of `counter` in the shard: exact at a batch's edge, a batch's start inside one. */
  function beforeOf(shard: ShardState, counter: number): number {
    if (counter >= shard.next) return shard.nextBefore
    if (counter <= shard.first) return shard.firstBefore
    return reader.entryAt(stream, shard, counter)?.before ?? shard.firstBefore
  }

  function moved() {
    movedAt = clock()
    stream.progress.ring()
  }

  /** Retention has overtaken the cursor, or the stream lost its end (an older copy of the data folder). */
  function putRight(shard: ShardState, cursor: Cursor) {
    const { next } = cursor
    if (next >= shard.first && next <= shard.next) return
    if (next < shard.first) skipTo(cursor, shard.first, shard.firstBefore)
    else moveTo(cursor, shard.next, shard.nextBefore)
    keep()
    reportSkipped(shard, next, cursor.next)
  }

  function reportSkipped(shard: ShardState, from: number, to: number) {
    ports.onSkipped({ stream: stream.name, consumer: name, shard: shard.id, from, to })
  }

  /** The next stored batch of the shards in turn, or undefined when all are read. */
  function take(): Delivery | undefined {
    const { shards } = stream
    for (let tried = 0; tried < shards.length; tried++) {
      const at = (turn + tried) % shards.length
      const shard = shards[at]
      const cursor = cursorIn(shard)
      putRight(shard, cursor)
      if (cursor.next === shard.next || !isReady(shard)) continue
      const reading = reader.read(stream, shard, cursor.next)
      const loan = lend(cursor, reading.next, reading.nextBefore)
      turn = at + 1
      moved()
      return {
        batch: reading.batch,
        async ack(failure) {
          moved()
          if (failure) {
            reject(cursor, loan)
            stream.bell.ring()
          } else if (acknowledge(cursor, loan)) {
            keep()
            if (shard.closedAt !== undefined && cursor.acked === shard.next) stream.bell.ring() // its children
          }
        },
      }
    }
    return undefined
  }

  function end() {
    openSource = undefined
    stream.bell.ring()
    stream.progress.ring()
  }

  function restart() {
    for (const [shard, cursor] of cursors) moveTo(cursor, cursor.acked, beforeOf(shard, cursor.acked))
    moved()
  }

  return {
    open() {
      const source: ConsumerSource = {
        async pull(signal) {
          if (!pinned) await pin()
          while (openSource === source && !stream.removed && !signal.aborted) {
            const delivery = take()
            if (delivery) return delivery
            await stream.bell.wait(signal)
          }
          return undefined
        },
        close() {
          if (openSource === source) end()
        },
      }
      restart()
      openSource = source
      stream.bell.ring() // the source before it ends
      return source
    },
    async seek(target) {
      assertPosition(target)
      for (const shard of stream.shards) {
        const cursor = cursorIn(shard)
        const counter = target[shard.id] ?? cursor.acked
        moveTo(cursor, counter, beforeOf(shard, counter))
      }
      keep()
      moved()
      stream.bell.ring()
      await positions.flush()
    },
    position,
    end,
    forget() {
      forgotten = true
      end()
    },
    expire(shard) {
      const { next } = cursorIn(shard)
      if (next < shard.next) reportSkipped(shard, next, shard.next)
      cursors.delete(shard)
      keep()
    },
    isOpen: () => openSource !== undefined,
    pendingBytes: () =>
      stream.shards.reduce((sum, shard) => sum + shard.nextBefore - cursorIn(shard).nextBefore, 0),
    movedAt: () => movedAt,
  }
}

function assertPosition(position: Position) {
  for (const [shard, counter] of Object.entries(position)) {
    if (Number.isSafeInteger(counter) && counter >= 0) continue
    throw new TypeError(`A position in ${shard} is a whole number from 0, not ${counter}.`)
  }
}

function startOf(shard: ShardState, from: StartingPosition): number {
  if (from === 'LATEST') return shard.next
  if (from === 'TRIM_HORIZON') return shard.first
  return from.find((start) => start.shard === shard.id)?.next ?? shard.first
}
