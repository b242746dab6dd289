import type { RecordBatch } from '../../../record/index.ts'
import { roomFor } from './batch-text.ts'
import type { Parser, ParserInput, ParserOutput } from './parser.ts'
import { type RowValue, rowOf } from './row.ts'

/** A batch as the parser takes it: one copy, with spare room. */
export function inputOf(batch: RecordBatch): ParserInput {
  const buffer = new SharedArrayBuffer(roomFor(batch.bytes.length))
  new Uint8Array(buffer).set(batch.bytes)
  const { ends, times, header } = batch
  return { buffer, length: batch.bytes.length, ends, times, header }
}

/** Every row of a batch as an object; for tests and for looking at few lines. */
export function rowsOf(
  parse: Parser,
  batch: RecordBatch,
): { rows: Record<string, RowValue>[]; output: ParserOutput } {
  const output = parse(inputOf(batch))
  const rows = Array.from({ length: output.documents.rows }, (_, row) => rowOf(output.documents, row))
  return { rows, output }
}
