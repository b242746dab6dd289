import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Book } from './core/book.ts'
import { advance, countNewlines, isWeak, printOf, START, type Trail } from './core/fingerprint.ts'
import { CHUNK_BYTES } from './flow.ts'
import type { Ledger } from './ledger.ts'
import { readAt } from './probe.ts'
import { peek } from './whole-file.ts'

/**
 * Recognition of content that can only be read from its beginning. What it may have in common with known
 * content is withheld until it is known to be the same; `Withheld` gives it back if it is not.
 */
export interface Withheld {
  keep(bytes: Buffer): Promise<void>
  /** The withheld bytes from position `from` on. */
  replay(from: number): AsyncIterable<Buffer>
  close(): Promise<void>
}

export interface Recognised {
  /** Known content that this one begins with; undefined: it is new. */
  readonly book: Book | undefined
  /** What is known of the content before `rest`. */
  readonly trail: Trail
  /** What was not read before. */
  readonly rest: AsyncIterable<Buffer>
  /** The content is no longer than what was read before. */
  readonly nothingNew: boolean
}

export async function recogniseSequence(
  ledger: Ledger,
  to: string,
  chunks: AsyncIterable<Buffer>,
  withheld: Withheld,
  trustWeak: boolean,
): Promise<Recognised> {
  const { head, all } = await peek(chunks)
  const books = ledger
    .candidates(to, head)
    .filter((book) => trustWeak || !isWeak(head.subarray(0, book.head.length)))
  if (books.length === 0) return { book: undefined, trail: START, rest: all, nothingNew: false }

  const farthest = books[0].end
  const iterator = all[Symbol.asyncIterator]()
  let trail = START
  let best: { book: Book; trail: Trail } | undefined
  const gaps = new Map<Book, Trail>()
  let beyond: Buffer | undefined
  for (;;) {
    const { value, done } = await iterator.next()
    if (done) break
    let bytes = value
    if (trail.position + bytes.length > farthest) {
      beyond = bytes.subarray(farthest - trail.position)
      bytes = bytes.subarray(0, farthest - trail.position)
    }
    await withheld.keep(bytes)
    for (const book of books.filter(({ sent }) => sent.length > 0)) {
      const within = book.offset - trail.position
      if (within > 0 && within <= bytes.length) gaps.set(book, advanced(trail, bytes.subarray(0, within)))
    }
    for (const book of [...books].reverse()) {
      const within = book.end - trail.position
      if (within <= 0 || within > bytes.length) continue
      const there = advanced(trail, bytes.subarray(0, within))
      if (printOf(there.last) !== book.tail) continue
      // After a crash there may be gaps before the end: from the first of them on all is sent again.
      best = { book, trail: book.sent.length === 0 ? there : (gaps.get(book) ?? START) }
    }
    trail = advanced(trail, bytes)
    if (beyond) break
  }
  const after = remaining(beyond, iterator)
  if (!best && !beyond && books.some((book) => isPart(book, trail))) {
    return { book: books.find((book) => isPart(book, trail)), trail, rest: after, nothingNew: true }
  }
  const start = best?.trail ?? START
  if (start.position === trail.position) {
    return { book: best?.book, trail: start, rest: after, nothingNew: beyond === undefined }
  }
  return {
    book: best?.book,
    trail: start,
    rest: joinedUp(withheld.replay(start.position), after),
    nothingNew: false,
  }
}

function advanced(trail: Trail, bytes: Buffer): Trail {
  return advance(trail, bytes, countNewlines(bytes))
}

/** The content ended before the book does: every place that both know must hold the same bytes. */
function isPart(book: Book, trail: Trail): boolean {
  if (trail.position >= book.end || trail.position < book.head.length) return false
  const known = new Map(book.rungs)
  return trail.rungs.every(([at, print]) => !known.has(at) || known.get(at) === print)
}

async function* remaining(first: Buffer | undefined, iterator: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  if (!first) return
  yield first
  for (;;) {
    const { value, done } = await iterator.next()
    if (done) return
    yield value
  }
}

async function* joinedUp(first: AsyncIterable<Buffer>, second: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  yield* first
  yield* second
}

/** Of a compressed file nothing need be kept: it can be read again. */
export function rereading(open: () => AsyncIterable<Buffer>): Withheld {
  let size = 0
  return {
    async keep(bytes) {
      size += bytes.length
    },
    async *replay(from) {
      let at = 0
      for await (const chunk of open()) {
        const [start, stop] = [Math.max(0, from - at), Math.min(chunk.length, size - at)]
        if (stop > start) yield chunk.subarray(start, stop)
        at += chunk.length
        if (at >= size) return
      }
    },
    async close() {},
  }
}

/** Standard input can be read only once: what is withheld waits in a temporary file. */
export function spooling(): Withheld {
  let folder: string | undefined
  let file: ReturnType<typeof createWriteStream> | undefined
  return {
    async keep(bytes) {
      folder ??= await mkdtemp(join(tmpdir(), 'tailrace-'))
      file ??= createWriteStream(join(folder, 'withheld'), { mode: 0o600 })
      const stream = file
      await new Promise<void>((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()))
      })
    },
    async *replay(from) {
      if (!folder) return
      const handle = await open(join(folder, 'withheld'), 'r')
      try {
        for (let at = from; ; ) {
          const bytes = await readAt(handle, at, CHUNK_BYTES)
          if (bytes.length === 0) return
          yield bytes
          at += bytes.length
        }
      } finally {
        await handle.close()
      }
    },
    async close() {
      const stream = file
      if (stream) await new Promise((resolve) => stream.end(resolve))
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}
