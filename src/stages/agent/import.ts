import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Book } from './core/book.ts'
import { advance, countNewlines, START, type Trail } from './core/fingerprint.ts'
import { fileTrouble } from './errors.ts'
import { CHUNK_BYTES, nameOf } from './flow.ts'
import type { Ledger } from './ledger.ts'
import { openProbe, type Probe, readAt, statFile, trailAt, unknownOf } from './probe.ts'
import { recognise } from './recognition.ts'
import { type Recognised, recogniseSequence, rereading, spooling, type Withheld } from './sequence.ts'
import { sleep } from './sleep.ts'
import {
  type Content,
  gathered,
  gzipContent,
  peek,
  sendContent,
  type WholeContext,
  type WholeCounts,
} from './whole-file.ts'

/** A path (plain or `.gz`), or a stream with the name to show for it. */
export type ImportSource = string | { readonly name: string; readonly stream: Readable }

export interface ImportProgress {
  readonly file: string
  /** Place of the file in the list, and how many there are. */
  readonly index: number
  readonly files: number
  /** Bytes taken from the disk (of a `.gz`: compressed), and in all where that is known. */
  readonly bytesRead: number
  readonly bytesTotal: number | undefined
  /** Records acknowledged so far. */
  readonly lines: number
}

export interface ImportedFile {
  readonly file: string
  /** Records sent and acknowledged now, and the bytes of the (decompressed) file that they come from. */
  readonly lines: number
  readonly bytes: number
  /** What was read at an earlier time and not sent again. */
  readonly alreadyReadLines: number
  readonly alreadyReadBytes: number
  /** Records cut to the destination's limit. */
  readonly truncatedRecords: number
  /** The file could not be read (to its end): why. What was read until then is counted above. */
  readonly error?: Error
}

export interface ImportContext extends WholeContext {
  onProgress(progress: ImportProgress): void
}

/** Reads whole files, one after another, in the given order. A file that can't be read does not stop the others. */
export async function importSources(
  context: ImportContext,
  sources: readonly ImportSource[],
): Promise<ImportedFile[]> {
  const results: ImportedFile[] = []
  for (const [index, source] of sources.entries()) {
    const file = typeof source === 'string' ? source : source.name
    const counted = emptyResult(file)
    const report = (bytesRead: number, bytesTotal: number | undefined, lines: number): void =>
      context.onProgress({ file, index, files: sources.length, bytesRead, bytesTotal, lines })
    try {
      await importOne(context, source, counted, report)
      results.push(counted)
    } catch (error) {
      context.signal.throwIfAborted()
      results.push({ ...counted, error: error instanceof Error ? error : fileTrouble(file, error) })
    }
  }
  return results
}

type Result = { -readonly [Key in keyof ImportedFile]: ImportedFile[Key] }
type Report = (bytesRead: number, bytesTotal: number | undefined, lines: number) => void

export function emptyResult(file: string): Result {
  return { file, lines: 0, bytes: 0, alreadyReadLines: 0, alreadyReadBytes: 0, truncatedRecords: 0 }
}

async function importOne(
  context: ImportContext,
  source: ImportSource,
  result: Result,
  report: Report,
): Promise<void> {
  if (typeof source !== 'string') return importStream(context, source, result, report)
  const stat = await statFile(source)
  if (!stat) throw fileTrouble(source, { code: 'ENOENT' })
  if (await isGzip(source)) {
    const content = gzipContent(stat)
    const tell: Report = (_, __, lines) => report(content.bytesRead(), stat.size, lines)
    await importSequence(context, content, rereading(content.chunks), result, tell)
    return
  }
  return importPlain(context, source, result, report)
}

/** By its first bytes, not by its name. */
export async function isGzip(path: string): Promise<boolean> {
  const probe = await openProbe(path)
  await probe.handle.close()
  return isGzipHead(probe.head)
}

export function isGzipHead(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

async function importPlain(
  context: ImportContext,
  path: string,
  result: Result,
  report: Report,
): Promise<void> {
  const probe = await openProbe(path)
  try {
    const { book, trail } = await startOf(context, probe)
    result.alreadyReadBytes = trail.position
    result.alreadyReadLines = trail.lines ?? (await linesBefore(probe.handle, trail.position))
    if (!book) return report(probe.size, probe.size, 0)
    const chunks = plainChunks(probe.handle, trail.position, probe.size, context.signal)
    await sendContent(context, book, trail, chunks, (counts) => {
      note(result, counts)
      report(trail.position + counts.bytes, probe.size, counts.records)
    })
  } finally {
    await probe.handle.close()
  }
}

function note(result: Result, counts: WholeCounts): void {
  result.lines = counts.records
  result.bytes = counts.bytes
  result.truncatedRecords = counts.truncatedRecords
}

/** Where reading a plain file begins; no book when all of it has been read or is being read. */
async function startOf(
  { ledger, flow, signal }: ImportContext,
  probe: Probe,
): Promise<{ book: Book | undefined; trail: Trail }> {
  const { handle, path, dev, ino, size } = probe
  const to = nameOf(flow.destination)
  const file = unknownOf(probe)
  for (;;) {
    signal.throwIfAborted()
    const verdict = await recognise(ledger, to, file, { trustWeak: true })
    if (verdict.kind === 'wait') {
      await sleep(50, signal)
      continue
    }
    if (verdict.kind === 'new') return { book: ledger.open(to, { path, dev, ino }, START), trail: START }
    const { book } = verdict
    if (verdict.kind === 'part' || verdict.kind === 'copy') {
      const lines = book.end === size ? book.lines : undefined
      return { book: undefined, trail: await trailAt(handle, size, { rungs: [], lines }) }
    }
    // A line that had no newline when it was sent: either only that newline is new, or the line comes whole.
    const begin = book.offset - (await halfToRepeat(handle, book, size))
    const trail = await trailAt(handle, begin, { rungs: book.rungs, lines: book.lines })
    if (verdict.kind === 'fork')
      return { book: ledger.open(to, { path, dev, ino }, trail, book.header), trail }
    book.place = { path, dev, ino }
    return begin === size ? { book: undefined, trail } : { book, trail }
  }
}

async function halfToRepeat(handle: FileHandle, book: Book, size: number): Promise<number> {
  if (book.half === 0 || book.offset === size) return 0
  const next = await readAt(handle, book.offset, 2)
  if (next[0] === 10) return -1
  return next[0] === 13 && next[1] === 10 ? -2 : book.half
}

async function* plainChunks(
  handle: FileHandle,
  from: number,
  size: number,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  for (let at = from; at < size && !signal.aborted; ) {
    const bytes = await readAt(handle, at, Math.min(CHUNK_BYTES, size - at))
    if (bytes.length === 0) return
    // Whole lines: the beginning of the next one is read again with its rest, not copied to it.
    const whole = at + bytes.length < size ? bytes.lastIndexOf(10) + 1 : 0
    const chunk = whole > 0 ? bytes.subarray(0, whole) : bytes
    yield chunk
    at += chunk.length
  }
}

async function linesBefore(handle: FileHandle, position: number): Promise<number> {
  let lines = 0
  for (let at = 0; at < position; ) {
    const bytes = await readAt(handle, at, Math.min(CHUNK_BYTES, position - at))
    if (bytes.length === 0) break
    lines += countNewlines(bytes)
    at += bytes.length
  }
  return lines
}

async function importStream(
  context: ImportContext,
  source: { readonly name: string; readonly stream: Readable },
  result: Result,
  report: Report,
): Promise<void> {
  let bytes = 0
  const content: Content = {
    place: { path: source.name, dev: '0', ino: '0' },
    bytesRead: () => bytes,
    async *chunks() {
      for await (const chunk of source.stream) {
        const piece = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
        bytes += piece.length
        yield piece
      }
    },
  }
  const tell: Report = (_, __, lines) => report(bytes, undefined, lines)
  await importSequence(context, content, spooling(), result, tell)
}

export interface SequenceChoice {
  /** Recognise short and uniform heads as well. */
  readonly trustWeak: boolean
  /** Send nothing unless the content continues such a book. */
  readonly wanted?: (book: Book) => boolean
}

/**
 * Compressed files and streams. Also what a flow does with a `.gz` that its pattern matches. False when it was
 * left alone because it continues nothing that is wanted.
 */
export async function importSequence(
  context: WholeContext,
  content: Content,
  withheld: Withheld,
  result: Result,
  report: Report,
  choice: SequenceChoice = { trustWeak: true },
): Promise<boolean> {
  const to = nameOf(context.flow.destination)
  const source = content.chunks()[Symbol.asyncIterator]()
  try {
    await drained(context, to)
    const chunks = gathered(keptOpen(source))
    const found = await recogniseSequence(context.ledger, to, chunks, withheld, choice.trustWeak)
    result.alreadyReadBytes = found.trail.position
    result.alreadyReadLines = found.trail.lines ?? 0
    if (choice.wanted && !(found.book && choice.wanted(found.book))) return false
    if (found.nothingNew) {
      report(0, 0, 0)
      return true
    }
    const { rest, ...from } = await pastNewline(found)
    const { book, trail } = bookFor(context.ledger, to, found.book, from.trail, content)
    const counts = await sendContent(context, book, trail, gathered(rest), (so) => {
      note(result, so)
      report(0, 0, so.records)
    })
    note(result, counts)
    return true
  } finally {
    await source.return?.()
    await withheld.close()
  }
}

/** The content is read by several in turn; who leaves off does not end it. */
async function* keptOpen(source: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  for (;;) {
    const { value, done } = await source.next()
    if (done) return
    yield value
  }
}

/** A last line that had no newline was sent: a newline that comes first now is the rest of it. */
async function pastNewline({ book, trail, rest }: Recognised): Promise<Pick<Recognised, 'trail' | 'rest'>> {
  if (!book?.half || trail.position !== book.end) return { trail, rest }
  const { head, all } = await peek(rest)
  const newline = head[0] === 10 ? 1 : head[0] === 13 && head[1] === 10 ? 2 : 0
  if (newline === 0) return { trail, rest: all }
  return { trail: advance(trail, head.subarray(0, newline), 1), rest: without(all, newline) }
}

async function* without(chunks: AsyncIterable<Buffer>, bytes: number): AsyncIterable<Buffer> {
  let left = bytes
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}

function bookFor(ledger: Ledger, to: string, known: Book | undefined, trail: Trail, content: Content) {
  const free = known && !ledger.readerOf(known) && known.offset <= trail.position
  const book = free ? known : ledger.open(to, content.place, trail, known?.header)
  if (free) book.place = content.place
  return { book, trail }
}

/** Waits until the files being read have been read to where they end now: then their books can be compared with. */
async function drained({ ledger, signal }: WholeContext, to: string): Promise<void> {
  for (const book of ledger.all()) {
    const reader = book.to === to ? ledger.readerOf(book) : undefined
    const size = await reader?.size()
    for (let wait = 0; reader && size !== undefined && wait < 20 && !signal.aborted; wait++) {
      if (reader.acknowledged() >= size || ledger.readerOf(book) !== reader) break
      await sleep(50, signal)
    }
  }
}
