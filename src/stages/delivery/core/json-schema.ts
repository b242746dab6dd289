import type { Column, DocumentBatch } from '../../../record/index.ts'

/**
 * Columns of JSON objects. Types only ever widen, so that what was one column in one object is the same one in the
 * next: whole numbers to numbers, anything else that does not agree to text (of objects and lists, their JSON).
 */
export type ColumnType =
  | 'BOOLEAN'
  | 'BIGINT'
  | 'DOUBLE'
  | 'TIMESTAMP'
  | 'VARCHAR'
  | { readonly list: ColumnType | null }
  | { readonly fields: Schema }

/** Type by name; null is a column of which only null is known. */
export type Schema = Readonly<Record<string, ColumnType | null>>

/** Deeper values stay JSON text; and a table has an end. */
const DEEPEST = 8
export const MOST_COLUMNS = 1000

export function typeOf(value: unknown, depth = 0): ColumnType | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return 'BOOLEAN'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'BIGINT' : 'DOUBLE'
  if (typeof value === 'string' || depth >= DEEPEST) return 'VARCHAR'
  if (Array.isArray(value)) {
    return {
      list: value.reduce<ColumnType | null>((type, each) => widen(type, typeOf(each, depth + 1)), null),
    }
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || entries.length > MOST_COLUMNS) return 'VARCHAR'
  return { fields: Object.fromEntries(entries.map(([name, each]) => [name, typeOf(each, depth + 1)])) }
}

export function widen(a: ColumnType | null, b: ColumnType | null): ColumnType | null {
  if (a === null || b === null || a === b) return a ?? b
  if (typeof a === 'object' && typeof b === 'object') {
    if ('list' in a && 'list' in b) return { list: widen(a.list, b.list) }
    if ('fields' in a && 'fields' in b) return { fields: widenSchema(a.fields, b.fields) }
    return 'VARCHAR'
  }
  const isNumber = (type: ColumnType) => type === 'BIGINT' || type === 'DOUBLE'
  return isNumber(a) && isNumber(b) ? 'DOUBLE' : 'VARCHAR'
}

/** The same object when there is nothing new in `more`. */
export function widenSchema(known: Schema, more: Schema): Schema {
  let changed: Record<string, ColumnType | null> | undefined
  for (const [name, type] of Object.entries(more)) {
    const before = Object.hasOwn(known, name) ? known[name] : undefined
    const after = widen(before ?? null, type)
    if (before !== undefined && isSame(before, after)) continue
    changed ??= { ...known }
    changed[name] = after
  }
  return changed ?? known
}

function isSame(a: ColumnType | null, b: ColumnType | null): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
}

/** Of documents whose types are known. */
export function schemaOf({ columns, dimensions }: DocumentBatch): Schema {
  const all = [...columns, ...dimensions.flatMap((dimension) => dimension.columns)]
  return Object.fromEntries(all.map((column) => [column.name, COLUMN_TYPES[column.type]]))
}

const COLUMN_TYPES: Readonly<Record<Column['type'], ColumnType>> = {
  ...{ keyword: 'VARCHAR', text: 'VARCHAR', ip: 'VARCHAR', boolean: 'BOOLEAN', date: 'TIMESTAMP' },
  ...{ long: 'BIGINT', integer: 'BIGINT', short: 'BIGINT', float: 'DOUBLE', double: 'DOUBLE' },
  geo_point: { fields: { lat: 'DOUBLE', lon: 'DOUBLE' } },
}

export interface KeyRules {
  /** `a.b` becomes `a_b`. */
  readonly dotsToUnderscores: boolean
  /** Column by JSON key, in lower case. */
  readonly renamed: Readonly<Record<string, string>>
}

/**
 * An object with its keys as columns are called: in lower case, as Hive has them, and as the rules want. The same
 * object when nothing changes.
 */
export function columnsOf(
  value: Readonly<Record<string, unknown>>,
  rules: KeyRules,
): Record<string, unknown> {
  const out = renamedKeys(value, (key) => {
    const lower = key.toLowerCase()
    const column = Object.hasOwn(rules.renamed, lower) ? rules.renamed[lower] : lower
    return (rules.dotsToUnderscores ? column.replaceAll('.', '_') : column) || '_'
  })
  return out as Record<string, unknown>
}

function renamedKeys(value: unknown, rename: (key: string) => string, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  const inner = (key: string) => (depth === 0 ? rename(key) : key.toLowerCase() || '_')
  if (Array.isArray(value)) {
    const items = value.map((each) => renamedKeys(each, rename, depth + 1))
    return items.some((each, at) => each !== value[at]) ? items : value
  }
  let isChanged = false
  const out: [string, unknown][] = []
  for (const [key, each] of Object.entries(value)) {
    const [name, renamed] = [inner(key), renamedKeys(each, rename, depth + 1)]
    isChanged ||= name !== key || renamed !== each
    out.push([name, renamed])
  }
  return isChanged ? Object.fromEntries(out) : value
}
