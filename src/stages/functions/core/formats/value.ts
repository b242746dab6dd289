import type { BatchText } from '../batch-text.ts'
import { anyTime } from '../moments.ts'
import { decimalNumber } from '../scan.ts'
import { type Field, isWhole, MOMENT, NUMBER } from './field.ts'
import type { Step } from './program.ts'
import type { Values } from './reader.ts'

/** Reads the value [from, to) of a step into `values`; false when it is not what its field holds. */
export function readValue(
  step: Pick<Step, 'field' | 'moment'>,
  text: BatchText,
  from: number,
  to: number,
  values: Values,
  place: number,
): boolean {
  const { role } = step.field
  if (role === NUMBER) return readNumber(step.field, text.bytes, from, to, values, place)
  if (role !== MOMENT) return true
  if (isNothing(text.bytes, from, to)) {
    values.numbers[place] = Number.NaN
    return true
  }
  const millis = step.moment
    ? step.moment(text.bytes, from, to)
    : anyTime(text.view, text.bytes, from, to, values)
  values.numbers[place] = millis
  return Number.isFinite(millis)
}

function readNumber(
  field: Field,
  bytes: Uint8Array,
  from: number,
  to: number,
  values: Values,
  place: number,
): boolean {
  values.numbers[place] = Number.NaN
  if (isNothing(bytes, from, to)) return true
  const value = decimalNumber(bytes, from, to)
  if (Number.isNaN(value)) return !isWhole(field) && readSum(field, bytes, from, to, values, place)
  if (isWhole(field) && !Number.isInteger(value)) return false
  // Load balancers and HAProxy write -1 for a phase that never took place.
  if (value < 0) return true
  values.numbers[place] = value * (hasPoint(bytes, from, to) ? field.scale : field.wholeScale)
  return true
}

function hasPoint(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === 46) return true
  return false
}

/** `0.010, 0.020 : -` (nginx asked several servers): the sum. */
function readSum(
  field: Field,
  bytes: Uint8Array,
  from: number,
  to: number,
  values: Values,
  place: number,
): boolean {
  let sum = Number.NaN
  for (let at = from; at < to; ) {
    let end = at
    while (end < to && bytes[end] !== 44 && bytes[end] !== 58 && bytes[end] !== 32) end++
    if (end > at && !isNothing(bytes, at, end)) {
      const value = decimalNumber(bytes, at, end)
      if (Number.isNaN(value)) return false
      if (value >= 0) sum = (Number.isNaN(sum) ? 0 : sum) + value
    }
    at = end + 1
  }
  values.numbers[place] = sum * field.scale
  return true
}

/** Empty and `-` are no value. */
export function isNothing(bytes: Uint8Array, from: number, to: number): boolean {
  return to <= from || (to - from === 1 && bytes[from] === 45)
}
