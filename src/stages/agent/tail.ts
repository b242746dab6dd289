import type { FileHandle } from 'node:fs/promises'
import { createTrouble } from '../../observe/trouble.ts'
import type { Book, Place } from './core/book.ts'
import { createBuffer } from './core/buffer.ts'
import { advance, START, type Trail } from './core/fingerprint.ts'
import { findFields } from './core/lines.ts'
import { fileTrouble, says } from './errors.ts'
import { CHUNK_BYTES, cutterFor, type Flow, nameOf, recordLimit } from './flow.ts'
import type { Ledger, Reader } from './ledger.ts'
import type { AgentPorts } from './ports.ts'
import { readAt, trailAt } from './probe.ts'
import { createSender, type Sender } from './sender.ts'
import { createBell } from './sleep.ts'

/** So much left to read counts as catching up: several pushes may be in flight. */
const BULK_BYTES = 65_536
/** A new line is picked up at most so many times a second where nobody asked for fewer. */
const WAKE_GAP_MILLIS = 20
/** A file's trouble is told at most so often. */
const TOLD_GAP_MILLIS = 10_000
const UNTOLD = { message: '', at: Number.NEGATIVE_INFINITY }

export interface TailContext {
  readonly ports: AgentPorts
  readonly ledger: Ledger
  readonly flow: Flow
  /** A file that was renamed or deleted counts as final when nothing was written to it for so long. */
  readonly quietMillis: number
  /** Reading ends. */
  readonly stopping: AbortSignal
  /** Pushes and retries end. */
  readonly abandoning: AbortSignal
  /** A content is free: looks for a copy that holds more of it, and answers whether it found one. */
  released(book: Book): Promise<boolean>
}

export interface FileStatus {
  readonly path: string
  readonly inode: string
  readonly state: 'waiting' | 'reading' | 'caught up' | 'finishing' | 'finished' | 'failing'
  readonly size: number
  /** All before it was acknowledged. */
  readonly offset: number
  readonly lagBytes: number
  /** How long the oldest line not yet acknowledged has been waiting, ms (as far as we saw it). */
  readonly lagMillis: number
  readonly records: number
  readonly truncatedRecords: number
  readonly unconvertedRecords: number
  readonly lastError?: { readonly message: string; readonly at: string }
}

/** One open file that is followed. */
export interface Tail {
  readonly key: string
  readonly book: Book
  path(): string
  /** The file has another name now, which the flow's pattern matches as well. */
  rename(path: string): void
  /** The file has no name any more that the pattern matches: read it to its end, then stop. */
  leave(): void
  readonly leaving: boolean
  /** Its name before it was renamed. */
  former(): string | undefined
  ring(): void
  /**
   * All that there was to read is acknowledged (or the tail has ended). After `rename` and `leave` it is
   * promised anew.
   */
  readonly caughtUp: Promise<void>
  readonly ended: Promise<void>
  /** Why it ended before its time: the file can't be read. */
  failure(): Error | undefined
  status(): FileStatus
}

export interface TailStart extends Place {
  readonly handle: FileHandle
  readonly book: Book
  readonly trail: Trail
  /** Reading begins when this has happened: the rest of the file that stood here before. */
  readonly after?: Promise<void>
}

export function startTail(context: TailContext, start: TailStart): Tail {
  const { ports, ledger, flow, stopping } = context
  const { handle } = start
  const { now, log } = ports
  const cutter = cutterFor(flow)
  const trouble = createTrouble(now)
  const bell = createBell(
    flow.maxBufferAgeMillis === 0 ? WAKE_GAP_MILLIS : flow.minTimeBetweenFilePollsMillis,
    stopping,
  )
  const buffer = createBuffer({
    ageMillis: flow.maxBufferAgeMillis,
    records: flow.maxBufferSizeRecords,
    bytes: flow.maxBufferSizeBytes,
  })
  const maxRecord = recordLimit(flow)
  const place = { path: start.path, dev: start.dev, ino: start.ino }

  let book = start.book
  let trail = start.trail
  let skips = [...book.sent]
  let { mid, half, header } = book
  let footer = false
  /** An incomplete last line, as it was seen last. */
  let rest: Buffer = Buffer.alloc(0)
  /** Size at which there was no complete record to take. */
  let stuckAt = -1
  let size = start.trail.position
  let written = 0
  let grownAt = now()
  let behindSince: number | undefined
  let leaving = false
  let renamed = false
  let done = false
  /** Decided once a look, so that reading and settling agree. */
  let final = false
  let failure: Error | undefined
  let records = 0
  let truncated = 0
  let kept = 0
  let caughtUp = settled()
  /** Which name the file had when its size was looked at last. */
  let named = 0
  let looked = 0
  let former: string | undefined
  const ended = settled()
  /** The trouble that the log was told of last. */
  let told = UNTOLD
  let sender: Sender = senderOf(book)

  function senderOf(of: Book): Sender {
    ledger.claim(of, reader(of))
    return createSender({
      flow,
      ports,
      ledger,
      book: of,
      source: place.path,
      signal: context.abandoning,
      onTrouble: (error) => raise(error),
      onAck(count) {
        records += count
        trouble.clear()
        if (now() - told.at >= TOLD_GAP_MILLIS) told = UNTOLD
      },
    })
  }

  function reader(of: Book): Reader {
    return {
      book: of,
      path: () => place.path,
      size: () =>
        handle.stat().then(
          ({ size }) => size,
          () => undefined,
        ),
      read: (at, length) => readAt(handle, at, length),
      acknowledged: () => of.offset,
    }
  }

  function raise(error: Error): void {
    trouble.raise(error)
    // A service that refuses some records of every request would fill the log.
    if (error.message === told.message || now() - told.at < TOLD_GAP_MILLIS) return
    told = { message: error.message, at: now() }
    log.error(error.message)
  }

  const isBulk = (): boolean => size - trail.position >= BULK_BYTES
  const isFinal = (): boolean => (leaving || renamed) && now() - grownAt >= context.quietMillis
  const isOld = (): boolean => now() - grownAt >= Math.max(flow.maxBufferAgeMillis, 1)

  async function flush(): Promise<void> {
    const piece = buffer.take()
    if (piece) await sender.send(piece, isBulk())
  }

  /** Cuts a chunk that begins at the trail's position; answers how much of it was taken. */
  async function take(chunk: Buffer, whole: boolean, force: boolean): Promise<number> {
    let at = 0
    while (at < chunk.length && !footer) {
      const room = buffer.room()
      const state = { atStart: trail.position === 0, mid, final: whole, force, now: now() }
      const cut = cutter(chunk.subarray(at), { ...state, maxRecords: room.records, maxBytes: room.bytes })
      if (cut.footer) {
        footer = true
        log.info(says.footer(place.path))
      }
      if (cut.consumed === 0) break
      if (!buffer.fits(cut) || (cut.header !== undefined && cut.header !== header)) await flush()
      const from = trail.position
      trail = advance(trail, chunk.subarray(at, at + cut.consumed), cut.lines)
      at += cut.consumed
      mid = cut.mid
      half = cut.half
      header = cut.header ?? header
      count(cut.truncated, cut.kept)
      if (cut.ends.length > 0) {
        buffer.add(cut, from, trail, header, now())
        ports.onRead?.(cut.ends.length, cut.consumed)
      }
      if (buffer.due(now())) await flush()
      if (context.abandoning.aborted) break
    }
    return at
  }

  function count(long: number, unchanged: number): void {
    if (long > 0 && truncated === 0) log.warn(says.longRecords(place.path, long, maxRecord))
    if (unchanged > 0 && kept === 0) log.warn(says.kept(place.path, unchanged))
    truncated += long
    kept += unchanged
  }

  /** Reads the next stretch. False when there is no complete record to take. */
  async function readOn(): Promise<boolean> {
    const skip = skips[0]
    if (skip && trail.position >= skip[0]) return passOver(skip[1])
    const limit = skip ? skip[0] : size
    const want = Math.min(CHUNK_BYTES, limit - trail.position)
    const known = trail.last.length
    const bytes = await readAt(handle, trail.position - known, known + want)
    if (bytes.length < known) return false
    // Truncated and grown again between two looks: what we stand on is not what we read.
    if (!bytes.subarray(0, known).equals(trail.last)) {
      await beginAgain(says.rewritten(place.path))
      return true
    }
    const chunk = bytes.subarray(known)
    const atEnd = trail.position + chunk.length >= size
    const taken = await take(chunk, final && atEnd, (isOld() && atEnd) || limit < size)
    rest = atEnd ? Buffer.from(chunk.subarray(taken)) : Buffer.alloc(0)
    return taken > 0
  }

  /** Truncated and grown again to the very size it had. */
  async function isAsRead(): Promise<boolean> {
    const { last, position } = trail
    return (await readAt(handle, position - last.length, last.length)).equals(last)
  }

  /** What was acknowledged before a crash, beyond what came before it. */
  async function passOver(upTo: number): Promise<boolean> {
    while (trail.position < upTo) {
      const bytes = await readAt(handle, trail.position, Math.min(CHUNK_BYTES, upTo - trail.position))
      if (bytes.length === 0) return false
      trail = advance({ ...trail, lines: undefined }, bytes, 0)
    }
    skips = skips.slice(1)
    return true
  }

  /** The file's content is another one now. */
  async function beginAgain(sentence: string): Promise<void> {
    log.info(sentence)
    await flush()
    await sender.idle()
    ledger.release(book)
    const copied = await context.released(book)
    if (!copied && rest.length > 0) {
      await take(rest, true, true)
      await flush()
      await sender.idle()
    }
    rest = Buffer.alloc(0)
    book = ledger.open(nameOf(flow.destination), place, START)
    sender = senderOf(book)
    trail = START
    skips = []
    mid = false
    half = 0
    header = undefined
    footer = false
    stuckAt = -1
  }

  /** A final line without newline was sent; now there is more. Its newline is passed over, else the line comes whole. */
  async function mend(): Promise<void> {
    const next = await readAt(handle, trail.position, 2)
    const newline = next[0] === 10 ? 1 : next[0] === 13 && next[1] === 10 ? 2 : 0
    if (newline > 0) trail = advance(trail, next.subarray(0, newline), 1)
    else trail = await trailAt(handle, trail.position - half, { rungs: trail.rungs, lines: trail.lines })
    half = 0
  }

  async function look(): Promise<void> {
    looked = named
    const stat = await handle.stat()
    if (stat.size !== size) {
      grownAt = now()
      size = stat.size
    }
    final = isFinal()
    const touched = written !== 0 && stat.mtimeMs !== written
    written = stat.mtimeMs
    if (touched && size === trail.position && !(await isAsRead()))
      return beginAgain(says.rewritten(place.path))
    if (size < trail.position) return beginAgain(says.truncated(place.path))
    if (size > trail.position && half > 0) await mend()
    const worth = size !== stuckAt || final || (isOld() && flow.multiLineStartPattern !== undefined)
    if (size > trail.position && !footer && worth) {
      // While a push is in flight lines gather, so that the next one is larger.
      if (flow.maxBufferAgeMillis === 0 && sender.busy && !isBulk()) await sender.idle()
      stuckAt = (await readOn()) ? -1 : size
    }
  }

  const hasMore = (): boolean => size > trail.position && size !== stuckAt && !footer

  async function settle(): Promise<void> {
    if (leaving || renamed || buffer.due(now())) await flush()
    if (!sender.busy && buffer.count === 0 && looked === named) caughtUp.resolve()
    behindSince = sender.busy || buffer.count > 0 || hasMore() ? (behindSince ?? now()) : undefined
    if (!final || (size > trail.position && !footer && stuckAt !== size)) return
    await flush()
    await sender.idle()
    renamed = false
    if (leaving) done = true
  }

  async function run(): Promise<void> {
    await Promise.race([start.after, aborted(stopping)])
    if (trail.position > 0 && header === undefined) {
      header = findFields(await readAt(handle, 0, Math.min(trail.position, 65_536)))
    }
    while (!done && !stopping.aborted) {
      await look()
      if (hasMore()) continue
      await settle()
      if (!done) await bell.wait(flow.minTimeBetweenFilePollsMillis)
    }
    await flush()
    await sender.idle()
    if (book.offset < sender.sent) log.warn(says.notFinished(place.path))
  }

  run()
    .catch((error) => {
      failure = fileTrouble(place.path, error)
    })
    .finally(async () => {
      done = true
      ledger.release(book)
      await handle.close().catch(() => {})
      caughtUp.resolve()
      ended.resolve()
    })

  return {
    key: `${place.dev}:${place.ino}`,
    get book() {
      return book
    },
    get leaving() {
      return leaving
    },
    path: () => place.path,
    former: () => former,
    rename(path) {
      former = place.path
      place.path = path
      lookAnew()
      book.place = { ...place }
      leaving = false
      renamed = true
      grownAt = now()
    },
    leave() {
      if (leaving) return
      leaving = true
      grownAt = now()
      lookAnew()
    },
    ring: () => bell.ring(),
    get caughtUp() {
      return caughtUp.promise
    },
    ended: ended.promise,
    failure: () => failure,
    status() {
      const { state, lastError } = trouble.state()
      const lagBytes = Math.max(0, size - book.offset)
      return {
        path: place.path,
        inode: place.ino,
        state: state === 'failing' ? 'failing' : stateNow(),
        size,
        offset: book.offset,
        lagBytes,
        lagMillis: behindSince === undefined ? 0 : now() - behindSince,
        records,
        truncatedRecords: truncated,
        unconvertedRecords: kept,
        ...(lastError ? { lastError } : {}),
      }
    },
  }

  function lookAnew(): void {
    named++
    if (!done) caughtUp = settled()
    bell.ring()
  }

  function stateNow(): FileStatus['state'] {
    if (done || footer) return 'finished'
    if (leaving) return 'finishing'
    return hasMore() || sender.busy ? 'reading' : 'caught up'
  }
}

interface Settled {
  readonly promise: Promise<void>
  resolve(): void
}

function settled(): Settled {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
