import { type Column, type DocumentBatch, NONE, type WordNumbers } from '../../../record/index.ts'
import { append, type BatchText, batchTextOf } from './batch-text.ts'
import { createCandidates } from './candidates.ts'
import { createColumns, setText } from './columns.ts'
import { PLAIN } from './decoding.ts'
import { createAgentDimension } from './dimensions/agent.ts'
import type { WordDimension } from './dimensions/dimension.ts'
import { createHostDimension } from './dimensions/host.ts'
import { createRefererDimension } from './dimensions/referer.ts'
import { createRequestDimension } from './dimensions/request.ts'
import type { Enrichers } from './enrichers.ts'
import { createValues } from './formats/reader.ts'
import { isDirective } from './formats/w3c.ts'
import { type RowTarget, writeRow } from './row-writer.ts'
import { createSlab, float64, type Slab, uint32 } from './slab.ts'
import { decode, encode } from './utf8.ts'
import { beginBatch, type WordTable } from './word-table.ts'

/** What the parser is given of a RecordBatch. It takes `buffer` over and gives it back as the text of the result. */
export interface ParserInput {
  /** The records' bytes, `length` of them, with spare room behind. */
  readonly buffer: SharedArrayBuffer
  readonly length: number
  readonly ends: Uint32Array
  readonly times: Float64Array
  readonly header?: string | undefined
}

export interface ParserOutput {
  readonly documents: DocumentBatch
  /** Records that are no lines of data: blank ones and `#Fields:` and its kind. They have no row. */
  readonly headers: number
  /** Names of the formats that took lines, with how many. */
  readonly formats: Readonly<Record<string, number>>
}

export interface ParserOptions {
  readonly enrichers: Enrichers
  readonly formats?: readonly string[] | undefined
  /** Any number; a different one each start keeps hostile input from aiming at the hash tables. */
  readonly seed?: number
  /** Distinct words that each dimension remembers between batches. */
  readonly mostWords?: number
}

export type Parser = (input: ParserInput) => ParserOutput

/** Turns records into documents. Pure but for its memory of words, which never changes an answer. */
export function createParser(options: ParserOptions): Parser {
  const { enrichers, seed = 0, mostWords = 100_000 } = options
  const candidates = createCandidates(options.formats)
  const values = createValues()
  const columns = createColumns()
  const dimensions = {
    host: createHostDimension(seed, mostWords, enrichers.locate),
    request: createRequestDimension(seed, mostWords),
    referer: createRefererDimension(seed, mostWords),
    agent: createAgentDimension(seed, mostWords, enrichers.readAgent),
  }
  const list: readonly WordDimension[] = Object.values(dimensions)
  const target: RowTarget = {
    columns,
    tables: {
      host: dimensions.host.table,
      request: dimensions.request.table,
      referer: dimensions.referer.table,
      agent: dimensions.agent.table,
    },
    codes: {
      host: new Uint32Array(0),
      request: new Uint32Array(0),
      referer: new Uint32Array(0),
      agent: new Uint32Array(0),
    },
    times: new Float64Array(0),
  }
  let records = new Uint32Array(0)

  const begin = (input: ParserInput) => {
    const most = input.ends.length
    if (records.length < most || records.length > Math.max(1 << 16, most * 8)) {
      records = new Uint32Array(most)
      target.times = new Float64Array(most)
      for (const { key } of list) target.codes[key] = new Uint32Array(most)
    }
    for (const { key, table } of list) {
      target.codes[key].fill(NONE, 0, most)
      beginBatch(table)
    }
    columns.begin(most)
    candidates.begin(input.header)
  }

  const writeUnparsed = (text: BatchText, row: number, from: number, to: number, arrival: number) => {
    const { message } = candidates.reason(text, from, to, values)
    setText(columns.text('message'), row, text, from, to, PLAIN)
    const start = append(text, encode(message))
    setText(columns.text('parse_error'), row, text, start, text.used, PLAIN)
    target.times[row] = arrival
  }

  return (input) => {
    begin(input)
    const text = batchTextOf(input.buffer, input.length)
    const { ends, times } = input
    const formats: Record<string, number> = {}
    let row = 0
    let unparsed = 0
    let start = 0
    for (let record = 0; record < ends.length; record++) {
      const from = start
      start = ends[record]
      const to = lineEnd(text.bytes, from, start)
      if (to === from) continue
      if (text.bytes[from] === 35 && isDirective(text.bytes, from, to)) {
        candidates.directive(decode(text.bytes, from, to))
        continue
      }
      const reader = candidates.choose(text, from, to, values)
      if (reader) {
        writeRow(target, row, reader, text, values, times[record])
        formats[reader.name] = (formats[reader.name] ?? 0) + 1
      } else {
        writeUnparsed(text, row, from, to, times[record])
        unparsed++
      }
      records[row++] = record
    }
    const slab = createSlab(sizeOfResult(row, list))
    const documents = {
      rows: row,
      unparsed,
      ...finish(target, row, text, slab, list),
      records: copyOf(uint32(slab, row), records),
    }
    return { documents, headers: ends.length - row, formats }
  }
}

/** The end of a line without its newline, and without the carriage return and spaces that some writers leave. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  if (end > from && bytes[end - 1] === 10) end--
  if (end > from && bytes[end - 1] === 13) end--
  return end
}

function finish(
  target: RowTarget,
  rows: number,
  text: BatchText,
  slab: Slab,
  list: readonly WordDimension[],
): Pick<DocumentBatch, 'columns' | 'dimensions'> {
  const timestamp: Column = {
    name: 'timestamp',
    type: 'date',
    values: copyOf(float64(slab, rows), target.times),
  }
  const dimensions = list
    .filter(({ table }) => table.size > 0)
    .map((dimension) => ({
      key: dimension.key,
      codes: copyOf(uint32(slab, rows), target.codes[dimension.key]),
      size: dimension.table.size,
      columns: dimension.columns(text, slab),
      numbers: numbersOf(dimension.table, slab),
    }))
  const columns = [timestamp, ...target.columns.finish(rows, text, slab)]
  // The text may have moved while later columns wrote to it.
  return {
    columns: columns.map((column) => inText(column, text)),
    dimensions: dimensions.map((dimension) => ({
      ...dimension,
      columns: dimension.columns.map((column) => inText(column, text)),
    })),
  }
}

function numbersOf({ seed, generation, used, size }: WordTable, slab: Slab): WordNumbers {
  const of = uint32(slab, size)
  of.set(used.subarray(0, size))
  return { memory: `${seed}.${generation}`, of }
}

function inText(column: Column, text: BatchText): Column {
  return 'bytes' in column && column.bytes !== text.bytes ? { ...column, bytes: text.bytes } : column
}

function copyOf<A extends Uint32Array | Float64Array>(copy: A, source: Uint32Array | Float64Array): A {
  copy.set(source.subarray(0, copy.length))
  return copy
}

/** Bytes of a result of the usual columns: four codes, four numbers and two texts a row; the words' columns. */
function sizeOfResult(rows: number, list: readonly WordDimension[]): number {
  const words = list.reduce((sum, { table }) => sum + table.size * 64, 0)
  return rows * 72 + words + 1024
}
