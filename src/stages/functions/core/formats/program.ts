import type { BatchText } from '../batch-text.ts'
import { COMMON_TIME_LENGTH, commonTime } from '../moments.ts'
import { findByte, findQuote, fourOf, standsAt } from '../scan.ts'
import type { Field } from './field.ts'
import { MATCHED, type Values } from './reader.ts'
import { readValue } from './value.ts'

/**
 * A line format as a list of steps: read a value, then pass the literal that ends it.
 *
 *   combined = host ` ` ident ` ` user ` [` time `] "` request `" ` status ` ` bytes ` "` referer `" "` agent `"`
 */
export interface Program {
  /** What stands before the first value. */
  readonly lead: Uint8Array
  readonly steps: readonly Step[]
  /** The line may end after step `openFrom` or any later one (formats that grew fields at their end). */
  readonly openFrom: number
}

export interface Step {
  readonly take: Take
  readonly field: Field
  /** The variable as the format's author wrote it, for messages. */
  readonly label: string
  /** What ends the value; empty: the end of the line. */
  readonly stop: Uint8Array
  readonly stopPattern: number
  /** `stop` begins the next value and is not passed (`%U%q`). */
  readonly peek: boolean
  /** A list `a, b : c`, whose separators hold the same spaces that end values. */
  readonly list: boolean
  /** Reads times of a notation of their own (strftime). */
  readonly moment?: (bytes: Uint8Array, from: number, to: number) => number
}

/** How a value is found and read. Plain numbers, for the switch that runs for every value of every line. */
export type Take = number
export const WORD = 0
export const QUOTED = 1
export const WHOLE = 2
export const COMMON_TIME = 3
/** Found as a word, read by `readValue`. */
export const OTHER = 4

export function stepOf(step: Omit<Step, 'stopPattern'>): Step {
  return { ...step, stopPattern: fourOf(step.stop[0] ?? 0) }
}

/** Where and why the last line differed; kept apart from the answer, which the fast path reads. */
export interface Difference {
  step: number
  part: 'lead' | 'value' | 'stop' | 'end'
}

/** Fast path. One pass over the bytes, no backing up, nothing made. */
export function runProgram(
  program: Program,
  text: BatchText,
  from: number,
  to: number,
  values: Values,
  difference: Difference,
): number {
  const { bytes, view } = text
  const { steps, lead } = program
  const { starts, ends, numbers } = values
  let at = from
  if (lead.length > 0) {
    if (!standsAt(bytes, at, to, lead)) return differ(difference, 0, 'lead', at)
    at += lead.length
  }
  const last = steps.length - 1
  for (let place = 0; place <= last; place++) {
    const step = steps[place]
    let end: number
    switch (step.take) {
      case QUOTED:
        end = findQuote(view, at, to)
        break
      case WHOLE: {
        end = wholeAt(bytes, at, to, numbers, place)
        break
      }
      case COMMON_TIME:
        end = at + COMMON_TIME_LENGTH
        if (end > to) return differ(difference, place, 'value', at)
        numbers[place] = commonTime(view, bytes, at, values.common)
        if (Number.isNaN(numbers[place])) return differ(difference, place, 'value', at)
        break
      default:
        end = wordEnd(step, bytes, view, at, to)
        if (step.take === OTHER && end >= 0 && !readValue(step, text, at, end, values, place)) {
          return differ(difference, place, 'value', at)
        }
    }
    if (end < 0) {
      if (place < program.openFrom || place === last) return differ(difference, place, 'stop', to)
      return endEarly(program, text, place, at, to, values, difference)
    }
    starts[place] = at
    ends[place] = end
    const { stop } = step
    if (step.peek) {
      at = end
      continue
    }
    if (!standsAt(bytes, end, to, stop)) {
      if (place >= program.openFrom && end === to)
        return endEarly(program, text, place, at, to, values, difference)
      return differ(difference, place, end === at && step.take === WHOLE ? 'value' : 'stop', end)
    }
    at = end + stop.length
  }
  return at === to ? MATCHED : differ(difference, last, 'end', at)
}

function wholeAt(bytes: Uint8Array, from: number, to: number, numbers: Float64Array, place: number): number {
  let at = from
  let value = 0
  for (; at < to; at++) {
    const digit = bytes[at] - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (at > from) {
    numbers[place] = value
    return at
  }
  numbers[place] = Number.NaN
  return bytes[at] === 45 && at < to ? at + 1 : at
}

function wordEnd(step: Step, bytes: Uint8Array, view: DataView, from: number, to: number): number {
  if (step.stop.length === 0) return to
  // A single `-`: no value, by far the most usual word.
  if (bytes[from] === 45 && bytes[from + 1] === step.stop[0] && from + 1 < to) return from + 1
  let end = findByte(view, from, to, step.stopPattern)
  if (step.list) while (end >= 0 && isInList(bytes, end)) end = findByte(view, end + 1, to, step.stopPattern)
  if (step.peek && end < 0) return to
  return end
}

/** True for the spaces of `a, b` and `a : b`. */
function isInList(bytes: Uint8Array, space: number): boolean {
  if (bytes[space] !== 32) return false
  const before = bytes[space - 1]
  return before === 44 || before === 58 || (bytes[space + 1] === 58 && bytes[space + 2] === 32)
}

/** The line is whole although later steps have nothing to read; a value that runs to its end counts. */
function endEarly(
  program: Program,
  text: BatchText,
  place: number,
  at: number,
  to: number,
  values: Values,
  difference: Difference,
): number {
  const step = program.steps[place]
  if (step.take === QUOTED) return differ(difference, place, 'stop', to)
  values.starts[place] = at
  values.ends[place] = to
  if (!readValue(step, text, at, to, values, place)) return differ(difference, place, 'value', at)
  forgetFrom(program, place + 1, values)
  return MATCHED
}

export function forgetFrom(program: Program, place: number, values: Values): void {
  for (let at = place; at < program.steps.length; at++) {
    values.starts[at] = 0
    values.ends[at] = 0
    values.numbers[at] = Number.NaN
  }
}

function differ(difference: Difference, step: number, part: Difference['part'], at: number): number {
  difference.step = step
  difference.part = part
  return at
}
