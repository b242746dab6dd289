import type { Query, Scalar } from '../../../../stages/search/ports.ts'
import { fieldOf } from '../model.ts'
import { number } from './literal.ts'
import type { Scope } from './query.ts'
import { type Joins, orElse, type Unified, unify, valueIn } from './value.ts'

/** A number that is kept of each group. */
export interface Accumulator {
  readonly operation:
    | 'rows'
    | 'count'
    | 'sum'
    | 'squares'
    | 'upto'
    | 'min'
    | 'max'
    | 'distinct'
    | 'deviation'
    | 'quantiles'
  readonly field?: string
  /** What a row without the field counts as. */
  readonly missing?: Scalar
  /** A second field: its product with the first (`times`), or itself where the first has a value (`beside`). */
  readonly with?: { readonly field: string; readonly missing?: Scalar; readonly as: 'times' | 'beside' }
  /** Of `upto`: counts values not above it. */
  readonly limit?: number
  /** Only of rows that fit. */
  readonly where: readonly Query[]
  /** Of `quantiles`: from 0 to 1. */
  readonly quantiles?: readonly number[]
  /** `quantiles` from every value, not from a sketch. */
  readonly exact?: boolean
  /** `quantiles` as the list of all values, for `midpoints`. */
  readonly midpoint?: boolean
}

/** Whether a field's values come (also) from a dimension's table. */
export function isWord(scope: Scope, field: string): boolean {
  return fieldOf(scope.index, field)?.field.places.some((at) => at.dimension !== undefined) ?? false
}

export function merges(scope: Scope, { operation, field, with: other }: Accumulator): boolean {
  if (operation === 'distinct' || operation === 'quantiles' || operation === 'deviation') return false
  return [field, other?.field].every((name) => name === undefined || !isWord(scope, name))
}

export function accumulated(
  scope: Scope,
  accumulator: Accumulator,
  unified: Unified | undefined,
  joins: Joins,
): string | undefined {
  if (accumulator.field === undefined || !unified) return undefined
  const { field, missing, with: other, operation } = accumulator
  const value = orElse(valueIn(scope, field!, unified, joins), unified, missing)
  if (other) {
    const second = unify([scope], other.field)
    const beside = `CAST(${orElse(valueIn(scope, other.field, second, joins), second, other.missing)} AS DOUBLE)`
    return other.as === 'times'
      ? `(CAST(${value} AS DOUBLE) * ${beside})`
      : `(CASE WHEN ${value} IS NOT NULL THEN ${beside} END)`
  }
  const asNumber = operation !== 'count' && operation !== 'distinct'
  return asNumber && unified.sql === 'BOOLEAN' ? `CAST(${value} AS INTEGER)` : value
}

export function aggregate(
  { operation, quantiles, exact, midpoint, limit }: Accumulator,
  value: string | undefined,
): string {
  switch (operation) {
    case 'rows':
      return 'count(*)'
    case 'squares':
      return `sum(CAST(${value} AS DOUBLE) * CAST(${value} AS DOUBLE))`
    case 'upto':
      return `count(CASE WHEN ${value} <= ${number(limit!)} THEN 1 END)`
    case 'deviation':
      return `mad(CAST(${value} AS DOUBLE))`
    case 'distinct':
      return `count(DISTINCT ${value})`
    case 'quantiles': {
      if (midpoint) return `list(CAST(${value} AS DOUBLE))`
      const points = `[${quantiles!.map(number).join(', ')}]`
      return `${exact ? 'quantile_cont' : 'approx_quantile'}(CAST(${value} AS DOUBLE), ${points})`
    }
    default:
      return `${operation}(${value})`
  }
}

export function total(accumulator: Accumulator, at: number): string {
  const filter = accumulator.where.length > 0 ? ` FILTER (WHERE w${at})` : ''
  return `${aggregate(accumulator, `v${at}`)}${filter}`
}

/** Sums of 64-bit integers are 128-bit ones; added up as DOUBLE, which is what the answer is given in. */
export function merged({ operation }: Accumulator, column: string): string {
  if (operation === 'min' || operation === 'max') return `${operation}(${column})`
  return `sum(CAST(${column} AS DOUBLE))`
}

/** As `merged`, of the groups whose word fits; a count of none is 0. */
export function mergedWhere(accumulator: Accumulator, at: number): string {
  const filter = accumulator.where.length > 0 ? ` FILTER (WHERE w${at})` : ''
  const { operation } = accumulator
  const value = operation === 'min' || operation === 'max' ? `v${at}` : `CAST(v${at} AS DOUBLE)`
  const sum = `${operation === 'min' || operation === 'max' ? operation : 'sum'}(${value})${filter}`
  const counts = operation === 'rows' || operation === 'count' || operation === 'upto'
  return counts ? `coalesce(${sum}, 0)` : sum
}
