/**
 * Parsed records as columns. A web log repeats itself: few distinct requests, clients, agents and referrers
 * stand behind many lines. Such a value travels as a code into a `Dimension`, which holds each distinct word
 * of the batch once, together with everything that follows from it (an agent's browser and OS, a client's
 * country and city). Whoever stores or serialises documents does the work per distinct word, not per line.
 */
export interface DocumentBatch {
  readonly rows: number
  /** Values that differ line by line. Each column has `rows` entries. */
  readonly columns: readonly Column[]
  readonly dimensions: readonly Dimension[]
  /** How many of the rows are lines that did not parse (they have `message` and `parse_error`). */
  readonly unparsed: number
  /** Place of each row's record in the batch it was made from (ascending). */
  readonly records: Uint32Array
}

export interface Dimension {
  /** Name of the field that the codes stand for; also the name of `columns[0]`. */
  readonly key: string
  /** One entry a row: index into `columns`, or `NONE`. */
  readonly codes: Uint32Array
  readonly size: number
  /** The words themselves first, then what follows from them; each has `size` entries. */
  readonly columns: readonly Column[]
  /** Absent: the words are known by their bytes alone. */
  readonly numbers?: WordNumbers
}

/**
 * Words keep their numbers from batch to batch: under the same `memory`, the same number is the same word with the
 * same facts. So who stores or serialises a word once needs not look at its bytes again.
 */
export interface WordNumbers {
  /** Changes whenever its maker begins to number anew. */
  readonly memory: string
  /** One a word, from 0, without large gaps. */
  readonly of: Uint32Array
}

export type Column = TextColumn | NumberColumn | BooleanColumn | GeoColumn

/** UTF-8 (always valid: invalid input was replaced by U+FFFD). `starts[i] === NONE` means no value. */
export interface TextColumn {
  readonly name: string
  readonly type: 'keyword' | 'text' | 'ip'
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
}

/** NaN means no value. A `date` is in ms since 1970. */
export interface NumberColumn {
  readonly name: string
  readonly type: 'long' | 'integer' | 'short' | 'float' | 'double' | 'date'
  readonly values: Float64Array
}

/** 0 false, 1 true, 2 no value. */
export interface BooleanColumn {
  readonly name: string
  readonly type: 'boolean'
  readonly values: Uint8Array
}

/** Degrees; NaN means no value. */
export interface GeoColumn {
  readonly name: string
  readonly type: 'geo_point'
  readonly lat: Float64Array
  readonly lon: Float64Array
}

/** No value, in a dimension's codes and a text column's starts. */
export const NONE = 0xffffffff
