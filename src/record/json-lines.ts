import { type Dimension, type DocumentBatch, NONE } from './document.ts'
import { createFragments, type Fragments } from './json-fragments.ts'
import { CLOSE, columnPart, memory, NEWLINE, OPEN, type Part } from './json-parts.ts'

/**
 * Documents as JSON lines (UTF-8): one compact object a row, each ended by "\n". Fields stand in the order of
 * `ORDER`, then as the batch has them; absent values are left out; a date is ISO 8601 UTC with ms; a place is
 * `{"lat":…,"lon":…}`.
 * `memoryOf` gives at least so many bytes to write to; a caller that is done with earlier lines gives theirs again.
 *
 * Hot path. Every field is written as `,"name":value` and the row's first comma then becomes `{`. A dimension's
 * word with all that follows from it is written once a batch, and copied whole (`set`) for each row that has it:
 * 0.22 µs for a row's four dimensions, where joining strings took 0.3 to 0.6 and copying byte by byte 1.8. Whole
 * rows of 21 fields: 0.9 µs, JSON.stringify 3.2 (bench/json-lines.mjs).
 */
export function jsonLines(
  documents: DocumentBatch,
  fragments: Fragments = createFragments(),
  memoryOf: (size: number) => Uint8Array = memory,
): Uint8Array {
  const parts = partsOf(documents, fragments)
  let size = documents.rows * 3
  for (const part of parts) size += part.size
  const out = memoryOf(size)
  let at = 0
  for (let row = 0; row < documents.rows; row++) {
    const start = at
    for (let i = 0; i < parts.length; i++) at = parts[i].write(out, at, row)
    if (at === start) at++
    out[start] = OPEN
    out[at++] = CLOSE
    out[at++] = NEWLINE
  }
  return out.subarray(0, at)
}

const ORDER = ['timestamp', 'host', 'ident', 'user', 'request', 'status', 'bytes', 'referer', 'agent']

function partsOf(documents: DocumentBatch, fragments: Fragments): Part[] {
  const { rows, columns, dimensions } = documents
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return [
    ...columns.map((column) => ({ name: column.name, part: () => columnPart(column, rows) })),
    ...dimensions.map((dimension) => ({
      name: dimension.key,
      part: () => dimensionPart(dimension, rows, fragments.of(dimension)),
    })),
  ]
    .map((field, place) => ({ ...field, place }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.place - b.place)
    .map((field) => field.part())
    .filter((part) => part.size > 0)
}

function dimensionPart({ codes }: Dimension, rows: number, fragments: readonly Uint8Array[]): Part {
  let size = 0
  for (let row = 0; row < rows; row++) {
    const code = codes[row]
    if (code !== NONE) size += fragments[code].length
  }
  const write = (out: Uint8Array, at: number, row: number) => {
    const code = codes[row]
    if (code === NONE) return at
    const fragment = fragments[code]
    out.set(fragment, at)
    return at + fragment.length
  }
  return { size, write }
}
