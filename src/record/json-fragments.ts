import type { Column, Dimension } from './document.ts'
import { columnPart, memory } from './json-parts.ts'

/** Writes each word with what follows from it, `,"agent":"…","browser":"Chrome"`, once for as long as it is remembered. */
export interface Fragments {
  /** One fragment a word of the dimension, by code; good until the next call. */
  of(dimension: Dimension): readonly Uint8Array[]
}

/** Fragments kept a dimension, bytes; when there are more, all of that dimension are forgotten. */
const MOST_FRAGMENT_BYTES = 6 << 20

/** Remembers fragments of numbered words from batch to batch. */
export function createFragments(): Fragments {
  const stores = new Map<string, FragmentStore>()
  return {
    of({ numbers, key, columns, size }) {
      if (!numbers) return writeFragments(emptyStore('', ''), columns, identity(size))
      const names = columns.map((column) => column.name).join()
      let store = stores.get(key)
      if (store?.memory !== numbers.memory || store.names !== names || store.used > MOST_FRAGMENT_BYTES) {
        store = emptyStore(numbers.memory, names)
        stores.set(key, store)
      }
      return writeFragments(store, columns, numbers.of)
    },
  }
}

/**
 * Fragments end to end, found by their word's number. They are places in one piece of memory and not views: a
 * hundred thousand views would be looked at by every garbage collection (measured: a tenth of the program's time).
 */
interface FragmentStore {
  readonly memory: string
  /** A fragment is only as good as the columns that it was written from. */
  readonly names: string
  bytes: Uint8Array
  used: number
  starts: Uint32Array
  /** 0: there is none. */
  ends: Uint32Array
}

function emptyStore(memory: string, names: string): FragmentStore {
  const [starts, ends] = [new Uint32Array(1024), new Uint32Array(1024)]
  return { memory, names, bytes: new Uint8Array(0), used: 1, starts, ends }
}

/** Adds the fragments that are not there yet; answers those of all codes. */
function writeFragments(
  store: FragmentStore,
  columns: readonly Column[],
  numbers: Uint32Array,
): Uint8Array[] {
  const fresh = new Uint32Array(numbers.length)
  let count = 0
  for (let code = 0; code < numbers.length; code++) {
    while (numbers[code] >= store.ends.length) makeRoomForNumbers(store)
    if (store.ends[numbers[code]] === 0) fresh[count++] = code
  }
  append(store, columns, numbers, fresh.subarray(0, count))
  const fragments = new Array<Uint8Array>(numbers.length)
  for (let code = 0; code < numbers.length; code++) {
    const number = numbers[code]
    fragments[code] = store.bytes.subarray(store.starts[number], store.ends[number])
  }
  return fragments
}

function append(store: FragmentStore, columns: readonly Column[], numbers: Uint32Array, codes: Uint32Array) {
  const parts = columns
    .map((column) => columnPart(pick(column, codes), codes.length))
    .filter((part) => part.size > 0)
  const needed = store.used + parts.reduce((sum, part) => sum + part.size, 0)
  if (needed > store.bytes.length) {
    const bytes = memory(Math.max(needed, store.bytes.length * 2))
    bytes.set(store.bytes.subarray(0, store.used))
    store.bytes = bytes
  }
  let at = store.used
  for (let word = 0; word < codes.length; word++) {
    const number = numbers[codes[word]]
    store.starts[number] = at
    for (let i = 0; i < parts.length; i++) at = parts[i].write(store.bytes, at, word)
    store.ends[number] = at
  }
  store.used = at
}

function makeRoomForNumbers(store: FragmentStore) {
  const [starts, ends] = [new Uint32Array(store.starts.length * 2), new Uint32Array(store.ends.length * 2)]
  starts.set(store.starts)
  ends.set(store.ends)
  store.starts = starts
  store.ends = ends
}

function identity(size: number): Uint32Array {
  const numbers = new Uint32Array(size)
  for (let code = 0; code < size; code++) numbers[code] = code
  return numbers
}

/** The values of a column at these places, as a column. */
function pick(column: Column, at: Uint32Array): Column {
  if (column.type === 'geo_point') {
    return {
      ...column,
      lat: taken(column.lat, at, new Float64Array(at.length)),
      lon: taken(column.lon, at, new Float64Array(at.length)),
    }
  }
  if (column.type === 'boolean')
    return { ...column, values: taken(column.values, at, new Uint8Array(at.length)) }
  if ('values' in column) return { ...column, values: taken(column.values, at, new Float64Array(at.length)) }
  const starts = taken(column.starts, at, new Uint32Array(at.length))
  return { ...column, starts, ends: taken(column.ends, at, new Uint32Array(at.length)) }
}

function taken<A extends Float64Array | Uint32Array | Uint8Array>(from: A, at: Uint32Array, to: A): A {
  for (let i = 0; i < at.length; i++) to[i] = from[at[i]]
  return to
}
