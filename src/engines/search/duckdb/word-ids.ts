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
}

export const WORDS = 500_000
export const WORD_BYTES = 32 << 20

export function createWordIds(firstId: number, maxWords = WORDS, maxBytes = WORD_BYTES): WordIds {
  // A client that knew the hash could choose words that all collide.
  const seed = randomInt(2 ** 31)
  let next = firstId
  let count = 0
  let used = 0
  let slots = new Int32Array(1 << 10)
  let hashes = new Uint32Array(1 << 9)
  let ids = new Uint32Array(1 << 9)
  let stops = new Uint32Array(1 << 9)
  let arena = new Uint8Array(1 << 14)

  const begin = (entry: number) => (entry === 0 ? 0 : stops[entry - 1])

  function add(slot: number, hash: number, bytes: Uint8Array, start: number, end: number, id: number): void {
    if (count === hashes.length) growEntries()
    while (used + end - start > arena.length) arena = grown(arena, new Uint8Array(arena.length * 2))
    for (let i = start; i < end; i++) arena[used++] = bytes[i]
    hashes[count] = hash
    ids[count] = id
    stops[count] = used
    slots[slot] = ++count
    if (count * 2 > slots.length) growSlots()
  }

  function growEntries(): void {
    const size = hashes.length * 2
    hashes = grown(hashes, new Uint32Array(size))
    ids = grown(ids, new Uint32Array(size))
    stops = grown(stops, new Uint32Array(size))
  }

  function growSlots(): void {
    slots = new Int32Array(slots.length * 2)
    const mask = slots.length - 1
    for (let entry = 0; entry < count; entry++) {
      let slot = hashes[entry] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry + 1
    }
  }

  /** The word's slot, or the empty one where it belongs. */
  function find(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const mask = slots.length - 1
    const length = end - start
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] - 1
      if (entry < 0) return slot
      if (hashes[entry] !== hash) continue
      const at = begin(entry)
      if (stops[entry] - at !== length) continue
      let i = 0
      while (i < length && arena[at + i] === bytes[start + i]) i++
      if (i === length) return slot
    }
  }

  return {
    idOf(bytes, start, end) {
      const hash = hashOf(seed, bytes, start, end)
      const slot = find(hash, bytes, start, end)
      const entry = slots[slot] - 1
      if (entry >= 0) return ids[entry]
      const id = next++
      add(slot, hash, bytes, start, end, id)
      return id
    },
    learn(bytes, id) {
      const hash = hashOf(seed, bytes, 0, bytes.length)
      const slot = find(hash, bytes, 0, bytes.length)
      if (slots[slot] === 0) add(slot, hash, bytes, 0, bytes.length, id)
    },
    next: () => next,
    full: (words, bytes) => count > 0 && (count + words > maxWords || used + bytes > maxBytes),
    forget() {
      count = 0
      used = 0
      slots = new Int32Array(1 << 10)
    },
  }
}

function grown<T extends Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** FNV-1a, with a last mix since slots take the low bits. */
function hashOf(seed: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
