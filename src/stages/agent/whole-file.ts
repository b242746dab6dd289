import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { Book, Place } from './core/book.ts'
import { createBuffer } from './core/buffer.ts'
import { advance, HEAD_BYTES, type Trail } from './core/fingerprint.ts'
import { fileTrouble, moved } from './errors.ts'
import { CHUNK_BYTES, cutterFor, type Flow } from './flow.ts'
import type { Ledger, Reader } from './ledger.ts'
import type { AgentPorts } from './ports.ts'
import { createSender } from './sender.ts'

/** Content that is read once from its beginning, in pieces of any size: a compressed file, standard input. */
export interface Content {
  readonly place: Place
  chunks(): AsyncIterable<Buffer>
  /** Bytes taken from the disk so far (compressed). */
  bytesRead(): number
}

export interface WholeContext {
  readonly ports: AgentPorts
  readonly ledger: Ledger
  readonly flow: Flow
  readonly signal: AbortSignal
  onTrouble(error: Error): void
}

export interface WholeCounts {
  /** Records and file bytes acknowledged. */
  records: number
  bytes: number
  truncatedRecords: number
  unconvertedRecords: number
}

export function gzipContent({ path, dev, ino }: Place): Content {
  let bytes = 0
  return {
    place: { path, dev, ino },
    bytesRead: () => bytes,
    async *chunks() {
      const gunzip = createGunzip({ chunkSize: 1 << 20 })
      try {
        const handle = await open(path, 'r')
        const found = await handle.stat({ bigint: true })
        // Rotated since it was found: the name means another file now.
        if (String(found.ino) !== ino || String(found.dev) !== dev) {
          await handle.close()
          throw moved(path)
        }
        // Nothing is awaited from here to the pipe: a stream that is listened to flows, and what flows before the
        // pipe is there would be lost.
        const file = handle.createReadStream({ highWaterMark: 1 << 18 })
        file.on('data', (chunk) => {
          bytes += chunk.length
        })
        file.on('error', (error) => gunzip.destroy(error))
        gunzip.on('close', () => file.destroy())
        yield* file.pipe(gunzip) as AsyncIterable<Buffer>
      } catch (error) {
        throw fileTrouble(path, error)
      } finally {
        gunzip.destroy()
      }
    },
  }
}

/** Gathers pieces into chunks that hold a line of any allowed length. */
export async function* gathered(pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const piece of pieces) {
    held.push(piece)
    size += piece.length
    if (size < CHUNK_BYTES / 2) continue
    yield held.length === 1 ? held[0] : Buffer.concat(held)
    held = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(held)
}

/** The first bytes of a content, and an iteration that still has them. */
export async function peek(
  chunks: AsyncIterable<Buffer>,
): Promise<{ head: Buffer; all: AsyncIterable<Buffer>; close(): Promise<void> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  const seen: Buffer[] = []
  let size = 0
  while (size < HEAD_BYTES) {
    const { value, done } = await iterator.next()
    if (done) break
    seen.push(value)
    size += value.length
  }
  const head = Buffer.from(Buffer.concat(seen).subarray(0, HEAD_BYTES))
  async function* all(): AsyncIterable<Buffer> {
    yield* seen
    for (;;) {
      const { value, done } = await iterator.next()
      if (done) return
      yield value
    }
  }
  return { head, all: all(), close: async () => void (await iterator.return?.()) }
}

/**
 * Sends `chunks`, which begin at the trail's position, as records of `book`. A last line without newline is
 * a record when the content is `complete`. `onProgress` is told after each chunk.
 */
export async function sendContent(
  context: WholeContext,
  book: Book,
  from: Trail,
  chunks: AsyncIterable<Buffer>,
  onProgress: (counts: WholeCounts) => void,
): Promise<WholeCounts> {
  const { ports, ledger, flow, signal } = context
  const counts: WholeCounts = { records: 0, bytes: 0, truncatedRecords: 0, unconvertedRecords: 0 }
  const cutter = cutterFor(flow)
  const buffer = createBuffer({
    ageMillis: Number.POSITIVE_INFINITY,
    records: flow.maxBufferSizeRecords,
    bytes: flow.maxBufferSizeBytes,
  })
  const sender = createSender({
    flow,
    ports,
    ledger,
    book,
    source: book.place.path,
    signal,
    onTrouble: context.onTrouble,
    onAck(records) {
      counts.records += records
    },
  })
  let trail = from
  let { mid, header } = book
  let half = 0
  let rest: Buffer = Buffer.alloc(0)

  const flush = async (): Promise<void> => {
    const piece = buffer.take()
    if (piece) await sender.send(piece, true)
  }

  async function take(chunk: Buffer, final: boolean): Promise<number> {
    let at = 0
    while (at < chunk.length) {
      const room = buffer.room()
      const state = { atStart: trail.position === 0, mid, final, force: false, now: ports.now() }
      const cut = cutter(chunk.subarray(at), { ...state, maxRecords: room.records, maxBytes: room.bytes })
      if (cut.consumed === 0) break
      if (!buffer.fits(cut) || (cut.header !== undefined && cut.header !== header)) await flush()
      const start = trail.position
      trail = advance(trail, chunk.subarray(at, at + cut.consumed), cut.lines)
      at += cut.consumed
      mid = cut.mid
      half = cut.half
      header = cut.header ?? header
      counts.truncatedRecords += cut.truncated
      counts.unconvertedRecords += cut.kept
      if (cut.ends.length > 0) {
        buffer.add(cut, start, trail, header, ports.now())
        ports.onRead?.(cut.ends.length, cut.consumed)
      }
      if (buffer.due(ports.now())) await flush()
      signal.throwIfAborted()
    }
    counts.bytes += at
    return at
  }

  const reader = wholeReader(book)
  ledger.claim(book, reader)
  try {
    for await (const chunk of chunks) {
      const joint = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const taken = await take(joint, false)
      rest = joint.subarray(taken)
      // What a raw cut did not fill up leaves with its chunk, so that memory holds a few chunks at most.
      await flush()
      onProgress(counts)
      signal.throwIfAborted()
    }
    if (rest.length > 0) await take(rest, true)
    await flush()
    await sender.idle()
    signal.throwIfAborted()
    if (trail.position > book.offset) {
      // Skipped bytes at the end (the rest of a long line) carried no record to take the mark along.
      const base = { trail, base: book.offset, from: book.offset, half, mid, header }
      await ledger.write(book, base)
    }
    onProgress(counts)
    return counts
  } finally {
    await sender.idle()
    ledger.release(book)
  }
}

/** Nobody can look into a stream that is being read: whoever holds the same content waits for its end. */
function wholeReader(book: Book): Reader {
  return {
    book,
    path: () => book.place.path,
    size: async () => undefined,
    read: async () => Buffer.alloc(0),
    acknowledged: () => book.offset,
  }
}
