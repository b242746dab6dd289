import type { Column } from '../../../../record/index.ts'
import { NONE } from '../../../../record/index.ts'
import type { BatchText } from '../batch-text.ts'
import { type Slab, uint32 } from '../slab.ts'
import { placeOf, type ValueTable } from '../value-table.ts'
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
  const starts = uint32(slab, size)
  const ends = uint32(slab, size)
  for (let code = 0; code < size; code++) {
    starts[code] = table.starts[code]
    ends[code] = table.starts[code] + table.lengths[code]
  }
  return { name, type, bytes: text.bytes, starts, ends }
}

/**
 * A column of shared values: `numbers[entry * stride + at]` is the value's number in `values`. A function of its own
 * and no closure, so that the compiler keeps its code from batch to batch.
 */
export function valueColumn(
  name: string,
  numbers: Int32Array,
  stride: number,
  at: number,
  values: ValueTable,
  table: WordTable,
  text: BatchText,
  slab: Slab,
): Column {
  const { size, used } = table
  const starts = uint32(slab, size)
  const ends = uint32(slab, size)
  for (let code = 0; code < size; code++) {
    const number = numbers[used[code] * stride + at]
    if (number === 0) {
      starts[code] = NONE
      continue
    }
    const place = placeOf(values, text, number)
    starts[code] = place
    ends[code] = place + values.lengths[number]
  }
  return { name, type: 'keyword', bytes: text.bytes, starts, ends }
}
