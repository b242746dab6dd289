import { distance } from 'fastest-levenshtein'
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Key } from './configuration-keys.ts'

/** One thing that is wrong in a configuration file. */
export interface Problem {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** A key that is accepted and has no effect, and why. */
export interface NotUsed {
  readonly file: string
  readonly line: number
  readonly key: string
  readonly reason: string
}

export class ConfigurationError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, line, message }) => `${file}, line ${line}: ${message}`).join('\n'))
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}

/** A member of an object, with its place in the text. */
export interface Member {
  readonly name: string
  readonly node: Node
  readonly value: unknown
  readonly line: number
}

export type Reader = 'up' | 'agent'

/** Collects what is wrong and what is not used while a file is read. */
export interface Reading {
  readonly file: string
  /** Who reads: `up`, whose pipeline is in this process, or `agent`, which sends to an endpoint. */
  readonly reader: Reader
  readonly problems: Problem[]
  readonly notUsed: NotUsed[]
  lineOf(node: Node): number
  wrong(node: Node, message: string): void
}

export function openReading(
  file: string,
  text: string,
  reader: Reader,
): { reading: Reading; root: Node | undefined } {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const lineAt = (offset: number): number => starts.findLastIndex((start) => start <= offset) + 1
  const problems: Problem[] = errors.map(({ error, offset }) => ({
    file,
    line: lineAt(offset),
    message: `this is not JSON: ${printParseErrorCode(error)}`,
  }))
  const reading: Reading = {
    file,
    reader,
    problems,
    notUsed: [],
    lineOf: (node) => lineAt(node.offset),
    wrong: (node, message) => void problems.push({ file, line: lineAt(node.offset), message }),
  }
  return { reading, root }
}

/** The members of an object whose names and values are as the table wants them; all others are reported. */
export function membersOf(
  reading: Reading,
  object: Node,
  keys: Readonly<Record<string, Key>>,
  where: string,
): Map<string, Member> {
  const members = new Map<string, Member>()
  for (const property of object.children ?? []) {
    const [nameNode, node] = property.children ?? []
    if (!nameNode || !node) continue
    const name = String(nameNode.value)
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined
    if (!key) {
      reading.wrong(nameNode, `${where} has no key "${name}"${nearest(name, Object.keys(keys))}`)
      continue
    }
    if (members.has(name)) reading.wrong(nameNode, `${where} has "${name}" twice`)
    const value: unknown = getNodeValue(node)
    // People's files hold "" for what they leave unset.
    const isUnset = value === ''
    if (key.refused && !isUnset) reading.wrong(nameNode, `${name} is refused: ${key.refused}`)
    const checked = checkedValue(name, value, key)
    if (checked instanceof Error) reading.wrong(node, checked.message)
    else members.set(name, { name, node, value: checked, line: reading.lineOf(nameNode) })
    const reason = key.notUsed ?? (reading.reader === 'up' ? key.notUsedInside : undefined)
    if (reason && !key.refused && !isUnset) {
      reading.notUsed.push({ file: reading.file, line: reading.lineOf(nameNode), key: name, reason })
    }
  }
  return members
}

export function nearest(name: string, among: readonly string[]): string {
  const lower = name.toLowerCase()
  const [best] = [...among].sort(
    (a, b) => distance(a.toLowerCase(), lower) - distance(b.toLowerCase(), lower),
  )
  const isNear = best !== undefined && distance(best.toLowerCase(), lower) <= Math.max(2, name.length / 3)
  return isNear ? `; did you mean "${best}"?` : `; it may have: ${among.join(', ')}`
}

/** The Kinesis Agent reads numbers and booleans also from strings ("500", "true"). */
function checkedValue(name: string, value: unknown, key: Key): unknown {
  switch (key.kind) {
    case 'string':
      return typeof value === 'string' ? oneOf(name, value, key) : wrongKind(name, 'a string', value)
    case 'number':
      return number(name, value, key)
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true'
      return typeof value === 'boolean' ? value : wrongKind(name, 'true or false', value)
    case 'list':
      return Array.isArray(value) ? value : wrongKind(name, 'a list', value)
    case 'object':
      return typeof value === 'object' && value !== null ? value : wrongKind(name, 'an object', value)
    case 'any':
      return value
  }
}

function oneOf(name: string, value: string, { values }: Key): unknown {
  if (!values || values.includes(value)) return value
  const upper = values.find((known) => known === value.toUpperCase())
  if (upper) return upper
  return new Error(`${name} is one of ${values.join(', ')}, not "${value}"${nearestValue(value, values)}`)
}

function nearestValue(value: string, values: readonly string[]): string {
  const hint = nearest(value, values)
  return hint.startsWith('; did') ? hint : ''
}

function number(name: string, value: unknown, { min = 0, max }: Key): unknown {
  const given = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value
  if (typeof given !== 'number' || !Number.isSafeInteger(given))
    return wrongKind(name, 'a whole number', value)
  if (given >= min && (max === undefined || given <= max)) return given
  const range = max === undefined ? `at least ${min}` : `${min} to ${max}`
  return new Error(`${name} is ${range}, not ${given}`)
}

function wrongKind(name: string, wanted: string, value: unknown): Error {
  // What stands in a key for secrets is not repeated, not even when it is wrong.
  const given = /^aws/.test(name) ? '' : `, not ${JSON.stringify(value)}`
  return new Error(`${name} is ${wanted}${given}`)
}
