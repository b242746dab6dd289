import type { Column, Dimension } from './document.ts'
import { columnPart, memory } from './json-parts.ts'

/** Writes each word with what follows from it, `,"agent":"…","browser":"Chrome"`, once for as long as it is remembered. */
export interface Fragments {
  /** One fragment a word of the dimension, by code. */
  of(dimension: Dimension): readonly Uint8Array[]
}

/** Fragments kept a dimension, bytes; when there are more, all of that dimension are forgotten. */
const MOST_FRAGMENT_BYTES = 24 << 20

/** Remembers fragments of numbered words from batch to batch. */
export function createFragments(): Fragments {
  const stores = new Map<string, FragmentStore>()
  return {
    of(dimension) {
      const { numbers, key, columns, size } = dimension
      if (!numbers) return fragmentsOf(columns, allOf(size))
      let store = stores.get(key)
      const names = columns.map((column) => column.name).join()
      if (store?.memory !== numbers.memory || store.names !== names || store.bytes > MOST_FRAGMENT_BYTES) {
        store = { memory: numbers.memory, names, bytes: 0, byNumber: [] }
        stores.set(key, store)
      }
      return remembered(store, columns, numbers.of)
    },
  }
}

interface FragmentStore {
  readonly memory: string
  /** A fragment is only as good as the columns that it was written from. */
  readonly names: string
  bytes: number
  readonly byNumber: Uint8Array[]
}

function remembered(store: FragmentStore, columns: readonly Column[], numbers: Uint32Array): Uint8Array[] {
  const { byNumber } = store
  const fresh = new Uint32Array(numbers.length)
  let count = 0
  for (let code = 0; code < numbers.length; code++) {
    if (byNumber[numbers[code]] === undefined) fresh[count++] = code
  }
  const written = fragmentsOf(columns, fresh.subarray(0, count))
  for (let i = 0; i < count; i++) {
    byNumber[numbers[fresh[i]]] = written[i]
    store.bytes += written[i].length
  }
  const fragments = new Array<Uint8Array>(numbers.length)
  for (let code = 0; code < numbers.length; code++) fragments[code] = byNumber[numbers[code]]
  return fragments
}

function allOf(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, code) => code)
}

/** Fragments of these codes, in their order. Views into one piece of memory. */
function fragmentsOf(columns: readonly Column[], codes: Uint32Array): Uint8Array[] {
  const parts = columns
    .map((column) => columnPart(pick(column, codes), codes.length))
    .filter((part) => part.size > 0)
  const out = memory(parts.reduce((sum, part) => sum + part.size, 0))
  const fragments = new Array<Uint8Array>(codes.length)
  let at = 0
  for (let word = 0; word < codes.length; word++) {
    const start = at
    for (let i = 0; i < parts.length; i++) at = parts[i].write(out, at, word)
    fragments[word] = out.subarray(start, at)
  }
  return fragments
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
