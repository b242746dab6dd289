import type { FieldType, Mapping } from '../../../stages/search/ports.ts'
import { badFieldName, FIELD_LIMIT, tooManyFields, typeConflict } from './errors.ts'
import {
  type DimensionTable,
  FACT_COLUMNS,
  type Field,
  type IndexModel,
  type PhysicalColumn,
  physicalColumns,
  SOURCE_COLUMNS,
  tableOf,
  takes,
} from './model.ts'
import { text } from './sql/literal.ts'

/** A field that a write needs to have somewhere. */
export interface Wanted {
  readonly name: string
  readonly type: FieldType
  /** Key of the dimension whose table must have the column; absent: the fact table. */
  readonly dimension?: string
}

export interface Widening {
  readonly index: IndexModel
  /** What brings the tables and the catalogue there; empty when nothing is new. */
  readonly statements: readonly string[]
}

/** A new, empty index: its model and what makes its table. */
export function newIndex(number: number, name: string, createdAt: number): Widening {
  const index: IndexModel = {
    number,
    name,
    createdAt,
    fields: new Map(),
    dimensions: new Map(),
    columns: FACT_COLUMNS,
    nextColumn: 1,
    keepsSources: false,
    documents: 0,
    bytes: 0,
  }
  return {
    index,
    statements: [
      `CREATE TABLE ${tableOf(index)} (${definitions(FACT_COLUMNS)})`,
      `INSERT INTO catalogue_indices VALUES (${number}, ${text(name)}, ${createdAt}, 0, 0)`,
    ],
  }
}

/** Maps fields that have no place yet: they get one with the first value. */
export function mapFields(index: IndexModel, mapping: Mapping): Widening {
  const draft = draftOf(index)
  for (const [name, type] of Object.entries(mapping)) {
    checkName(name)
    const known = draft.fields.get(name)
    if (known && known.type !== type) throw typeConflict(index.name, name, known.type, type)
    if (!known) addField(draft, name, type)
  }
  return finish(draft)
}

/** Gives every wanted field a place of its kind. Throws when a type conflicts or there are too many fields. */
export function widen(index: IndexModel, wanted: readonly Wanted[], sources = false): Widening {
  const missing = wanted.filter((want) => !isThere(index, want))
  if (missing.length === 0 && (index.keepsSources || !sources)) return { index, statements: [] }
  const draft = draftOf(index)
  if (sources && !draft.keepsSources) {
    draft.keepsSources = true
    addColumns(draft, tableOf(index), SOURCE_COLUMNS)
    draft.columns.push(...SOURCE_COLUMNS)
  }
  for (const want of missing) place(draft, want)
  return finish(draft)
}

/** Marks a dimension as one where a word may stand under two ids. */
export function withDuplicates(index: IndexModel, key: string): Widening {
  const table = index.dimensions.get(key)
  if (!table?.unique) return { index, statements: [] }
  const dimensions = new Map(index.dimensions).set(key, { ...table, unique: false })
  return {
    index: { ...index, dimensions },
    statements: [
      `UPDATE catalogue_dimensions SET is_unique = false WHERE index_number = ${index.number} AND key = ${text(key)}`,
    ],
  }
}

function isThere(index: IndexModel, want: Wanted): boolean {
  const field = index.fields.get(want.name)
  if (!field) return false
  if (!takes(field.type, want.type)) throw typeConflict(index.name, want.name, field.type, want.type)
  return field.places.some((at) => at.dimension === want.dimension)
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
interface Draft extends Omit<Mutable<IndexModel>, 'fields' | 'dimensions' | 'columns'> {
  fields: Map<string, Field>
  dimensions: Map<string, DimensionTable>
  columns: PhysicalColumn[]
  statements: string[]
}

function draftOf(index: IndexModel): Draft {
  return {
    ...index,
    fields: new Map(index.fields),
    dimensions: new Map(index.dimensions),
    columns: [...index.columns],
    statements: [],
  }
}

function finish({ statements, ...index }: Draft): Widening {
  return { index, statements }
}

function place(draft: Draft, want: Wanted): void {
  checkName(want.name)
  const field = draft.fields.get(want.name) ?? addField(draft, want.name, want.type)
  const column = `c${draft.nextColumn++}`
  const columns = physicalColumns(field, column)
  if (want.dimension === undefined) {
    draft.columns.push(...columns)
    addColumns(draft, tableOf(draft), columns)
  } else {
    addToDimension(draft, want.dimension, columns)
  }
  const at = want.dimension === undefined ? { column } : { dimension: want.dimension, column }
  draft.fields.set(field.name, { ...field, places: [...field.places, at] })
  draft.statements.push(catalogued(draft, field, want.dimension, column))
}

function addField(draft: Draft, name: string, type: FieldType): Field {
  if (draft.fields.size >= FIELD_LIMIT) throw tooManyFields()
  const field: Field = { name, type, places: [] }
  draft.fields.set(name, field)
  draft.statements.push(catalogued(draft, field, undefined, undefined))
  return field
}

function addToDimension(draft: Draft, key: string, columns: readonly PhysicalColumn[]): void {
  const known = draft.dimensions.get(key)
  if (known) {
    addColumns(draft, known.table, columns)
    draft.dimensions.set(key, { ...known, columns: [...known.columns, ...columns] })
    return
  }
  const number = draft.dimensions.size + 1
  const idColumn = { name: `d${number}`, type: 'UINTEGER' } as const
  const all = [{ name: 'id', type: 'UINTEGER' } as const, ...columns]
  const table = `d${draft.number}_${number}`
  draft.dimensions.set(key, { key, table, idColumn: idColumn.name, columns: all, unique: true })
  draft.columns.push(idColumn)
  draft.statements.push(
    `CREATE TABLE ${table} (${definitions(all)})`,
    `INSERT INTO catalogue_dimensions VALUES (${draft.number}, ${number}, ${text(key)}, true)`,
  )
  addColumns(draft, tableOf(draft), [idColumn])
}

function addColumns(draft: Draft, table: string, columns: readonly PhysicalColumn[]): void {
  for (const { name, type } of columns)
    draft.statements.push(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`)
}

function catalogued(draft: Draft, field: Field, dimension?: string, column?: string): string {
  const values = [field.name, field.type, dimension, column].map((value) =>
    value === undefined ? 'NULL' : text(value),
  )
  return `INSERT INTO catalogue_fields VALUES (${draft.number}, ${values.join(', ')})`
}

function definitions(columns: readonly PhysicalColumn[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join(', ')
}

function checkName(name: string): void {
  if (name === '' || name.split('.').includes('')) throw badFieldName(name)
}
