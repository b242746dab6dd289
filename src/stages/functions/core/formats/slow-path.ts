import type { BatchText } from '../batch-text.ts'
import { standsAt } from '../scan.ts'
import { forgetFrom, type Program, QUOTED, type Step, WORD } from './program.ts'
import { MATCHED, RAW, type Strictness, type Values } from './reader.ts'
import { readValue } from './value.ts'

/**
 * Slow path: a line that differs from its format's manual is tried with every place where a value may end.
 * Taken as it is: quotes inside a quoted value, spaces in a user name, spaces at the line's end, a line cut
 * short inside its last quoted value. Refused, because it may mean something else: a value that holds `" "`
 * (two values of an unknown format).
 */
export function runSlowly(
  program: Program,
  text: BatchText,
  from: number,
  to: number,
  values: Values,
  strictness: Strictness,
): number {
  let end = to
  while (end > from && (text.bytes[end - 1] === 32 || text.bytes[end - 1] === 9)) end--
  if (!standsAt(text.bytes, from, end, program.lead)) return from
  const line = {
    program,
    text,
    to: end,
    values,
    raw: strictness === RAW,
    work: mostWork(end - from),
    furthest: from,
  }
  return tryFrom(line, 0, from + program.lead.length) ? MATCHED : line.furthest
}

interface Line {
  readonly program: Program
  readonly text: BatchText
  readonly to: number
  readonly values: Values
  readonly raw: boolean
  /** Bytes that may still be looked at. */
  work: number
  furthest: number
}

/** A hostile line must not cost more than a few passes over it. */
function mostWork(length: number): number {
  return 20 * length + 10_000
}

function tryFrom(line: Line, place: number, at: number): boolean {
  const { program, to } = line
  if (place === program.steps.length) return at === to
  const step = program.steps[place]
  const last = place === program.steps.length - 1
  for (let end = nextEnd(line, step, at, at); end >= 0; end = nextEnd(line, step, at, end + 1)) {
    line.work -= 2 * (end - at) + 20
    if (line.work < 0) return false
    if (step.take === QUOTED && holdsSeparator(line.text.bytes, at, end)) return false
    if (!takeValue(line, step, place, at, end)) continue
    const next = step.peek ? end : Math.min(to, end + step.stop.length)
    line.furthest = Math.max(line.furthest, next)
    if (place >= program.openFrom && end === to) {
      forgetFrom(program, place + 1, line.values)
      return true
    }
    if (tryFrom(line, place + 1, next)) return true
  }
  return last && step.take === QUOTED && takeCut(line, step, place, at)
}

function takeValue(line: Line, step: Step, place: number, from: number, end: number): boolean {
  if (step.take === WORD && startsWithNothing(line.text.bytes, from, end)) return false
  line.values.starts[place] = from
  line.values.ends[place] = end
  return readValue(step, line.text, from, end, line.values, place)
}

/** `- -` as a user name: two values of a format with one more, such as a virtual host before the client. */
function startsWithNothing(bytes: Uint8Array, from: number, end: number): boolean {
  return end - from > 1 && bytes[from] === 45 && bytes[from + 1] === 32
}

/** The next place from `at` on where the step's value, begun at `from`, may end. */
function nextEnd(line: Line, step: Step, from: number, at: number): number {
  const { bytes } = line.text
  const { to, program } = line
  if (step.stop.length === 0) return at <= to && at === from ? to : -1
  for (let end = at; end < to; end++) {
    if (!line.raw && step.take === QUOTED && bytes[end] === 92) end++
    else if (bytes[end] === step.stop[0] && standsAt(bytes, end, to, step.stop)) return end
  }
  line.work -= to - at
  const open = program.steps.indexOf(step) >= program.openFrom || step.peek
  return open && step.take !== QUOTED && at <= to ? to : -1
}

/** `" "` inside a value. */
function holdsSeparator(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at + 2 < to; at++) {
    if (bytes[at] === 34 && bytes[at + 1] === 32 && bytes[at + 2] === 34) return true
  }
  return false
}

/** The line ends inside its last quoted value: what is there is taken, when no quote makes that doubtful. */
function takeCut(line: Line, step: Step, place: number, from: number): boolean {
  const { bytes } = line.text
  if (step.stop.length !== 1 || from > line.to) return false
  for (let at = from; at < line.to; at++) {
    if (bytes[at] === 34 && bytes[at - 1] !== 92) return false
  }
  return takeValue(line, step, place, from, line.to)
}
