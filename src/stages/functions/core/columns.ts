import { type Column, NONE, type NumberColumn } from '../../../record/index.ts'
import { append, type BatchText } from './batch-text.ts'
import { decoded, JSON_STRING, PLAIN } from './decoding.ts'
import { isNothing } from './formats/value.ts'
import { findByte, fourOf } from './scan.ts'
import { float64, type Slab, uint32 } from './slab.ts'
import { isAscii } from './utf8.ts'

/**
 * Columns of the rows of one batch while they are being filled. The memory is used again for the next batch (it
 * stays warm and nothing is made per line); `finish` copies what was filled into the result.
 */
export interface Columns {
  /** Before the first row of a batch of at most `rows`. */
  begin(rows: number): void
  number(name: string, type: NumberColumn['type']): NumberRows
  text(name: string): TextRows
  /** Columns that have a value in any of the first `rows` rows. */
  finish(rows: number, text: BatchText, slab: Slab): Column[]
}

export interface NumberRows {
  readonly name: string
  readonly type: NumberColumn['type']
  values: Float64Array
  batch: number
}

export interface TextRows {
  readonly name: string
  starts: Uint32Array
  ends: Uint32Array
  batch: number
}

export function createColumns(): Columns {
  const numbers = new Map<string, NumberRows>()
  const texts = new Map<string, TextRows>()
  let batch = 0
  let capacity = 0
  return {
    begin(rows) {
      batch++
      capacity = rows
    },
    number(name, type) {
      let column = numbers.get(name)
      if (!column) {
        column = { name, type, values: new Float64Array(0), batch: 0 }
        numbers.set(name, column)
      }
      if (column.batch !== batch) beginNumbers(column, batch, capacity)
      return column
    },
    text(name) {
      let column = texts.get(name)
      if (!column) {
        column = { name, starts: new Uint32Array(0), ends: new Uint32Array(0), batch: 0 }
        texts.set(name, column)
      }
      if (column.batch !== batch) beginTexts(column, batch, capacity)
      return column
    },
    finish(rows, text, slab) {
      const filled: Column[] = []
      for (const column of numbers.values()) {
        if (column.batch === batch) filled.push(finishNumbers(column, rows, slab))
      }
      for (const column of texts.values()) {
        if (column.batch === batch) filled.push(finishTexts(column, rows, text, slab))
      }
      return filled
    },
  }
}

function beginNumbers(column: NumberRows, batch: number, rows: number): void {
  column.batch = batch
  if (!fits(column.values.length, rows)) column.values = new Float64Array(rows)
  column.values.fill(Number.NaN, 0, rows)
}

function beginTexts(column: TextRows, batch: number, rows: number): void {
  column.batch = batch
  if (!fits(column.starts.length, rows)) {
    column.starts = new Uint32Array(rows)
    column.ends = new Uint32Array(rows)
  }
  column.starts.fill(NONE, 0, rows)
}

/** Memory much larger than a usual batch needs is not kept after one huge batch. */
function fits(length: number, rows: number): boolean {
  return length >= rows && (length <= 1 << 16 || length < rows * 8)
}

function finishNumbers(column: NumberRows, rows: number, slab: Slab): NumberColumn {
  const values = float64(slab, rows)
  values.set(column.values.subarray(0, rows))
  return { name: column.name, type: column.type, values }
}

function finishTexts(column: TextRows, rows: number, text: BatchText, slab: Slab): Column {
  const starts = uint32(slab, rows)
  const ends = uint32(slab, rows)
  starts.set(column.starts.subarray(0, rows))
  ends.set(column.ends.subarray(0, rows))
  return {
    name: column.name,
    type: column.name === 'message' ? 'text' : 'keyword',
    bytes: text.bytes,
    starts,
    ends,
  }
}

/** Puts the value written at [from, to) into row `row`; what is not UTF-8 or is encoded is decoded first. */
export function setText(
  column: TextRows,
  row: number,
  text: BatchText,
  from: number,
  to: number,
  how: number,
): void {
  column.starts[row] = from
  column.ends[row] = to
  if (how === PLAIN && isAscii(text.bytes, from, to)) return
  if (how === JSON_STRING && findByte(text.view, from, to, BACKSLASH) < 0 && isAscii(text.bytes, from, to))
    return
  const plain = decoded(text.bytes, from, to, how)
  if (!plain) return
  if (isNothing(plain, 0, plain.length)) {
    column.starts[row] = NONE
    return
  }
  column.starts[row] = append(text, plain)
  column.ends[row] = text.used
}

const BACKSLASH = fourOf(0x5c)
