import { append, type BatchText } from './batch-text.ts'
import { encode } from './utf8.ts'
import { twice } from './word-table.ts'

/**
 * Few values that many words share ("United States", "Chrome"): each has a number, and stands once in the text of
 * every batch that uses it. Number 0 is no value.
 */
export interface ValueTable {
  numbers: Map<string, number>
  words: Uint8Array[]
  /** By number: length in bytes, the batch that used it last, and where it stands in that batch's text. */
  lengths: Int32Array
  batches: Int32Array
  places: Int32Array
  batch: number
}

export function createValueTable(): ValueTable {
  return { batch: 0, ...emptyState() }
}

function emptyState() {
  return {
    numbers: new Map<string, number>(),
    words: [new Uint8Array(0)],
    lengths: new Int32Array(64),
    batches: new Int32Array(64),
    places: new Int32Array(64),
  }
}

export function forgetValues(table: ValueTable): void {
  Object.assign(table, emptyState())
}

export function numberOf(table: ValueTable, value: string | undefined): number {
  if (!value) return 0
  const known = table.numbers.get(value)
  if (known !== undefined) return known
  const number = table.words.length
  if (number === table.lengths.length) {
    table.lengths = twice(table.lengths)
    table.batches = twice(table.batches)
    table.places = twice(table.places)
  }
  const word = encode(value)
  table.numbers.set(value, number)
  table.words.push(word)
  table.lengths[number] = word.length
  return number
}

/** Where value `number` stands in the batch's text; written there on first use. */
export function placeOf(table: ValueTable, text: BatchText, number: number): number {
  if (table.batches[number] !== table.batch) {
    table.batches[number] = table.batch
    table.places[number] = append(text, table.words[number])
  }
  return table.places[number]
}
