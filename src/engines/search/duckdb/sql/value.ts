import type { FieldType, Scalar } from '../../../../stages/search/ports.ts'
import { type DimensionTable, fieldOf, isText, SQL_TYPES, type SqlType, tableOf } from '../model.ts'
import { idExpression } from './ids.ts'
import { number, text } from './literal.ts'
import { FACT } from './places.ts'
import type { Scope } from './query.ts'
import { literalOf } from './scalar.ts'

/** What a field is over all the indices of a request. */
export interface Unified {
  /** Undefined: none of the indices has it. */
  readonly type: FieldType | undefined
  readonly sql: SqlType
}

/** The dimension tables that a statement's expressions refer to, by key. */
export type Joins = Map<string, DimensionTable>

export const META_FIELDS: Readonly<Record<string, Unified>> = {
  _index: { type: 'keyword', sql: 'VARCHAR' },
  _id: { type: 'keyword', sql: 'VARCHAR' },
  _doc: { type: 'long', sql: 'BIGINT' },
  _score: { type: 'double', sql: 'DOUBLE' },
}

/** The one type that a field's values of all indices are brought to: numbers to DOUBLE, a mixture to text. */
export function unify(scopes: readonly Scope[], name: string): Unified {
  const meta = META_FIELDS[name]
  if (meta) return meta
  const types = new Set<FieldType>()
  for (const { index } of scopes) {
    const found = fieldOf(index, name)
    if (found) types.add(found.field.type)
  }
  const all = [...types]
  // BIGINT: NULL of it goes through arithmetic and sums alike.
  if (all.length === 0) return { type: undefined, sql: 'BIGINT' }
  if (all.length === 1) return { type: all[0], sql: SQL_TYPES[all[0]] }
  if (all.every(isText)) return { type: 'keyword', sql: 'VARCHAR' }
  const numbers = all.every((type) => !isText(type) && type !== 'boolean' && type !== 'geo_point')
  return numbers ? { type: 'double', sql: 'DOUBLE' } : { type: 'keyword', sql: 'VARCHAR' }
}

/** A row's value of a field; NULL of the right type where the index does not have it. */
export function valueIn(scope: Scope, name: string, unified: Unified, joins: Joins): string {
  const { index } = scope
  if (name === '_index') return text(index.name)
  if (name === '_id') return idExpression(index)
  if (name === '_doc') return `${FACT}._s`
  if (name === '_score') return scoreIn(scope, joins)
  const found = fieldOf(index, name)
  if (!found || found.field.places.length === 0) return `CAST(NULL AS ${unified.sql})`
  const values = found.field.places.map(({ dimension, column }) => {
    if (dimension === undefined) return `${FACT}.${column}`
    const table = index.dimensions.get(dimension)!
    joins.set(dimension, table)
    return `${aliasOf(table)}.${column}`
  })
  const value = values.length === 1 ? values[0] : `coalesce(${values.join(', ')})`
  return SQL_TYPES[found.field.type] === unified.sql ? value : `CAST(${value} AS ${unified.sql})`
}

function scoreIn({ score = 1 }: Scope, joins: Joins): string {
  return `CAST(${typeof score === 'number' ? number(score) : score(joins)} AS DOUBLE)`
}

/** The value, or what a row without one counts as. Where no index has the field every row is without. */
export function orElse(value: string, { type }: Unified, missing: Scalar | undefined): string {
  if (missing === undefined) return value
  if (type !== undefined) return `coalesce(${value}, ${literalOf(missing, type)})`
  return literalOf(
    missing,
    typeof missing === 'number' ? 'double' : typeof missing === 'boolean' ? 'boolean' : 'keyword',
  )
}

export const aliasOf = (table: DimensionTable) => `${table.idColumn}w`

/**
 * `FROM` with the fact table and only those dimensions that are needed. `narrowed`: rows must have one of these words
 * of the dimension.
 */
export function fromOf(
  scope: Scope,
  joins: Joins,
  narrowed: ReadonlyMap<string, string> = new Map(),
): string {
  const joined = [...joins].map(([dimension, table]) => {
    const words = narrowed.get(dimension)
    // The words' ids go by the fact table's name for them, so that a condition on rows is one on words.
    const named = `(SELECT *, id AS ${table.idColumn} FROM ${table.table}) ${FACT}`
    const join = words ? `JOIN (SELECT * FROM ${named} WHERE ${words})` : `LEFT JOIN ${table.table}`
    return ` ${join} ${aliasOf(table)} ON ${aliasOf(table)}.id = ${FACT}.${table.idColumn}`
  })
  return `${tableOf(scope.index)} ${FACT}${joined.join('')}`
}
