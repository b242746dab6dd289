import { append, type BatchText } from './batch-text.ts'
import { decoded } from './decoding.ts'

/**
 * The distinct words of one dimension (clients, requests, agents …), found by their bytes: open addressing over
 * typed arrays, with the bytes themselves in an arena, so that a line costs no string. A word known from earlier
 * batches keeps its entry and what was derived from it. Within a batch, each word used gets a code from 0 up.
 */
export interface WordTable {
  /** slots[hash & mask] = entry + 1, linear probing. */
  slots: Int32Array
  /** `STRIDE` numbers an entry, see the constants below; side by side for the processor's cache. */
  meta: Int32Array
  arena: Uint8Array
  arenaView: DataView
  arenaUsed: number
  entries: number
  batch: number
  /** How often everything was forgotten; with the seed, it says which memory an entry's number belongs to. */
  generation: number
  /** Entry of each code of this batch, and where its text stands in the batch's text. */
  used: Int32Array
  starts: Int32Array
  lengths: Int32Array
  size: number
  readonly seed: number
  readonly most: number
  /** Told of each new entry: its text (decoded, valid UTF-8) is [from, to) of `bytes`. */
  readonly derive: (entry: number, bytes: Uint8Array, from: number, to: number) => void
  /** Told when all entries are forgotten. */
  readonly forget: () => void
}

const STRIDE = 8
const HASH = 0
const KEY = 1
const KEY_LENGTH = 2
const HOW = 3
const BATCH = 4
const CODE = 5
const TEXT = 6
const TEXT_LENGTH = 7
const LOAD = 0.6

/** `most` entries are kept from batch to batch; `seed` keeps hostile input from choosing its hashes. */
export function createWordTable(options: Pick<WordTable, 'derive' | 'forget' | 'seed' | 'most'>): WordTable {
  return { ...options, batch: 0, generation: 0, ...emptyState() }
}

function emptyState() {
  const arena = new Uint8Array(1 << 16)
  return {
    slots: new Int32Array(1 << 11),
    meta: new Int32Array(STRIDE << 10),
    arena,
    arenaView: new DataView(arena.buffer),
    arenaUsed: 0,
    entries: 0,
    used: new Int32Array(1 << 10),
    starts: new Int32Array(1 << 10),
    lengths: new Int32Array(1 << 10),
    size: 0,
  }
}

/** Bytes of words kept from batch to batch, beside the limit on their number. */
const MOST_ARENA = 12 << 20

/** Before the first line of a batch. This is the only place where words are forgotten. */
export function beginBatch(table: WordTable): void {
  table.batch++
  table.size = 0
  if (table.entries <= table.most && table.arenaUsed <= MOST_ARENA) return
  Object.assign(table, emptyState())
  table.generation++
  table.forget()
}

/** The code of the word at [from, to) of the batch's text, written in the way `how` (see decoding.ts). */
export function codeOf(table: WordTable, text: BatchText, from: number, to: number, how: number): number {
  const { view } = text
  const hash = hashOf(view, from, to, table.seed ^ how)
  const { slots, meta, arenaView } = table
  const mask = slots.length - 1
  const length = to - from
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const entry = slots[slot] - 1
    if (entry < 0) return addWord(table, text, from, to, how, hash, slot)
    const at = entry * STRIDE
    if (
      meta[at + HASH] === hash &&
      meta[at + KEY_LENGTH] === length &&
      meta[at + HOW] === how &&
      sameBytes(view, from, arenaView, meta[at + KEY], length)
    ) {
      return meta[at + BATCH] === table.batch ? meta[at + CODE] : takeIntoBatch(table, text, entry, from)
    }
  }
}

/** Two lanes of four bytes, so that the processor multiplies one while it waits for the other. */
function hashOf(view: DataView, from: number, to: number, seed: number): number {
  let left = seed ^ (to - from)
  let right = ~seed
  let at = from
  for (const whole = to - 7; at < whole; at += 8) {
    left = Math.imul(left ^ view.getInt32(at, true), LEFT)
    right = Math.imul(right ^ view.getInt32(at + 4, true), RIGHT)
    left ^= left >>> 15
    right ^= right >>> 13
  }
  if (at < to - 3) {
    left = Math.imul(left ^ view.getInt32(at, true), LEFT)
    left ^= left >>> 15
    at += 4
  }
  if (at < to) {
    right = Math.imul(right ^ (view.getInt32(at, true) & maskOf(to - at)), RIGHT)
    right ^= right >>> 13
  }
  const hash = Math.imul(left ^ ((right << 16) | (right >>> 16)), MIX)
  return hash ^ (hash >>> 13)
}

const LEFT = 0x9e3779b1 | 0
const RIGHT = 0x85ebca77 | 0
const MIX = 0xc2b2ae3d | 0

/** Keeps the first `count` (1 to 3) bytes of a word. */
function maskOf(count: number): number {
  return -1 >>> ((4 - count) << 3)
}

function sameBytes(view: DataView, from: number, arena: DataView, key: number, length: number): boolean {
  let at = 0
  for (const whole = length - 7; at < whole; at += 8) {
    const differ =
      (view.getInt32(from + at, true) ^ arena.getInt32(key + at, true)) |
      (view.getInt32(from + at + 4, true) ^ arena.getInt32(key + at + 4, true))
    if (differ !== 0) return false
  }
  if (at < length - 3) {
    if (view.getInt32(from + at, true) !== arena.getInt32(key + at, true)) return false
    at += 4
  }
  if (at === length) return true
  const differ = view.getInt32(from + at, true) ^ arena.getInt32(key + at, true)
  return (differ & maskOf(length - at)) === 0
}

/** First use of a known word in this batch. Its text is the line's own bytes, unless it had to be decoded. */
function takeIntoBatch(table: WordTable, text: BatchText, entry: number, from: number): number {
  const at = entry * STRIDE
  const { meta } = table
  const code = table.size++
  if (code === table.used.length) growBatch(table)
  meta[at + BATCH] = table.batch
  meta[at + CODE] = code
  table.used[code] = entry
  table.lengths[code] = meta[at + TEXT_LENGTH]
  table.starts[code] = from
  if (meta[at + TEXT] !== meta[at + KEY]) {
    const start = meta[at + TEXT]
    table.starts[code] = append(text, table.arena.subarray(start, start + meta[at + TEXT_LENGTH]))
  }
  return code
}

function addWord(
  table: WordTable,
  text: BatchText,
  from: number,
  to: number,
  how: number,
  hash: number,
  slot: number,
): number {
  const entry = table.entries++
  table.slots[slot] = entry + 1
  const at = entry * STRIDE
  if (at === table.meta.length) table.meta = twice(table.meta)
  const key = keep(table, text.bytes, from, to)
  const plain = decoded(text.bytes, from, to, how)
  const start = plain ? keep(table, plain, 0, plain.length) : key
  const length = plain ? plain.length : to - from
  table.meta.set([hash, key, to - from, how, 0, 0, start, length], at)
  table.derive(entry, table.arena, start, start + length)
  if (table.entries > table.slots.length * LOAD) growSlots(table)
  return takeIntoBatch(table, text, entry, from)
}

/** Copies bytes into the arena, with room after them for reading four at a time. */
function keep(table: WordTable, bytes: Uint8Array, from: number, to: number): number {
  const start = table.arenaUsed
  const needed = start + (to - from) + STRIDE
  if (needed > table.arena.length) {
    const arena = new Uint8Array(Math.max(needed, table.arena.length * 2))
    arena.set(table.arena.subarray(0, start))
    table.arena = arena
    table.arenaView = new DataView(arena.buffer)
  }
  if (to - from < 64) for (let at = from; at < to; at++) table.arena[start + at - from] = bytes[at]
  else table.arena.set(bytes.subarray(from, to), start)
  table.arenaUsed = (start + (to - from) + 3) & ~3
  return start
}

function growSlots(table: WordTable): void {
  const slots = new Int32Array(table.slots.length * 2)
  const mask = slots.length - 1
  for (let entry = 0; entry < table.entries; entry++) {
    let slot = table.meta[entry * STRIDE + HASH] & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = entry + 1
  }
  table.slots = slots
}

function growBatch(table: WordTable): void {
  table.used = twice(table.used)
  table.starts = twice(table.starts)
  table.lengths = twice(table.lengths)
}

/** The same numbers with as much room again. */
export function twice<A extends Int32Array | Float64Array | Uint8Array>(numbers: A): A {
  const larger = new (numbers.constructor as new (length: number) => A)(numbers.length * 2)
  larger.set(numbers)
  return larger
}
