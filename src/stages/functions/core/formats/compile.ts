import { FormatError, formatErrors } from '../../errors.ts'
import { encode } from '../utf8.ts'
import { type Field, fieldOf, isWhole, MOMENT, NUMBER, ownName } from './field.ts'
import {
  COMMON_TIME,
  OTHER,
  type Program,
  QUOTED,
  type Step,
  stepOf,
  type Take,
  WHOLE,
  WORD,
} from './program.ts'
import { MOST_VALUES } from './reader.ts'

/** A format string in pieces: text that stands in every line, and variables. */
export type Piece = string | Variable

export interface Variable {
  /** As the author wrote it, `$remote_addr`. */
  readonly label: string
  /** Where in the format string, from 0. */
  readonly at: number
  /** The document field it would like to be, and how much it deserves it (lower is better). */
  readonly field: string
  readonly rank: number
  /** Its field when a better variable has that one already. */
  readonly own: string
  readonly how?: number
  readonly scale?: number
  readonly wholeScale?: number
  readonly sum?: boolean
  /** A time in the 26 characters of the Common Log Format. */
  readonly commonTime?: boolean
  readonly moment?: Step['moment']
  /** A list of values, `a, b : c`. */
  readonly list?: boolean
  /** Begins with this byte or is empty, so that it may follow another variable directly. */
  readonly begins?: string
}

export interface CompileOptions {
  readonly how?: number
  /** Place among the variables from which on the line may end early. */
  readonly openFrom?: number
}

export function compile(pieces: readonly Piece[], options: CompileOptions = {}): Program {
  const merged = joinUri(mergeLiterals(pieces))
  const lead = typeof merged[0] === 'string' ? merged[0] : ''
  const variables = merged.filter((piece) => typeof piece !== 'string')
  if (variables.length === 0) throw new FormatError(formatErrors.noVariables)
  if (variables.length > MOST_VALUES)
    throw new FormatError(formatErrors.tooMany(variables.length, MOST_VALUES))
  const fields = chooseFields(variables, options.how ?? 0)
  const steps: Step[] = []
  merged.forEach((piece, at) => {
    if (typeof piece === 'string') return
    steps.push(compileStep(piece, fields[steps.length], merged[at + 1]))
  })
  return { lead: encode(lead), steps, openFrom: options.openFrom ?? steps.length }
}

function mergeLiterals(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece
    else if (piece !== '') merged.push(piece)
  }
  return merged
}

/** `%U%q` and `$uri$is_args$args` are one uri, written in parts. */
function joinUri(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]
    const parts = [piece]
    if (isVariable(piece, 'request/uri')) {
      if (isVariable(pieces[at + 1], 'is_args')) parts.push(pieces[++at])
      if (isVariable(pieces[at + 1], 'request/query')) parts.push(pieces[++at])
    }
    const label = parts.map((part) => (part as Variable).label).join('')
    joined.push(parts.length === 1 ? piece : { ...(piece as Variable), label })
  }
  return joined
}

function isVariable(piece: Piece | undefined, field: string): piece is Variable {
  return typeof piece === 'object' && piece.field === field
}

/** Each document field goes to the variable that deserves it most; the others keep their own names. */
export function chooseFields(variables: readonly Variable[], how: number): Field[] {
  const best = new Map<string, Variable>()
  for (const variable of variables) {
    const rival = best.get(variable.field)
    if (!rival || variable.rank < rival.rank) best.set(variable.field, variable)
  }
  const taken = new Set<string>()
  return variables.map((variable) => {
    const { scale = 1, wholeScale = scale, sum = false } = variable
    const whole = variable.field.split('/')[0]
    const wins = best.get(variable.field) === variable && (whole === variable.field || !best.has(whole))
    const name = wins ? variable.field : freeName(ownName(variable.own), taken, best)
    taken.add(name)
    return fieldOf(name, wins ? { how: variable.how || how, scale, wholeScale, sum } : { how })
  })
}

/** A variable written twice keeps both values: `x` and `x_2`. */
function freeName(own: string, taken: ReadonlySet<string>, best: ReadonlyMap<string, Variable>): string {
  let name = own
  for (let n = 2; taken.has(name) || best.has(name); n++) name = `${own}_${n}`
  return name
}

function compileStep(variable: Variable, field: Field, next: Piece | undefined): Step {
  const peek = typeof next === 'object'
  if (peek && !next.begins) throw new FormatError(formatErrors.adjacent(variable, next))
  const stop = encode(typeof next === 'object' ? (next.begins ?? '') : (next ?? ''))
  return stepOf({
    take: takeOf(variable, field, stop),
    field,
    label: variable.label,
    stop,
    peek,
    list: variable.list ?? false,
    ...(variable.moment ? { moment: variable.moment } : {}),
  })
}

function takeOf(variable: Variable, field: Field, stop: Uint8Array): Take {
  if (field.role === MOMENT) return variable.commonTime ? COMMON_TIME : OTHER
  if (field.role === NUMBER) return isWhole(field) && field.scale === 1 ? WHOLE : OTHER
  return stop[0] === 0x22 ? QUOTED : WORD
}
