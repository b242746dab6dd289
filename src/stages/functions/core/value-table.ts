import { append, type BatchText } from './batch-text.ts'
import { encode } from './utf8.ts'

/**
 * Few values that many words share ("United States", "Chrome"): each has a number, and stands once in the text of
 * every batch that uses it. Number 0 is no value.
 */
export interface ValueTable {
  numberOf(value: string | undefined): number
  /** Before a batch's values are written. */
  begin(): void
  /** Where value `number` stands in the batch's text; written there on first use. */
  place(text: BatchText, number: number): number
  lengthOf(number: number): number
  forget(): void
}

export function createValueTable(): ValueTable {
  const numbers = new Map<string, number>()
  let words: Uint8Array[] = [new Uint8Array(0)]
  let places: number[] = [0]
  let batches: number[] = [0]
  let batch = 0

  const add = (value: string) => {
    const number = words.length
    numbers.set(value, number)
    words.push(encode(value))
    places.push(0)
    batches.push(0)
    return number
  }
  return {
    numberOf: (value) => (value ? (numbers.get(value) ?? add(value)) : 0),
    begin: () => {
      batch++
    },
    place(text, number) {
      if (batches[number] !== batch) {
        batches[number] = batch
        places[number] = append(text, words[number])
      }
      return places[number]
    },
    lengthOf: (number) => words[number].length,
    forget() {
      numbers.clear()
      words = [words[0]]
      places = [0]
      batches = [0]
    },
  }
}
