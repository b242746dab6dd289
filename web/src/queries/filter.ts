import type { Clause } from './search-body.ts'

/**
 * One chip. `is` compares the value, `range` is [from, to), `exists` asks for any value, `prefix` and `has` look
 * at the beginning and the inside of a word.
 */
export interface Filter {
  readonly field: string
  readonly test: FilterTest
  readonly negated?: boolean
  readonly disabled?: boolean
  /** Kept when all filters are cleared. */
  readonly pinned?: boolean
}

export type FilterTest =
  | { readonly kind: 'is'; readonly value: string }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'exists' }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'has'; readonly value: string }

export function isFilter(field: string, value: string | number | boolean): Filter {
  return { field, test: { kind: 'is', value: String(value) } }
}

/**
 * Clauses of a bool query. Chips that ask one field for several values mean any of them (two countries are
 * *either*, no line comes from both); chips of different fields, and negated ones, must all hold.
 */
export function filterClauses(filters: readonly Filter[]): { filter: Clause[]; must_not: Clause[] } {
  const active = filters.filter((filter) => !filter.disabled)
  const wanted = new Map<string, Filter[]>()
  for (const filter of active.filter(({ negated }) => !negated)) {
    wanted.set(filter.field, [...(wanted.get(filter.field) ?? []), filter])
  }
  return {
    filter: [...wanted.values()].map(anyOf),
    must_not: active.filter((filter) => filter.negated).map(clauseOf),
  }
}

function anyOf(filters: readonly Filter[]): Clause {
  if (filters.length === 1) return clauseOf(filters[0])
  return { bool: { should: filters.map(clauseOf), minimum_should_match: 1 } }
}

function clauseOf({ field, test }: Filter): Clause {
  switch (test.kind) {
    case 'is':
      return { term: { [field]: test.value } }
    case 'range':
      return { range: { [field]: { gte: test.from, lt: test.to } } }
    case 'exists':
      return { exists: { field } }
    case 'prefix':
      return { prefix: { [field]: test.value } }
    case 'has':
      return has(field, test.value)
  }
}

/** Words inside a keyword field, case aside. */
export function has(field: string, part: string): Clause {
  const value = `*${part.replace(/[\\*?]/g, '\\$&')}*`
  return { wildcard: { [field]: { value, case_insensitive: true } } }
}

/** Same question, whatever its negation, pin and so on. */
export function sameFilter(a: Filter, b: Filter): boolean {
  return a.field === b.field && JSON.stringify(a.test) === JSON.stringify(b.test)
}
