import type { BatchText } from '../batch-text.ts'
import { createMinuteMemory, type MinuteMemory } from '../moments.ts'
import type { Field } from './field.ts'

/** A format ready to read lines. */
export interface Reader {
  /** Short name, `combined`; for a pasted format string its own words. */
  readonly name: string
  /** What people call it. */
  readonly title: string
  /** The format in its own notation. */
  readonly notation: string
  /** Field of each value; a JSON reader adds to it as it meets new keys. */
  readonly fields: readonly Field[]
  /** The variables as the format's author wrote them, one a field; a JSON reader has none. */
  readonly labels: readonly string[]
  /** The request comes in parts, to be joined. */
  readonly hasParts: boolean
  /** Date and time of day are two values. */
  readonly hasClock: boolean
  /**
   * Reads the line [from, to) into `values`. Answers `MATCHED`, or the place where the line differs.
   * `strictness` says how hard to try (see below).
   */
  read(text: BatchText, from: number, to: number, values: Values, strictness: Strictness): number
  /** Share of its values that the last line that did not match had right; the closest format has the largest. */
  reached(): number
  /** What the last line that did not match should have had where it differed. */
  expected(): string
}

export const MATCHED = -1

/** Fast path: the line is as its writer's manual says. */
export const STRICT = 0
/** Slow path: quotes inside quoted values, spaces in user names, a line cut in its last value. */
export const LENIENT = 1
/** Slow path of the slow path: a backslash before a quote is no escape (the writer does not escape). */
export const RAW = 2
export type Strictness = typeof STRICT | typeof LENIENT | typeof RAW

/** Values of one line, by place in `Reader.fields`. Reused from line to line. */
export interface Values {
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Numbers and times (ms). */
  readonly numbers: Float64Array
  readonly common: MinuteMemory
  readonly iso: MinuteMemory
}

/** The most values that a line may have. */
export const MOST_VALUES = 512

export function createValues(): Values {
  return {
    starts: new Int32Array(MOST_VALUES),
    ends: new Int32Array(MOST_VALUES),
    numbers: new Float64Array(MOST_VALUES),
    common: createMinuteMemory(),
    iso: createMinuteMemory(),
  }
}
