import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompressedFiles } from './compressed.ts'
import type { Book } from './core/book.ts'
import { type FilePattern, stemOf } from './core/pattern.ts'
import { says } from './errors.ts'
import { nameOf } from './flow.ts'
import type { FollowerContext } from './follower.ts'
import { isGzip } from './import.ts'
import { type FileStat, keyOf, openProbe, type Probe, statFile, unknownOf } from './probe.ts'
import { recognise } from './recognition.ts'
import type { Tail } from './tail.ts'

/**
 * Looks for content that went on under another name: files beside the log, whether or not the pattern
 * matches them, that begin as a known content does and hold more of it than was read.
 */
export interface RotatedFiles {
  /**
   * A content whose file was truncated or is not what it was: reads what another file holds of it, to its
   * end. Answers whether nothing of the content's last line needs to be sent by the tail `by`, which asks.
   */
  catchUp(book: Book, by: string): Promise<boolean>
  /** After a start: contents whose file is not where it was, because it was rotated while nobody looked. */
  findOrphans(): Promise<void>
}

export interface RotatedSurroundings {
  readonly pattern: FilePattern
  readonly tails: ReadonlyMap<string, Tail>
  readonly compressed: CompressedFiles
  find(): Promise<FileStat[]>
  alone<T>(act: () => Promise<T>): Promise<T>
  follow(probe: Probe): Promise<Tail | undefined>
  recheckCopies(): void
}

export function createRotatedFiles(context: FollowerContext, around: RotatedSurroundings): RotatedFiles {
  const { ledger, flow, stopping } = context
  const { pattern, tails, compressed } = around
  const to = nameOf(flow.destination)

  /** Reads what the files beside `path`, other than those in `met`, hold beyond a wanted book's end. */
  async function readSiblings(
    path: string,
    wanted: (book: Book) => boolean,
    met: ReadonlySet<string>,
  ): Promise<void> {
    for (const file of await siblings(path)) {
      if (met.has(keyOf(file)) || file.size === 0 || stopping.aborted) continue
      if (await isGzip(file.path).catch(() => false)) {
        await compressed.readRest(file, wanted)
        continue
      }
      const tail = await around.alone(() => adopt(file, wanted))
      if (tail) await Promise.race([tail.caughtUp, tail.ended])
    }
  }

  /** Follows a file outside the pattern, or not met yet, if it holds more of a wanted content. */
  async function adopt(file: FileStat, wanted: (book: Book) => boolean): Promise<Tail | undefined> {
    if (tails.has(keyOf(file))) return undefined
    const probe = await openProbe(file.path).catch(() => undefined)
    if (!probe) return undefined
    let tail: Tail | undefined
    try {
      const verdict = await recognise(ledger, to, unknownOf(probe), { trustWeak: false })
      if (verdict.kind !== 'resume' || !wanted(verdict.book)) return undefined
      const missing = probe.size - verdict.book.offset
      if (missing <= 0) return undefined
      tail = await around.follow(probe)
      if (tail) context.ports.log.info(says.caughtUpFrom(file.path, missing))
      if (!matchesPath(pattern, file.path)) tail?.leave()
      return tail
    } finally {
      if (!tail) await probe.handle.close()
    }
  }

  async function bookIn(file: FileStat): Promise<Book | undefined> {
    const probe = await openProbe(file.path).catch(() => undefined)
    if (!probe) return undefined
    try {
      const verdict = await recognise(ledger, to, unknownOf(probe), { trustWeak: false })
      return verdict.kind === 'resume' ? verdict.book : undefined
    } finally {
      await probe.handle.close()
    }
  }

  return {
    async catchUp(book, by) {
      const before = book.end
      await readSiblings(book.place.path, (known) => known === book, new Set(tails.keys()))
      // The follower's own look may have been first to find it.
      const taken = [...tails.values()].find((tail) => tail.book === book && tail.key !== by)
      if (taken) await Promise.race([taken.caughtUp, taken.ended])
      if (taken || book.end > before) return true
      around.recheckCopies()
      // A copy made meanwhile will be met if the pattern matches it, and then has the last line whole.
      return pattern.name === undefined
    },
    async findOrphans() {
      const files = await around.find()
      const present = new Set<Book>()
      for (const file of files) {
        const book = await bookIn(file)
        if (book) present.add(book)
      }
      const isLost = (book: Book): boolean =>
        book.to === to &&
        !present.has(book) &&
        !ledger.readerOf(book) &&
        matchesPath(pattern, book.place.path)
      const orphans = new Set([...ledger.all()].filter(isLost))
      const met = new Set(files.map(keyOf))
      for (const path of new Set([...orphans].map((book) => book.place.path))) {
        await readSiblings(path, (book) => orphans.has(book), met)
      }
    },
  }
}

/** Files whose names begin as the log's does, the oldest first. */
async function siblings(path: string): Promise<FileStat[]> {
  const folder = path.slice(0, path.lastIndexOf('/')) || '/'
  const stem = stemOf(path.slice(path.lastIndexOf('/') + 1))
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(stem))
  const files = await Promise.all(names.map((name) => statFile(join(folder, name)).catch(() => undefined)))
  return files.filter((file) => file !== undefined).sort((a, b) => a.mtime - b.mtime)
}

export function matchesPath(pattern: FilePattern, path: string): boolean {
  const slash = path.lastIndexOf('/')
  return (path.slice(0, slash) || '/') === pattern.folder && pattern.matches(path.slice(slash + 1))
}
