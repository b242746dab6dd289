import { NONE } from '../../../record/index.ts'
import { duckdb } from './database.ts'
import type { PhysicalColumn, SqlType } from './model.ts'

/*
 * Rows into a table, 2048 at a time, without a call a value. A DuckDB vector cannot be reached from JavaScript;
 * it can be overwritten from a buffer of the same layout:
 *   numbers    as in a typed array
 *   validity   a bit a row, 1 = has a value
 *   VARCHAR    16 bytes a row: u32 length, then either up to 12 bytes of text, zero-padded,
 *              or its first 4 bytes and a 64-bit pointer to all of it
 * The pointer is learned so: DuckDB is handed all long texts of a column as ONE string for row 0 (it copies them
 * into memory that the chunk owns), row 0 is read back, and every row then points into that memory. Appending
 * copies the texts on, so that pointers need to live only as long as their chunk.
 * A wrong span would read foreign memory: each is checked against its bytes before it is written.
 */
export const CHUNK_ROWS = 2048
/** A chunk of large texts has few rows, so that a chunk's memory stays below some megabytes. */
const CHUNK_BYTES = 16 << 20
const INLINE = 12

/** Where a column's values come from. `select` of `append` says which entries; else entry i is for row i. */
export type Filler =
  | { readonly kind: 'none' }
  | { readonly kind: 'constant'; readonly value: number }
  /** `first`, `first + 1`, … by row, whatever `select` says. */
  | { readonly kind: 'sequence'; readonly first: number }
  /** NaN is no value; a value that the column's type cannot hold is left out and counted. */
  | { readonly kind: 'numbers'; readonly values: Float64Array; readonly onLost?: (count: number) => void }
  | { readonly kind: 'offsets'; readonly base: number; readonly values: Uint32Array }
  | { readonly kind: 'codes'; readonly codes: Uint32Array; readonly ids: Uint32Array }
  | { readonly kind: 'booleans'; readonly values: Uint8Array }
  | {
      readonly kind: 'text'
      readonly bytes: Uint8Array
      readonly starts: Uint32Array
      readonly ends: Uint32Array
    }

export interface TableAppender {
  append(rows: number, fillers: readonly Filler[], select?: Uint32Array): void
  /** Hands everything to the transaction. */
  close(): void
  /** After a failure: forgets what was not handed over. */
  abandon(): void
}

/** Rows for `table`, whose columns are `columns` in this order. Use and close it within one transaction. */
export function openAppender(
  connection: duckdb.Connection,
  table: string,
  columns: readonly PhysicalColumn[],
): TableAppender {
  const appender = duckdb.appender_create(connection, 'main', table)
  const types = columns.map(({ type }) => duckdb.create_logical_type(duckdb.Type[type]))
  return {
    append(rows, fillers, select) {
      if (fillers.length !== columns.length)
        throw new Error(`${table}: ${fillers.length} of ${columns.length} columns`)
      const step = rowsAChunk(rows, fillers)
      for (let from = 0; from < rows; from += step) {
        const count = Math.min(step, rows - from)
        const chunk = duckdb.create_data_chunk(types)
        for (let at = 0; at < columns.length; at++) {
          const vector = duckdb.data_chunk_get_vector(chunk, at)
          fill(vector, columns[at].type, fillers[at], from, count, select)
        }
        duckdb.data_chunk_set_size(chunk, count)
        duckdb.append_data_chunk(appender, chunk)
      }
    },
    close() {
      duckdb.appender_close_sync(appender)
    },
    abandon() {
      duckdb.appender_clear(appender)
      duckdb.appender_close_sync(appender)
    },
  }
}

function rowsAChunk(rows: number, fillers: readonly Filler[]): number {
  let bytes = 0
  for (const filler of fillers) if (filler.kind === 'text') bytes += filler.bytes.length
  return Math.max(1, Math.min(CHUNK_ROWS, Math.floor(CHUNK_BYTES / (bytes / Math.max(1, rows) + 1))))
}

// One column of one chunk is staged here, copied into its vector, and the next one overwrites it.
const staging = new ArrayBuffer(CHUNK_ROWS * 16)
const u8 = new Uint8Array(staging)
const i16 = new Int16Array(staging)
const i32 = new Int32Array(staging)
const u32 = new Uint32Array(staging)
const f32 = new Float32Array(staging)
const f64 = new Float64Array(staging)
const validityBuffer = new ArrayBuffer(CHUNK_ROWS / 8)
const validity = new Uint8Array(validityBuffer)
let scratch = new Uint8Array(1 << 16)

const WIDTH: Readonly<Record<SqlType, number>> = {
  BOOLEAN: 1,
  SMALLINT: 2,
  INTEGER: 4,
  UINTEGER: 4,
  FLOAT: 4,
  BIGINT: 8,
  DOUBLE: 8,
  VARCHAR: 16,
}

const clearBit = (row: number) => {
  validity[row >> 3] &= ~(1 << (row & 7))
}

function fill(
  vector: duckdb.Vector,
  type: SqlType,
  filler: Filler,
  from: number,
  count: number,
  select: Uint32Array | undefined,
): void {
  validity.fill(filler.kind === 'none' ? 0 : 0xff)
  const nulls = filler.kind === 'none' || stage(vector, type, filler, from, count, select)
  if (filler.kind === 'none' && type === 'VARCHAR') u8.fill(0, 0, count * 16)
  duckdb.copy_data_to_vector(vector, 0, staging, 0, count * WIDTH[type])
  if (!nulls) return
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, validityBuffer, 0, validityBuffer.byteLength)
}

/** Writes values into `staging`; answers whether `validity` says something. */
function stage(
  vector: duckdb.Vector,
  type: SqlType,
  filler: Exclude<Filler, { kind: 'none' }>,
  from: number,
  count: number,
  select: Uint32Array | undefined,
): boolean {
  switch (filler.kind) {
    case 'constant':
      for (let row = 0; row < count; row++) put(type, row, filler.value)
      return false
    case 'sequence':
      for (let row = 0; row < count; row++) put(type, row, filler.first + from + row)
      return false
    case 'offsets':
      for (let row = 0; row < count; row++) {
        put(type, row, filler.base + filler.values[select ? select[from + row] : from + row])
      }
      return false
    case 'codes':
      return stageCodes(filler.codes, filler.ids, from, count)
    case 'booleans':
      return stageBooleans(filler.values, from, count, select)
    case 'numbers':
      return stageNumbers(type, filler, from, count, select)
    case 'text':
      return stageText(vector, filler, from, count, select)
  }
}

/** 64-bit integers are written as two halves: a BigInt a value costs ten times as much. */
function put(type: SqlType, row: number, value: number): void {
  if (type === 'BIGINT') {
    const high = Math.floor(value / 4294967296)
    u32[row * 2] = value - high * 4294967296
    i32[row * 2 + 1] = high
  } else if (type === 'FLOAT') f32[row] = value
  else if (type === 'DOUBLE') f64[row] = value
  else if (type === 'SMALLINT') i16[row] = value
  else if (type === 'INTEGER') i32[row] = value
  else u32[row] = value
}

const LIMIT: Readonly<Partial<Record<SqlType, number>>> = {
  SMALLINT: 2 ** 15,
  INTEGER: 2 ** 31,
  BIGINT: 2 ** 63,
}

function stageNumbers(
  type: SqlType,
  { values, onLost }: Extract<Filler, { kind: 'numbers' }>,
  from: number,
  count: number,
  select: Uint32Array | undefined,
): boolean {
  const limit = LIMIT[type]
  let nulls = false
  let lost = 0
  for (let row = 0; row < count; row++) {
    let value = values[select ? select[from + row] : from + row]
    if (limit !== undefined) {
      value = Math.trunc(value)
      if (value >= limit || value < -limit) {
        lost++
        value = Number.NaN
      }
    }
    if (Number.isNaN(value)) {
      nulls = true
      clearBit(row)
      value = 0
    }
    put(type, row, value)
  }
  if (lost > 0) onLost?.(lost)
  return nulls
}

function stageBooleans(
  values: Uint8Array,
  from: number,
  count: number,
  select: Uint32Array | undefined,
): boolean {
  let nulls = false
  for (let row = 0; row < count; row++) {
    const value = values[select ? select[from + row] : from + row]
    u8[row] = value === 1 ? 1 : 0
    if (value > 1) {
      nulls = true
      clearBit(row)
    }
  }
  return nulls
}

function stageCodes(codes: Uint32Array, ids: Uint32Array, from: number, count: number): boolean {
  let nulls = false
  for (let row = 0; row < count; row++) {
    const code = codes[from + row]
    if (code === NONE) {
      nulls = true
      clearBit(row)
      u32[row] = 0
    } else {
      if (code >= ids.length) throw new RangeError(`code ${code} of a dimension with ${ids.length} words`)
      u32[row] = ids[code]
    }
  }
  return nulls
}

function stageText(
  vector: duckdb.Vector,
  { bytes, starts, ends }: Extract<Filler, { kind: 'text' }>,
  from: number,
  count: number,
  select: Uint32Array | undefined,
): boolean {
  let nulls = false
  let long = 0
  let lowest = NONE
  let highest = 0
  for (let row = 0; row < count; row++) {
    const at = select ? select[from + row] : from + row
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
  const heap =
    long > 0 ? lendHeap(vector, bytes, starts, ends, from, count, select, long, lowest, highest) : undefined
  if (heap?.gathered) nulls = true
  writeStrings(bytes, starts, ends, from, count, select, heap)
  return nulls
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
function lendHeap(
  vector: duckdb.Vector,
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  from: number,
  count: number,
  select: Uint32Array | undefined,
  long: number,
  lowest: number,
  highest: number,
): Heap {
  if (highest - lowest <= long * 2 && bytes.buffer instanceof ArrayBuffer) {
    const pointer = lend(vector, bytes.subarray(lowest, highest))
    if (pointer) return { ...pointer, gathered: false, origin: lowest }
  }
  if (scratch.length < long) scratch = new Uint8Array(long * 2)
  let to = 0
  for (let row = 0; row < count; row++) {
    const at = select ? select[from + row] : from + row
    const start = starts[at]
    const end = ends[at]
    if (start === NONE || end - start <= INLINE) continue
    scratch.set(bytes.subarray(start, end), to)
    to += end - start
  }
  const pointer = lend(vector, scratch.subarray(0, long))
  if (scratch.length > CHUNK_BYTES) scratch = new Uint8Array(1 << 16)
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

function writeStrings(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  from: number,
  count: number,
  select: Uint32Array | undefined,
  heap: Heap | undefined,
): void {
  let gathered = 0
  for (let row = 0; row < count; row++) {
    const at = select ? select[from + row] : from + row
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
