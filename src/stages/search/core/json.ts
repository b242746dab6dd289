import type { Path } from '../errors.ts'
import { parsing, unsupportedParameter } from '../errors.ts'
import { didYouMean } from './suggestion.ts'

/** A JSON value together with its place in the body, so that an error can point at it. */
export interface Node {
  readonly value: unknown
  readonly path: Path
}

export const rootNode = (value: unknown): Node => ({ value, path: [] })

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function child(node: Node, key: string | number): Node {
  const holder = node.value as Record<string | number, unknown>
  const value = typeof holder === 'object' && holder && Object.hasOwn(holder, key) ? holder[key] : undefined
  return { value, path: [...node.path, key] }
}

/** The members of an object; refuses everything else. */
export function entries(node: Node, owner: string): readonly (readonly [string, Node])[] {
  if (!isObject(node.value))
    throw parsing(`[${owner}] malformed, expected START_OBJECT but found [${tokenOf(node.value)}]`, node.path)
  return Object.keys(node.value).map((key) => [key, child(node, key)] as const)
}

/** The elements of an array, or the one value that stands for an array of one. */
export function items(node: Node): readonly Node[] {
  return Array.isArray(node.value) ? node.value.map((_, at) => child(node, at)) : [node]
}

/** The only member of an object such as `{ "term": … }`. */
export function onlyEntry(node: Node, owner: string): readonly [string, Node] {
  const found = entries(node, owner)
  if (found.length === 0)
    throw parsing(`[${owner}] malformed, no field after start_object: name one field`, node.path)
  if (found.length > 1) {
    const [first, second] = found
    throw parsing(
      `[${owner}] malformed, expected [END_OBJECT] but found [FIELD_NAME]: it takes one field, found [${first[0]}] and [${second[0]}]`,
      second[1].path,
    )
  }
  return found[0]
}

/** OpenSearch's name for a value's kind, as its sentences use it. */
export function tokenOf(value: unknown): string {
  if (value === null) return 'VALUE_NULL'
  if (Array.isArray(value)) return 'START_ARRAY'
  if (typeof value === 'object') return 'START_OBJECT'
  if (typeof value === 'string') return 'VALUE_STRING'
  if (typeof value === 'number') return 'VALUE_NUMBER'
  return typeof value === 'boolean' ? 'VALUE_BOOLEAN' : 'END_OBJECT'
}

/** Reads one parameter; throws with the owner's and the parameter's names. */
export type Reader<T> = (node: Node, name: string, owner: string) => T

type Read<S> = { [K in keyof S]?: S[K] extends Reader<infer T> ? T : never }

/** Reads an object whose members are all known; an unknown one is refused by name. */
export function members<S extends Readonly<Record<string, Reader<unknown>>>>(
  node: Node,
  owner: string,
  known: S,
  unknown = unsupportedParameter,
): Read<S> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of entries(node, owner)) {
    const reader = Object.hasOwn(known, name) ? known[name] : undefined
    if (!reader) throw unknown(owner, name, didYouMean(name, Object.keys(known)), value.path)
    read[name] = reader(value, name, owner)
  }
  return read as Read<S>
}

const wrong = (owner: string, name: string, wanted: string, node: Node) =>
  parsing(`[${owner}] [${name}] must be ${wanted} but was [${tokenOf(node.value)}]`, node.path)

export const text: Reader<string> = (node, name, owner) => {
  if (typeof node.value === 'string') return node.value
  if (typeof node.value === 'number' || typeof node.value === 'boolean') return String(node.value)
  throw wrong(owner, name, 'a string', node)
}

export const scalar: Reader<string | number | boolean> = (node, name, owner) => {
  const { value } = node
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  throw wrong(owner, name, 'a string, number or boolean', node)
}

export const flag: Reader<boolean> = (node, name, owner) => {
  if (node.value === true || node.value === 'true') return true
  if (node.value === false || node.value === 'false') return false
  throw wrong(owner, name, 'true or false', node)
}

export const number: Reader<number> = (node, name, owner) => {
  const value = typeof node.value === 'string' && node.value.trim() !== '' ? Number(node.value) : node.value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw wrong(owner, name, 'a number', node)
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (node, name, owner) => {
    const value = number(node, name, owner)
    if (Number.isInteger(value) && value >= min && value <= max) return value
    throw parsing(
      `[${owner}] [${name}] must be an integer from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ''} but was [${value}]`,
      node.path,
    )
  }
}

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (node, name, owner) => {
    const value = typeof node.value === 'string' ? node.value.toLowerCase() : undefined
    const found = choices.find((choice) => choice.toLowerCase() === value)
    if (found !== undefined) return found
    throw parsing(
      `[${owner}] [${name}] must be one of [${choices.join(', ')}] but was [${String(node.value)}]`,
      node.path,
    )
  }
}

export function listOf<T>(element: Reader<T>): Reader<readonly T[]> {
  return (node, name, owner) => items(node).map((item) => element(item, name, owner))
}

/** The node itself, for whoever reads it later. */
export const node: Reader<Node> = (value) => value

/** Accepted only at the value where it changes nothing; any other value is refused by name. */
export function only(...harmless: readonly unknown[]): Reader<void> {
  return (value, name, owner) => {
    if (harmless.includes(value.value)) return
    throw parsing(
      `[${owner}] [${name}] is not served by this engine${harmless.length > 0 ? ` except as [${harmless.join('], [')}]` : ''}`,
      value.path,
    )
  }
}

/** A boost: read and checked. Every hit scores the same here (`_score` 1.0), so that it moves nothing. */
export const boost: Reader<number> = (value, name, owner) => {
  const read = number(value, name, owner)
  if (read < 0) throw parsing(`[${owner}] negative [boost] are not allowed, found [${read}]`, value.path)
  return read
}
