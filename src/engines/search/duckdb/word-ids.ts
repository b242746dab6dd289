import { randomInt } from 'node:crypto'

/**
 * Words of a dimension to their ids: open addressing over typed arrays, the words' bytes in one arena. Bounded;
 * when it is full it forgets everything and goes on with new ids (a word then stands under two of them).
 */
export interface WordIds {
  /** The word's id; a word that is not known gets the next one. Check `full()` before a batch, not a word. */
  idOf(bytes: Uint8Array, start: number, end: number): number
  /** Teaches a word that has its id already. */
  learn(bytes: Uint8Array, id: number): void
  /** Ids given out so far: a greater or equal one is new. */
  next(): number
  /** Whether there may be no room for that many more words of so many bytes. */
  full(words: number, bytes: number): boolean
  forget(): void
  /**
   * Ids by the numbers that their maker gave the words (`WordNumbers`), plus one; 0 for words not met under this
   * memory. The caller fills in what it learns. Long enough for every number below `most`.
   */
  byNumber(memory: string, most: number): Uint32Array
}

export const WORDS = 500_000
export const WORD_BYTES = 32 << 20

/** Slots of four numbers: hash, start in the arena, length + 1 (0: empty), id. One cache line tells it all. */
const SLOT = 4

export function createWordIds(firstId: number, maxWords = WORDS, maxBytes = WORD_BYTES): WordIds {
  // A client that knew the hash could choose words that all collide.
  const seed = randomInt(2 ** 31)
  let next = firstId
  let count = 0
  let used = 0
  let mask = (1 << 10) - 1
  let table = new Uint32Array((mask + 1) * SLOT)
  let arena = new Uint8Array(1 << 14)

  let numbered = new Uint32Array(0)
  let numberedMemory: string | undefined

  function add(slot: number, hash: number, bytes: Uint8Array, start: number, end: number, id: number): void {
    const length = end - start
    while (used + length > arena.length) arena = grown(arena)
    for (let i = 0; i < length; i++) arena[used + i] = bytes[start + i]
    table[slot] = hash
    table[slot + 1] = used
    table[slot + 2] = length + 1
    table[slot + 3] = id
    used += length
    count++
    if (count * 2 > mask) growTable()
  }

  function growTable(): void {
    const old = table
    mask = mask * 2 + 1
    table = new Uint32Array((mask + 1) * SLOT)
    for (let from = 0; from < old.length; from += SLOT) {
      if (old[from + 2] === 0) continue
      let at = old[from] & mask
      while (table[at * SLOT + 2] !== 0) at = (at + 1) & mask
      for (let i = 0; i < SLOT; i++) table[at * SLOT + i] = old[from + i]
    }
  }

  /** Where the word's slot is, or the empty one where it belongs. */
  function find(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = at * SLOT
      const known = table[slot + 2]
      if (known === 0) return slot
      if (known !== length + 1 || table[slot] !== hash) continue
      const from = table[slot + 1]
      let i = 0
      while (i < length && arena[from + i] === bytes[start + i]) i++
      if (i === length) return slot
    }
  }

  return {
    idOf(bytes, start, end) {
      const hash = hashOf(seed, bytes, start, end)
      const slot = find(hash, bytes, start, end)
      if (table[slot + 2] !== 0) return table[slot + 3]
      const id = next++
      add(slot, hash, bytes, start, end, id)
      return id
    },
    learn(bytes, id) {
      const hash = hashOf(seed, bytes, 0, bytes.length)
      const slot = find(hash, bytes, 0, bytes.length)
      if (table[slot + 2] === 0) add(slot, hash, bytes, 0, bytes.length, id)
    },
    next: () => next,
    full: (words, bytes) => count > 0 && (count + words > maxWords || used + bytes > maxBytes),
    forget() {
      count = 0
      used = 0
      mask = (1 << 10) - 1
      table = new Uint32Array((mask + 1) * SLOT)
      numberedMemory = undefined
    },
    byNumber(memory, most) {
      if (numberedMemory !== memory) numbered.fill(0)
      numberedMemory = memory
      if (numbered.length < most) {
        const larger = new Uint32Array(Math.max(most, numbered.length * 2, 1024))
        larger.set(numbered)
        numbered = larger
      }
      return numbered
    },
  }
}

function grown(from: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(from.length * 2)
  to.set(from)
  return to
}

/** MurmurHash3's 32-bit form, four bytes a step. */
function hashOf(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = seed
  let at = start
  for (; at + 4 <= end; at += 4) {
    hash ^= scrambled(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24))
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  let rest = 0
  for (let shift = 0; at < end; at++, shift += 8) rest |= bytes[at] << shift
  hash ^= scrambled(rest) ^ (end - start)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scrambled(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51)
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
}
