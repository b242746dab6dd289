import { NONE } from '../../../record/index.ts'
import { duckdb } from './database.ts'
import { clearBit, entryOf, type Rows, u8, u32 } from './staging.ts'

/*
 * A VARCHAR vector has 16 bytes a row: u32 length, then either up to 12 bytes of text, zero-padded, or its first
 * 4 bytes and a 64-bit pointer to all of it. The pointer is learned so: DuckDB is handed all long texts of a column
 * as ONE string for row 0 (it copies them into memory that the chunk owns), row 0 is read back, and every row then
 * points into that memory. Appending copies the texts on, so that pointers need to live only as long as their chunk.
 * A wrong span would read foreign memory: each is checked against its bytes before it is written.
 */
const INLINE = 12
/** What is kept for gathering; more is given back at once. */
const SCRATCH_BYTES = 16 << 20
let scratch = new Uint8Array(1 << 16)

/** Texts as `TextColumn` has them. */
export interface Texts {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** Writes a text column's rows into `staging`; answers whether `validity` says something. */
export function stageText(vector: duckdb.Vector, texts: Texts, rows: Rows): boolean {
  const { bytes, starts, ends } = texts
  let nulls = false
  let long = 0
  let lowest = NONE
  let highest = 0
  for (let row = 0; row < rows.count; row++) {
    const at = entryOf(rows, row)
    const start = starts[at]
    if (start === NONE) {
      nulls = true
      clearBit(row)
      continue
    }
    const end = ends[at]
    // `!(a <= b)` also refuses the undefined of an entry that is not there.
    if (!(start <= end && end <= bytes.length)) {
      throw new RangeError(`text from ${start} to ${end} in ${bytes.length} bytes`)
    }
    if (end - start <= INLINE) continue
    long += end - start
    if (start < lowest) lowest = start
    if (end > highest) highest = end
  }
  const heap = long > 0 ? lendHeap(vector, texts, rows, { long, lowest, highest }) : undefined
  if (heap?.gathered) nulls = true
  writeStrings(texts, rows, heap)
  return nulls
}

/** Of the texts that are too long to be inlined: all their bytes, and where in the column's bytes they lie. */
interface Extent {
  readonly long: number
  readonly lowest: number
  readonly highest: number
}

interface Heap {
  readonly low: number
  readonly high: number
  /** Of a gathered heap texts lie one after another in row order; otherwise as in `bytes`, from `origin`. */
  readonly gathered: boolean
  readonly origin: number
}

/**
 * Gives DuckDB the column's long texts. Where they lie close together the whole stretch goes over in one piece;
 * DuckDB refuses it (length 0) when bytes between the texts are not UTF-8, and then they are gathered first.
 */
function lendHeap(vector: duckdb.Vector, texts: Texts, rows: Rows, { long, lowest, highest }: Extent): Heap {
  const { bytes, starts, ends } = texts
  if (highest - lowest <= long * 2 && bytes.buffer instanceof ArrayBuffer) {
    const pointer = lend(vector, bytes.subarray(lowest, highest))
    if (pointer) return { ...pointer, gathered: false, origin: lowest }
  }
  if (scratch.length < long) scratch = new Uint8Array(long * 2)
  let to = 0
  for (let row = 0; row < rows.count; row++) {
    const at = entryOf(rows, row)
    const start = starts[at]
    const end = ends[at]
    if (start === NONE || end - start <= INLINE) continue
    scratch.set(bytes.subarray(start, end), to)
    to += end - start
  }
  const pointer = lend(vector, scratch.subarray(0, long))
  if (scratch.length > SCRATCH_BYTES) scratch = new Uint8Array(1 << 16)
  if (!pointer) throw new RangeError('text that is not valid UTF-8')
  return { ...pointer, gathered: true, origin: 0 }
}

function lend(vector: duckdb.Vector, bytes: Uint8Array): { low: number; high: number } | undefined {
  duckdb.vector_assign_string_element_len(vector, 0, bytes)
  const entry = duckdb.vector_get_data(vector, 16)
  const view = new DataView(entry.buffer, entry.byteOffset, 16)
  if (view.getUint32(0, true) !== bytes.length) return undefined
  return { low: view.getUint32(8, true), high: view.getUint32(12, true) }
}

function writeStrings({ bytes, starts, ends }: Texts, rows: Rows, heap: Heap | undefined): void {
  let gathered = 0
  for (let row = 0; row < rows.count; row++) {
    const at = entryOf(rows, row)
    const start = starts[at]
    const word = row * 4
    const length = start === NONE ? 0 : ends[at] - start
    u32[word] = length
    if (length <= INLINE || !heap) {
      u32[word + 1] = 0
      u32[word + 2] = 0
      u32[word + 3] = 0
      for (let i = 0, to = row * 16 + 4; i < length; i++) u8[to + i] = bytes[start + i]
      continue
    }
    u32[word + 1] =
      bytes[start] | (bytes[start + 1] << 8) | (bytes[start + 2] << 16) | (bytes[start + 3] << 24)
    const low = heap.low + (heap.gathered ? gathered : start - heap.origin)
    gathered += length
    u32[word + 2] = low
    u32[word + 3] = heap.high + (low > 0xffffffff ? 1 : 0)
  }
}
