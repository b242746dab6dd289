import type { Member, Members } from '../../../record/index.ts'
import { errors, type Kind, sentences } from '../errors.ts'

/**
 * CloudWatch words its constraints in its own way (`The parameter MetricData.member.1.MetricName is required.`), not
 * as Kinesis does. So a room's table is walked twice: the dispatcher sees `typesOf` it, and this walker the rest.
 */
export function typesOf(members: Members): Members {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, typeOf(member)]))
}

function typeOf({ type, members, element }: Member): Member {
  return {
    type,
    ...(members ? { members: typesOf(members) } : {}),
    ...(element ? { element: typeOf(element) } : {}),
  }
}

interface Problem {
  readonly kind: Kind
  readonly sentence: string
}

/**
 * Throws what is missing, all of it at once, or else the first thing that is wrong. With `kind` every error has
 * that name; CloudWatch ends such a list of missing parameters with an empty line. The answer is the input without
 * members that are null, as JSON may have them.
 */
export function checkParameters<Input extends object>(given: Input, members: Members, kind?: Kind): Input {
  const input = withoutNull(given) as Readonly<Record<string, unknown>>
  const problems = [...problemsOf(input, members, '')]
  const missing = problems.filter((problem) => problem.kind === 'MissingRequiredParameterException')
  if (missing.length > 0) {
    const text = missing.map(({ sentence }) => sentence).join('\n')
    throw errors.parameter(kind ?? 'MissingRequiredParameterException', kind ? `${text}\n` : text)
  }
  if (problems.length > 0) throw errors.parameter(kind ?? problems[0].kind, problems[0].sentence)
  return input as Input
}

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const entries = Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutNull(member)]))
}

function* problemsOf(
  input: Readonly<Record<string, unknown>>,
  members: Members,
  prefix: string,
): Generator<Problem> {
  for (const [name, member] of Object.entries(members)) {
    yield* problemsOfOne(input[name], member, `${prefix}${name}`)
  }
}

const wrong = (sentence: string): Problem => ({ kind: 'InvalidParameterValueException', sentence })

function* problemsOfOne(value: unknown, member: Member, path: string): Generator<Problem> {
  if (value === undefined || value === null || (value === '' && (member.min ?? 0) > 0)) {
    if (member.required) {
      yield { kind: 'MissingRequiredParameterException', sentence: sentences.required(path) }
    }
    return
  }
  if (member.refused) yield wrong(sentences.notServed(path))
  if (typeof value === 'string') yield* problemsOfText(value, member, path)
  if (typeof value === 'number') yield* problemsOfNumber(value, member, path)
  if (value instanceof Date && Number.isNaN(value.getTime())) yield wrong(sentences.badValue(path, 'NaN'))
  if (Array.isArray(value)) yield* problemsOfList(value, member, path)
  else if (member.members) {
    yield* problemsOf(value as Readonly<Record<string, unknown>>, member.members, `${path}.`)
  }
}

function* problemsOfText(value: string, { max, pattern, values }: Member, path: string): Generator<Problem> {
  if (max !== undefined && value.length > max) yield wrong(sentences.tooLong(path, max))
  else if (pattern && !whole(pattern).test(value)) {
    yield wrong(sentences.badValue(path, value))
  }
  if (values && !values.includes(value)) yield wrong(sentences.notInSet(path, values))
}

const wholes = new Map<string, RegExp>()

/** A request may have 60,000 texts of one pattern. */
function whole(pattern: string): RegExp {
  const made = wholes.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'su')
  wholes.set(pattern, made)
  return made
}

/** CloudWatch takes no number beyond 2 ** 360, nor a smaller one than its reciprocal: they can't be summed up. */
const LARGEST = 2 ** 360

function* problemsOfNumber(value: number, { type, min, max }: Member, path: string): Generator<Problem> {
  const size = Math.abs(value)
  if (type === 'number' && !(size === 0 || (size >= 1 / LARGEST && size <= LARGEST))) {
    yield wrong(sentences.badValue(path, value))
  }
  if (min !== undefined && value < min) yield wrong(sentences.tooSmall(path, min))
  if (max !== undefined && value > max) yield wrong(sentences.badValue(path, value))
}

function* problemsOfList(value: readonly unknown[], member: Member, path: string): Generator<Problem> {
  if (member.max !== undefined && value.length > member.max) yield wrong(sentences.tooMany(path, member.max))
  if (value.length < (member.min ?? 0)) {
    yield { kind: 'MissingRequiredParameterException', sentence: sentences.required(path) }
  }
  if (!member.element) return
  for (const [at, entry] of value.entries()) {
    yield* problemsOfOne(entry, { ...member.element, required: true }, `${path}.member.${at + 1}`)
  }
}
