import type { SortKey } from '../../../../stages/search/ports.ts'
import { notSortable, searchAfterLength } from '../errors.ts'
import { shown } from './display.ts'
import { text } from './literal.ts'
import type { Scope } from './query.ts'
import { literalOf } from './scalar.ts'
import { type Joins, type Unified, unify, valueIn } from './value.ts'

/** A request's order over several indices; ties go by arrival. */
export interface Sorting {
  /** A branch's columns `s0`, `s1`, … and `seq`. */
  columns(scope: Scope, joins: Joins): string[]
  /** `ORDER BY` over those columns. */
  readonly order: string
  /** Rows after these sort values, over those columns. */
  after(values: readonly (string | number | boolean | null)[]): string
  /** Sort values as the client sees them. */
  shown(values: readonly unknown[]): (string | number | boolean | null)[]
  readonly length: number
}

export function sortingOf(scopes: readonly Scope[], keys: readonly SortKey[]): Sorting {
  const types = keys.map(({ field }) => {
    const unified = unify(scopes, field)
    if (unified.type === 'geo_point') throw notSortable(field, 'geo_point')
    return unified
  })
  const parts = keys.map(
    ({ order, missing }, at) => `s${at} ${order} NULLS ${missing === '_first' ? 'FIRST' : 'LAST'}`,
  )
  const tie = keys.some(({ field }) => field === '_doc') ? [] : ['seq']
  return {
    length: keys.length,
    order: [...parts, ...tie].join(', '),
    columns: (scope, joins) => [
      ...keys.map(({ field }, at) => `${valueIn(scope, field, types[at], joins)} AS s${at}`),
      'f._s AS seq',
    ],
    shown: (values) => keys.map((_, at) => shown(values[at] as never, types[at].type)),
    after(values) {
      if (values.length !== keys.length) throw searchAfterLength(values.length, keys.length)
      return afterSql(keys, types, values)
    },
  }
}

/** (s0, s1) after (v0, v1): s0 after v0, or s0 equal to v0 and s1 after v1. */
function afterSql(
  keys: readonly SortKey[],
  types: readonly Unified[],
  values: readonly (string | number | boolean | null)[],
): string {
  const equal: string[] = []
  const ways: string[] = []
  keys.forEach(({ order, missing }, at) => {
    const column = `s${at}`
    const value = values[at]
    const literal =
      value === null ? 'NULL' : types[at].type ? literalOf(value, types[at].type) : text(String(value))
    const first = missing === '_first'
    const beyond =
      value === null
        ? first
          ? `${column} IS NOT NULL`
          : 'FALSE'
        : `(${column} ${order === 'asc' ? '>' : '<'} ${literal}${first ? '' : ` OR ${column} IS NULL`})`
    ways.push([...equal, beyond].join(' AND '))
    equal.push(`${column} IS NOT DISTINCT FROM ${literal}`)
  })
  return ways.length === 0 ? 'FALSE' : `(${ways.map((way) => `(${way})`).join(' OR ')})`
}
