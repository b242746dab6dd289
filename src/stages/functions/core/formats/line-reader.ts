import { decode } from '../utf8.ts'
import { CLOCK, METHOD, MOMENT, PROTOCOL } from './field.ts'
import { type Difference, type Program, runProgram } from './program.ts'
import { MATCHED, type Reader, STRICT } from './reader.ts'
import { runSlowly } from './slow-path.ts'

export interface LineReaderOptions {
  readonly name: string
  readonly title: string
  readonly notation: string
  /** The client must look like an address or a full name: tells a virtual host before it from a user after it. */
  readonly fullHost?: boolean
}

/** Of a long format, a few right values say little; of a short one they must not say more than of `combined`. */
const USUAL_VALUES = 9

/** Reads lines with a program, the fast path unless asked otherwise. */
export function createLineReader(program: Program, options: LineReaderOptions): Reader {
  const fields = program.steps.map((step) => step.field)
  const hostAt = options.fullHost ? fields.findIndex((field) => field.name === 'host') : -1
  const difference: Difference = { step: 0, part: 'lead' }
  return {
    name: options.name,
    title: options.title,
    notation: options.notation,
    fields,
    labels: program.steps.map((step) => step.label),
    hasParts: fields.some((field) => field.role >= METHOD && field.role <= PROTOCOL),
    hasClock: fields.some((field) => field.role === CLOCK),
    read(text, from, to, values, strictness) {
      const place =
        strictness === STRICT
          ? runProgram(program, text, from, to, values, difference)
          : runSlowly(program, text, from, to, values, strictness)
      if (hostAt < 0 || place !== MATCHED) return place
      const start = values.starts[hostAt]
      if (looksLikeHost(text.bytes, start, values.ends[hostAt])) return MATCHED
      difference.step = hostAt
      difference.part = 'value'
      return start
    },
    reached: () =>
      difference.part === 'lead' ? -1 : difference.step / Math.max(USUAL_VALUES, fields.length),
    expected: () => describe(program, difference),
  }
}

function looksLikeHost(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === 46 || bytes[at] === 58) return true
  return false
}

function describe(program: Program, difference: Difference): string {
  const step = program.steps[difference.step]
  if (difference.part === 'lead') return `\`${decode(program.lead)}\` at the start`
  if (difference.part === 'end') return `the end of the line after ${step.label}`
  if (difference.part === 'value' && step.field.role === MOMENT) return `a time for ${step.label}`
  if (difference.part === 'value') return `${valueNames[step.field.type] ?? 'a value'} for ${step.label}`
  if (step.stop.length === 0) return `the end of the line after ${step.label}`
  return `\`${decode(step.stop)}\` after ${step.label}`
}

const valueNames: Readonly<Record<string, string>> = {
  short: 'a whole number',
  integer: 'a whole number',
  long: 'a whole number',
  float: 'a number',
  double: 'a number',
}
