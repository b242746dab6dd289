import type { Column } from '../../../../record/index.ts'
import { NONE } from '../../../../record/index.ts'
import type { BatchText } from '../batch-text.ts'
import type { Slab } from '../slab.ts'
import type { ValueTable } from '../value-table.ts'
import type { WordTable } from '../word-table.ts'

/** One dimension of web-log documents: its distinct words and what follows from each. */
export interface WordDimension {
  readonly key: 'host' | 'request' | 'referer' | 'agent'
  readonly table: WordTable
  /** Columns of this batch's words: the words first. */
  columns(text: BatchText, slab: Slab): Column[]
}

/** The words of a batch as a column. */
export function wordColumn(
  name: string,
  type: 'keyword' | 'ip',
  table: WordTable,
  text: BatchText,
  slab: Slab,
): Column {
  const { size } = table
  const starts = slab.uint32(size)
  const ends = slab.uint32(size)
  for (let code = 0; code < size; code++) {
    starts[code] = table.starts[code]
    ends[code] = table.starts[code] + table.lengths[code]
  }
  return { name, type, bytes: text.bytes, starts, ends }
}

/**
 * Columns of shared values. `numbers[entry * stride + at]` is the value's number in `values`. All of them must be
 * written to the text before any column is made, because the text may move as it grows.
 */
export function writeValues(
  names: readonly string[],
  numbers: Int32Array,
  values: ValueTable,
  table: WordTable,
  text: BatchText,
  slab: Slab,
): { name: string; starts: Uint32Array; ends: Uint32Array }[] {
  const { size, used } = table
  const stride = names.length
  return names.map((name, at) => {
    const starts = slab.uint32(size)
    const ends = slab.uint32(size)
    for (let code = 0; code < size; code++) {
      const number = numbers[used[code] * stride + at]
      if (number === 0) {
        starts[code] = NONE
        continue
      }
      const place = values.place(text, number)
      starts[code] = place
      ends[code] = place + values.lengthOf(number)
    }
    return { name, starts, ends }
  })
}
