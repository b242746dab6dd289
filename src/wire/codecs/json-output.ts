import type { Shape, Simple, Slot, Structure } from '../shape.ts'
import { encodeBase64 } from './base64.ts'
import { double } from './double.ts'
import { formatTimestamp } from './timestamp.ts'

/** How a protocol that sends JSON's tree writes what JSON has no type for. */
export interface OutputDialect {
  blob(bytes: Uint8Array): unknown
  timestamp(date: Date, format: Simple['format']): unknown
  number(value: number): unknown
}

/** An output as the tree that its schema asks for; members that AWS does not know never leave. */
export function writeTree(value: unknown, shape: Structure, dialect: OutputDialect): Record<string, unknown> {
  return writeStructure(value as Record<string, unknown>, shape, dialect)
}

function write(value: unknown, shape: Shape, dialect: OutputDialect): unknown {
  switch (shape.kind) {
    case 'structure':
      return writeStructure(value as Record<string, unknown>, shape, dialect)
    case 'list':
      return writeList(value as Iterable<unknown>, shape.element, dialect)
    case 'map':
      return writeMap(value as Record<string, unknown>, shape.value, dialect)
    case 'blob':
      return dialect.blob(value as Uint8Array)
    case 'timestamp':
      return value instanceof Date ? dialect.timestamp(value, shape.format) : value
    case 'number':
    case 'integer':
      return typeof value === 'number' ? dialect.number(value) : value
    default:
      return value
  }
}

function writeStructure(value: Record<string, unknown>, { members }: Structure, dialect: OutputDialect) {
  const tree: Record<string, unknown> = {}
  if (!value) return tree
  for (let i = 0; i < members.length; i += 1) {
    const slot = members[i]
    const held = value[slot.name]
    if (held !== undefined && held !== null) tree[slot.jsonName] = write(held, slot.shape, dialect)
  }
  return tree
}

function writeList(values: Iterable<unknown>, element: Slot, dialect: OutputDialect) {
  const list: unknown[] = []
  for (const value of values) list.push(value === null ? null : write(value, element.shape, dialect))
  return list
}

function writeMap(map: Record<string, unknown>, value: Slot, dialect: OutputDialect) {
  const entries = Object.entries(map).filter(([, held]) => held !== undefined && held !== null)
  return Object.fromEntries(entries.map(([key, held]) => [key, write(held, value.shape, dialect)]))
}

/** JSON 1.1 and REST-JSON: base64, seconds since 1970. */
export const jsonOutput: OutputDialect = {
  blob: encodeBase64,
  timestamp: (date, format) =>
    format && format !== 'epoch-seconds' ? formatTimestamp(date, format) : date.getTime() / 1000,
  number: (value) => (Number.isFinite(value) ? value : String(value)),
}

/** JSON 1.0, which CloudWatch alone speaks: its answers have no numbers but doubles. */
export const doublesOutput: OutputDialect = {
  ...jsonOutput,
  number: (value) => (Number.isFinite(value) ? double(value) : String(value)),
}
