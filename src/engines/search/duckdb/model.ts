import type { Column } from '../../../record/index.ts'
import type { FieldType, IndexAttributes } from '../../../stages/search/ports.ts'

/**
 * What the catalogue knows. Values of this file are never changed: a change makes a new `IndexModel`, which
 * becomes the truth when its transaction has committed (queries go on with the old one until then).
 *
 * An index is one fact table `t<number>` with a row a document, and a table `d<number>_<n>` a dimension with a
 * row a distinct word. All physical names are made here; a user's name never reaches an identifier.
 */
export interface IndexModel {
  readonly number: number
  readonly name: string
  readonly createdAt: number
  readonly fields: ReadonlyMap<string, Field>
  readonly dimensions: ReadonlyMap<string, DimensionTable>
  /** The fact table's columns in the order that the appender needs. */
  readonly columns: readonly PhysicalColumn[]
  /** Number for the next column name. */
  readonly nextColumn: number
  /** Whether the table has the columns that documents with a JSON source need (`_i`, `_v`, `_j`). */
  readonly keepsSources: boolean
  /** What is kept beside the fields; absent where nothing was ever said. */
  readonly attributes?: IndexAttributes
  readonly documents: number
  readonly bytes: number
}

export interface Field {
  readonly name: string
  readonly type: FieldType
  /** Where values stand: at most one of them has a value in a row. None yet: mapped, never written. */
  readonly places: readonly Place[]
}

export interface Place {
  /** Key of the dimension whose table has the column; absent: the fact table. */
  readonly dimension?: string
  /** A geo point has its latitude here and its longitude in the column of that name followed by `x`. */
  readonly column: string
}

export interface DimensionTable {
  readonly key: string
  readonly table: string
  /** Column of the fact table with the word's id. */
  readonly idColumn: string
  readonly columns: readonly PhysicalColumn[]
  /** No word stands under two ids, so that counting ids counts words. */
  readonly unique: boolean
}

export interface PhysicalColumn {
  readonly name: string
  readonly type: SqlType
}

export type SqlType =
  | 'UINTEGER'
  | 'BIGINT'
  | 'INTEGER'
  | 'SMALLINT'
  | 'FLOAT'
  | 'DOUBLE'
  | 'BOOLEAN'
  | 'VARCHAR'

/** Arrival order over all indices, then the id's prefix (table `prefixes`) and number. */
export const FACT_COLUMNS: readonly PhysicalColumn[] = [
  { name: '_s', type: 'BIGINT' },
  { name: '_p', type: 'UINTEGER' },
  { name: '_n', type: 'BIGINT' },
]

/** Of documents that came as JSON: id as text, version, the original. */
export const SOURCE_COLUMNS: readonly PhysicalColumn[] = [
  { name: '_i', type: 'VARCHAR' },
  { name: '_v', type: 'BIGINT' },
  { name: '_j', type: 'VARCHAR' },
]

export const SQL_TYPES: Readonly<Record<FieldType, SqlType>> = {
  keyword: 'VARCHAR',
  text: 'VARCHAR',
  ip: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  date: 'BIGINT',
  boolean: 'BOOLEAN',
  geo_point: 'DOUBLE',
}

/** Column types that a mapped field takes without loss, besides its own. */
const WIDER: Readonly<Partial<Record<FieldType, readonly Column['type'][]>>> = {
  keyword: ['ip', 'text'],
  text: ['keyword', 'ip'],
  long: ['integer', 'short'],
  integer: ['short'],
  double: ['float', 'integer', 'short', 'long'],
  float: ['short'],
}

export function takes(mapped: FieldType, given: FieldType): boolean {
  return mapped === given || (WIDER[mapped]?.includes(given) ?? false)
}

export const tableOf = (index: { readonly number: number }) => `t${index.number}`

export function physicalColumns(field: { readonly type: FieldType }, column: string): PhysicalColumn[] {
  const type = SQL_TYPES[field.type]
  const own = { name: column, type }
  return field.type === 'geo_point' ? [own, { name: `${column}x`, type }] : [own]
}

export const isText = (type: FieldType) => type === 'keyword' || type === 'text' || type === 'ip'

export const isNumber = (type: FieldType) =>
  type === 'long' || type === 'integer' || type === 'short' || type === 'float' || type === 'double'

/** A geo point's two halves as fields of their own, by names that no mapping can hold. */
export const latitudeOf = (field: string) => `${field}\0lat`
export const longitudeOf = (field: string) => `${field}\0lon`

function halfOf(index: IndexModel, name: string): Field | undefined {
  const [point, half] = [name.slice(0, -4), name.slice(-4)]
  if (half !== '\0lat' && half !== '\0lon') return undefined
  const field = index.fields.get(point)
  if (field?.type !== 'geo_point') return undefined
  const end = half === '\0lon' ? 'x' : ''
  const places = field.places.map((at) => ({ ...at, column: `${at.column}${end}` }))
  return { name, type: 'double', places }
}

/** The field that a request's name stands for; `x.keyword` is the whole value of the text field `x`. */
export function fieldOf(
  index: IndexModel,
  name: string,
): { readonly field: Field; readonly whole: boolean } | undefined {
  const own = index.fields.get(name) ?? halfOf(index, name)
  if (own) return { field: own, whole: own.type !== 'text' }
  const path = aliasedPath(index, name)
  if (path !== undefined && path !== name) return fieldOf(index, path)
  if (!name.endsWith('.keyword')) return undefined
  const text = index.fields.get(name.slice(0, -'.keyword'.length))
  return text?.type === 'text' ? { field: text, whole: true } : undefined
}

/** The field that a field of type `alias` stands for. */
function aliasedPath({ attributes }: IndexModel, name: string): string | undefined {
  const fields = attributes?.rules?.fields
  const rule = fields && Object.hasOwn(fields, name) ? fields[name] : undefined
  return rule?.definition.type === 'alias' ? String(rule.definition.path) : undefined
}
