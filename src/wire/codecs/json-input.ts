import { malformed } from '../malformed.ts'
import type { Shape, Simple, Slot, Structure } from '../shape.ts'
import { decodeBase64 } from './base64.ts'
import { fromEpochSeconds, parseTimestamp } from './timestamp.ts'

/** What differs between the protocols that send JSON's tree: JSON itself and CBOR. */
export interface TreeDialect {
  blob(value: unknown): Uint8Array
  timestamp(value: unknown, format: Simple['format']): Date
}

type Read<T> = (value: unknown, shape: T, dialect: TreeDialect) => unknown

/**
 * A parsed body as the operation's input. Members that AWS does not know are dropped, as AWS does; a value of the
 * wrong type gives AWS's own sentence.
 */
export function readTree(value: unknown, shape: Structure, dialect: TreeDialect): Record<string, unknown> {
  return readStructure(value, shape, dialect) as Record<string, unknown>
}

function read(value: unknown, slot: Slot, dialect: TreeDialect): unknown {
  const { shape } = slot
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? value : notA(value, 'String')
    case 'blob':
      return dialect.blob(value)
    case 'structure':
      return readStructure(value, shape, dialect)
    case 'list':
      return readList(value, shape, dialect)
    case 'map':
      return readMap(value, shape, dialect)
    case 'integer':
      return typeof value === 'number' ? toInteger(value, shape.long) : notA(value, 'Integer')
    case 'number':
      return typeof value === 'number' ? value : readDouble(value)
    case 'boolean':
      return typeof value === 'boolean' ? value : notA(value, 'Boolean')
    case 'timestamp':
      return dialect.timestamp(value, shape.format)
    case 'document':
      return value
  }
}

const readStructure: Read<Structure> = (value, { members }, dialect) => {
  if (typeof value !== 'object' || value === null) throw malformed('Expected null')
  if (Array.isArray(value)) throw malformed('Start of list found where not expected')
  const from = value as Record<string, unknown>
  const structure: Record<string, unknown> = {}
  for (let i = 0; i < members.length; i += 1) {
    const slot = members[i]
    const held = from[slot.jsonName]
    // AWS takes null for absent. A bare object's own members come before the prototype's: no name collides.
    if (held !== undefined && held !== null) structure[slot.name] = read(held, slot, dialect)
  }
  return structure
}

const readList: Read<Extract<Shape, { kind: 'list' }>> = (value, { element }, dialect) => {
  if (!Array.isArray(value)) {
    throw malformed(isObject(value) ? STRUCTURE_FOUND : 'Expected list or null')
  }
  const list = new Array(value.length)
  for (let i = 0; i < value.length; i += 1) {
    list[i] = value[i] === null ? null : read(value[i], element, dialect)
  }
  return list
}

const readMap: Read<Extract<Shape, { kind: 'map' }>> = (map, { value }, dialect) => {
  if (Array.isArray(map)) throw malformed('Start of list found where not expected')
  if (!isObject(map)) throw malformed('Expected map or null')
  const entries = Object.entries(map).filter(([, held]) => held !== null && held !== undefined)
  return Object.fromEntries(entries.map(([key, held]) => [key, read(held, value, dialect)]))
}

/** JSON has no word for these three. */
const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

function readDouble(value: unknown): number {
  if (typeof value === 'string' && Object.hasOwn(NOT_FINITE, value)) return NOT_FINITE[value]
  return notA(value, 'Double')
}

/** AWS drops the fraction, and takes what is too large for its type for the largest. */
function toInteger(value: number, long: boolean | undefined): number {
  return Math.min(Math.floor(value), long ? Number.MAX_SAFE_INTEGER : MAX_INT)
}
const MAX_INT = 2 ** 31 - 1

const STRUCTURE_FOUND = 'Start of structure or map found where not expected.'
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

function notA(value: unknown, type: 'String' | 'Integer' | 'Double' | 'Boolean'): never {
  if (type === 'Boolean' && typeof value === 'string') {
    throw malformed(`'${value.slice(0, 100).toUpperCase()}' can not be converted to an Boolean`)
  }
  throw malformed(mismatch(value, `an ${type}`))
}

/** AWS's sentence for a JSON value where `wanted` (`a Blob`) belongs. */
export function mismatch(value: unknown, wanted: string): string {
  if (Array.isArray(value)) return 'Start of list found where not expected'
  if (isObject(value)) return STRUCTURE_FOUND
  return `class ${JAVA[typeof value] ?? 'java.nio.HeapByteBuffer'} can not be converted to ${wanted}`
}
const JAVA: Readonly<Record<string, string>> = {
  string: 'java.lang.String',
  boolean: 'java.lang.Boolean',
  number: 'com.amazon.coral.value.json.numbers.TruncatingBigNumber',
  bigint: 'com.amazon.coral.value.json.numbers.TruncatingBigNumber',
}

export const jsonDialect: TreeDialect = {
  blob(value) {
    if (typeof value === 'string') return decodeBase64(value)
    throw malformed(mismatch(value, 'a Blob'))
  },
  timestamp(value, format) {
    if (typeof value === 'number' && (!format || format === 'epoch-seconds')) return fromEpochSeconds(value)
    if (typeof value === 'string' && format && format !== 'epoch-seconds') return parseTimestamp(value)
    throw malformed(mismatch(value, 'milliseconds since epoch'))
  },
}
