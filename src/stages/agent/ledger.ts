import { randomBytes } from 'node:crypto'
import { type Advance, type Book, markValue, type Place, PREFIX, readBooks, slotKey } from './core/book.ts'
import { type Head, headOf, printOf, type Trail } from './core/fingerprint.ts'
import { joined, type Range, without } from './core/ranges.ts'
import { says } from './errors.ts'
import type { AgentPorts } from './ports.ts'

/** Somebody who reads a book's content at this moment. */
export interface Reader {
  readonly book: Book
  path(): string
  /** Size of the file now, or undefined if it can't be told. */
  size(): Promise<number | undefined>
  read(at: number, length: number): Promise<Buffer>
  /** All that was read is acknowledged, up to this position. */
  acknowledged(): number
}

/** All books: how far which content was read, in memory and as marks. */
export interface Ledger {
  /** Books whose content begins as `head` does, the farthest first. */
  candidates(to: string, head: Buffer): Book[]
  all(): Iterable<Book>
  readerOf(book: Book): Reader | undefined
  claim(book: Book, reader: Reader): void
  /** Says that the content is free for another file to go on with. */
  release(book: Book): void
  open(to: string, place: Place, trail: Trail, header?: string): Book
  /** The mark for a push in `slot`. */
  mark(book: Book, slot: number, advance: Advance): { key: string; value: string }
  /** Records of a pushed range were acknowledged, apart from `holes`. */
  settle(book: Book, slot: number, advance: Advance): void
  /** Writes a book's position without records. */
  write(book: Book, advance: Advance): Promise<void>
  remove(book: Book): Promise<void>
  /** Whether a compressed file, unchanged since, was read to its end. */
  isSettled(key: string, size: number, mtime: number): boolean
  writeSettled(key: string, size: number, mtime: number): Promise<void>
  /** A flow that was started before has no initial position any more. */
  isKnownFlow(id: string): boolean
  writeFlow(id: string): Promise<void>
}

const GZ = 'agent/gz/'
const FLOW = 'agent/flow/'

export function openLedger({ marks, now, log }: Pick<AgentPorts, 'marks' | 'now' | 'log'>): Ledger {
  const { books: stored, damaged } = readBooks(marks.list(PREFIX))
  for (const key of damaged) log.warn(says.damagedMark(key))
  const books = new Map(stored.map((book) => [book.id, book]))
  const readers = new Map<string, Reader>()

  const absorb = (book: Book, slot: number, advance: Advance): void => {
    const { trail, from, half, mid, header, holes = [] } = advance
    const fresh = without([[from, trail.position]], holes)
    const covered = joined([[0, Math.max(book.offset, advance.base)], ...book.sent, ...fresh] as Range[])
    book.offset = covered[0]?.[0] === 0 ? covered[0][1] : 0
    book.sent = covered.filter(([start]) => start > book.offset)
    if (trail.position >= book.end) {
      book.head = trail.head.length === book.head.length ? book.head : headOf(trail.head)
      book.rungs = trail.rungs
      book.end = trail.position
      book.tail = printOf(trail.last)
      book.lines = trail.lines
      book.half = half
      book.mid = mid
      book.header = header
    }
    book.at = now()
    if (!book.slots.includes(slot)) book.slots = [...book.slots, slot]
  }

  return {
    candidates(to, head) {
      const prints = new Map<number, string>()
      const printAt = (length: number): string => {
        const known = prints.get(length) ?? headOf(head, length).print
        prints.set(length, known)
        return known
      }
      return [...books.values()]
        .filter((book) => book.to === to && begins(book.head, head, printAt))
        .sort((a, b) => b.end - a.end)
    },
    all: () => books.values(),
    readerOf: (book) => readers.get(book.id),
    claim: (book, reader) => void readers.set(book.id, reader),
    release: (book) => void readers.delete(book.id),
    open(to, place, trail, header) {
      const head = headOf(trail.head)
      const { position: offset, rungs, lines } = trail
      const id = randomBytes(8).toString('hex')
      const state = { offset, sent: [], end: offset, tail: printOf(trail.last), lines, half: 0, mid: false }
      const book: Book = { id, to, place, head, rungs, ...state, header, at: now(), slots: [] }
      books.set(id, book)
      return book
    },
    mark: (book, slot, advance) => ({
      key: slotKey(book.id, slot),
      value: markValue(book.to, book.place, advance, now()),
    }),
    settle: absorb,
    async write(book, advance) {
      await marks.write(slotKey(book.id, 0), markValue(book.to, book.place, advance, now()))
      absorb(book, 0, advance)
    },
    async remove(book) {
      books.delete(book.id)
      for (const slot of book.slots) await marks.remove(slotKey(book.id, slot))
    },
    isSettled: (key, size, mtime) => marks.read(GZ + key) === `${size}:${mtime}`,
    writeSettled: (key, size, mtime) => marks.write(GZ + key, `${size}:${mtime}`),
    isKnownFlow: (id) => marks.read(FLOW + id) !== undefined,
    writeFlow: (id) => marks.write(FLOW + id, String(now())),
  }
}

function begins(known: Head, head: Buffer, printAt: (length: number) => string): boolean {
  return known.length > 0 && known.length <= head.length && printAt(known.length) === known.print
}
