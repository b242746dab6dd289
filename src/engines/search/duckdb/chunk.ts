import { NONE } from '../../../record/index.ts'
import { duckdb } from './database.ts'
import type { PhysicalColumn, SqlType } from './model.ts'
import {
  CHUNK_ROWS,
  clearBit,
  entryOf,
  f32,
  f64,
  i16,
  i32,
  type Rows,
  staging,
  u8,
  u32,
  validity,
  validityBuffer,
} from './staging.ts'
import { stageText, type Texts } from './text-vector.ts'

/*
 * Rows into a table, 2048 at a time, without a call a value. A DuckDB vector cannot be reached from JavaScript;
 * it can be overwritten from a buffer of the same layout: numbers as in a typed array, validity a bit a row
 * (1 = has a value), text as `text-vector.ts` says.
 */
export { CHUNK_ROWS }

/** A chunk of large texts has few rows, so that a chunk's memory stays below some megabytes. */
const CHUNK_BYTES = 16 << 20

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
  | ({ readonly kind: 'text' } & Texts)

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
          fill(vector, columns[at].type, fillers[at], { from, count, select })
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

function fill(vector: duckdb.Vector, type: SqlType, filler: Filler, rows: Rows): void {
  validity.fill(filler.kind === 'none' ? 0 : 0xff)
  const nulls = filler.kind === 'none' || stage(vector, type, filler, rows)
  if (filler.kind === 'none' && type === 'VARCHAR') u8.fill(0, 0, rows.count * 16)
  duckdb.copy_data_to_vector(vector, 0, staging, 0, rows.count * WIDTH[type])
  if (!nulls) return
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, validityBuffer, 0, validityBuffer.byteLength)
}

/** Writes values into `staging`; answers whether `validity` says something. */
function stage(
  vector: duckdb.Vector,
  type: SqlType,
  filler: Exclude<Filler, { kind: 'none' }>,
  rows: Rows,
): boolean {
  switch (filler.kind) {
    case 'constant':
      for (let row = 0; row < rows.count; row++) put(type, row, filler.value)
      return false
    case 'sequence':
      for (let row = 0; row < rows.count; row++) put(type, row, filler.first + rows.from + row)
      return false
    case 'offsets':
      for (let row = 0; row < rows.count; row++) {
        put(type, row, filler.base + filler.values[entryOf(rows, row)])
      }
      return false
    case 'codes':
      return stageCodes(filler.codes, filler.ids, rows)
    case 'booleans':
      return stageBooleans(filler.values, rows)
    case 'numbers':
      return stageNumbers(type, filler, rows)
    case 'text':
      return stageText(vector, filler, rows)
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
  rows: Rows,
): boolean {
  const limit = LIMIT[type]
  let nulls = false
  let lost = 0
  for (let row = 0; row < rows.count; row++) {
    let value = values[entryOf(rows, row)]
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

function stageBooleans(values: Uint8Array, rows: Rows): boolean {
  let nulls = false
  for (let row = 0; row < rows.count; row++) {
    const value = values[entryOf(rows, row)]
    u8[row] = value === 1 ? 1 : 0
    if (value > 1) {
      nulls = true
      clearBit(row)
    }
  }
  return nulls
}

/** A row's word; codes are by row, whatever else is selected. */
function stageCodes(codes: Uint32Array, ids: Uint32Array, rows: Rows): boolean {
  let nulls = false
  for (let row = 0; row < rows.count; row++) {
    const code = codes[rows.from + row]
    if (code !== NONE && !(code < ids.length)) {
      throw new RangeError(`code ${code} of a dimension with ${ids.length} words`)
    }
    // A word without text has no id.
    const id = code === NONE ? NONE : ids[code]
    u32[row] = id
    if (id !== NONE) continue
    nulls = true
    clearBit(row)
  }
  return nulls
}
