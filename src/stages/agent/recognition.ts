import type { Book } from './core/book.ts'
import { isWeak, printOf, TAIL_BYTES } from './core/fingerprint.ts'
import type { Ledger, Reader } from './ledger.ts'

/** A file whose content is in question. */
export interface Unknown {
  readonly dev: string
  readonly ino: string
  readonly size: number
  readonly head: Buffer
  read(at: number, length: number): Promise<Buffer>
}

export type Verdict =
  /** Never seen. */
  | { readonly kind: 'new' }
  /** Known, and nobody reads it: go on where the book ends. */
  | { readonly kind: 'resume'; readonly book: Book }
  /** An older, shorter copy of what was read. */
  | { readonly kind: 'part'; readonly book: Book }
  /** The same content as a file that is being read. */
  | { readonly kind: 'copy'; readonly book: Book; readonly of: Reader }
  /** Begins as a file that is being read and then goes its own way. */
  | { readonly kind: 'fork'; readonly book: Book }
  /** Can't be told yet; look again soon. */
  | { readonly kind: 'wait'; readonly of: Reader }

export interface RecognitionOptions {
  /** Recognise short and uniform heads as well (an import, which must be repeatable). */
  readonly trustWeak: boolean
  /** A book that this file can't be: it has just been begun in the place of that one. */
  readonly not?: Book
}

/** Which known content a file holds, by its bytes alone. */
export async function recognise(
  ledger: Ledger,
  to: string,
  file: Unknown,
  options: RecognitionOptions,
): Promise<Verdict> {
  let part: Book | undefined
  for (const book of sameFileFirst(ledger.candidates(to, file.head), file)) {
    if (book === options.not) continue
    if (!options.trustWeak && !isSameFile(book, file) && isWeak(file.head.subarray(0, book.head.length)))
      continue
    if (file.size >= book.end) {
      if (!(await endsAlike(book, file))) continue
      const reader = ledger.readerOf(book)
      return reader ? compareWithReader(book, reader, file) : { kind: 'resume', book }
    }
    if (!part && (await climbsAlike(book, file))) part = book
  }
  if (part) return { kind: 'part', book: part }
  return young(ledger, to, file, options)
}

function sameFileFirst(books: readonly Book[], file: Unknown): Book[] {
  return [
    ...books.filter((book) => isSameFile(book, file)),
    ...books.filter((book) => !isSameFile(book, file)),
  ]
}

function isSameFile({ place }: Book, file: Unknown): boolean {
  return place.ino === file.ino && place.dev === file.dev
}

/** The bytes before the book's end are the same. */
async function endsAlike(book: Book, file: Pick<Unknown, 'read'>): Promise<boolean> {
  const length = Math.min(book.end, TAIL_BYTES)
  return printOf(await file.read(book.end - length, length)) === book.tail
}

/** The file is shorter than the book: the last known place within it must hold the same bytes. */
async function climbsAlike(book: Book, file: Unknown): Promise<boolean> {
  const rung = book.rungs.findLast(([at]) => at <= file.size)
  if (!rung) return true
  return printOf(await file.read(rung[0] - TAIL_BYTES, TAIL_BYTES)) === rung[1]
}

async function compareWithReader(book: Book, reader: Reader, file: Unknown): Promise<Verdict> {
  const size = await reader.size()
  // Truncated, which its reader will notice: then the content is free.
  if (size === undefined || size < book.end || !(await endsAlike(book, reader)))
    return { kind: 'wait', of: reader }
  const common = Math.min(size, file.size)
  const length = Math.min(common, TAIL_BYTES)
  const [theirs, ours] = await Promise.all([
    reader.read(common - length, length),
    file.read(common - length, length),
  ])
  const alike = theirs.equals(ours)
  if (file.size <= size) return alike ? { kind: 'copy', book, of: reader } : { kind: 'fork', book }
  // It has more than the file being read: once that one is through, what is beyond belongs to this one.
  if (alike && reader.acknowledged() < size) return { kind: 'wait', of: reader }
  return { kind: 'fork', book }
}

/**
 * A copy can be seen before its original has a book that says anything: compare with the files being read
 * themselves.
 */
async function young(
  ledger: Ledger,
  to: string,
  file: Unknown,
  options: RecognitionOptions,
): Promise<Verdict> {
  for (const book of ledger.all()) {
    const reader = ledger.readerOf(book)
    if (book.to !== to || !reader || book === options.not || book.end >= file.head.length) continue
    const length = Math.min((await reader.size()) ?? 0, file.head.length)
    const theirs = await reader.read(0, length)
    if (!isWeak(theirs) && theirs.equals(file.head.subarray(0, length))) return { kind: 'wait', of: reader }
  }
  return { kind: 'new' }
}
