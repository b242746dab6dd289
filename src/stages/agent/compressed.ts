import type { Book } from './core/book.ts'
import { codeOf, fileTrouble, says } from './errors.ts'
import type { FollowerContext } from './follower.ts'
import { emptyResult, importSequence } from './import.ts'
import { type FileStat, keyOf } from './probe.ts'
import { rereading } from './sequence.ts'
import { gzipContent } from './whole-file.ts'

/**
 * A flow's compressed files. They are read one after another beside the tails, so that what is written now
 * does not wait for them; one that was read to its end is remembered and not opened again.
 */
export interface CompressedFiles {
  /** Reads what was not read before, when its turn comes. */
  read(file: FileStat): void
  /** Reads it if it continues a wanted content; resolves when that is done. */
  readRest(file: FileStat, wanted: (book: Book) => boolean): Promise<void>
  /** Counts as read. */
  pass(file: FileStat): Promise<void>
  idle(): Promise<void>
}

export interface CompressedEvents {
  fail(error: Error): void
  /** The file has another name by now: it is to be met again. */
  moved(file: FileStat): void
}

export function createCompressedFiles(context: FollowerContext, events: CompressedEvents): CompressedFiles {
  const { ledger, stopping } = context
  const { log } = context.ports
  let turn: Promise<void> = Promise.resolve()

  const isRead = (file: FileStat): boolean => ledger.isSettled(keyOf(file), file.size, file.mtime)
  const pass = (file: FileStat): Promise<void> => ledger.writeSettled(keyOf(file), file.size, file.mtime)

  async function unzip(file: FileStat, wanted?: (book: Book) => boolean) {
    const content = gzipContent(file)
    const result = emptyResult(file.path)
    const signal = AbortSignal.any([stopping, context.abandoning])
    const run = { ...context, signal, onTrouble: events.fail }
    const choice = { trustWeak: false, ...(wanted ? { wanted } : {}) }
    const done = await importSequence(run, content, rereading(content.chunks), result, () => {}, choice)
    if (done) await pass(file)
    return { ...result, done }
  }

  /** If it is still being written, it is met again when it has changed. */
  function failed(file: FileStat, error: unknown): void {
    if (stopping.aborted) return
    if (codeOf(error) === 'ENOENT') events.moved(file)
    else events.fail(error instanceof Error ? error : fileTrouble(file.path, error))
  }

  function queue(file: FileStat, act: () => Promise<void>): Promise<void> {
    turn = turn
      .then(() => (isRead(file) || stopping.aborted ? undefined : act()))
      .catch((error) => failed(file, error))
    return turn
  }

  return {
    read(file) {
      void queue(file, async () => {
        const { lines } = await unzip(file)
        log.info(lines > 0 ? says.unzipped(file.path, lines) : says.alreadyRead(file.path))
      })
    },
    readRest: (file, wanted) =>
      queue(file, async () => {
        const { lines, bytes } = await unzip(file, wanted)
        if (lines > 0) log.info(says.caughtUpFrom(file.path, bytes))
      }),
    pass,
    idle: () => turn,
  }
}
