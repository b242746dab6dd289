import type { Query } from '../../ports.ts'

/** Small makers of AST nodes that several query kinds lower to. */
export const ALL: Query = { kind: 'all' }
export const NONE: Query = { kind: 'none' }

interface BoolParts {
  readonly must?: readonly Query[]
  readonly filter?: readonly Query[]
  readonly should?: readonly Query[]
  readonly mustNot?: readonly Query[]
  readonly minimumShouldMatch?: number
}

export function bool(parts: BoolParts): Query {
  const { must = [], filter = [], should = [], mustNot = [] } = parts
  const least = must.length + filter.length === 0 && should.length > 0 ? 1 : 0
  const minimumShouldMatch = parts.minimumShouldMatch ?? least
  if (minimumShouldMatch > should.length) return NONE
  return { kind: 'bool', must, filter, should, mustNot, minimumShouldMatch }
}

/** Any of them; one alone stands for itself. */
export function anyOf(queries: readonly Query[]): Query {
  const alive = queries.filter((query) => query.kind !== 'none')
  if (alive.length === 0) return NONE
  return alive.length === 1 ? alive[0] : bool({ should: alive, minimumShouldMatch: 1 })
}

export function allOf(queries: readonly Query[]): Query {
  if (queries.length === 0) return ALL
  return queries.length === 1 ? queries[0] : bool({ must: queries })
}

export const not = (query: Query): Query => bool({ mustNot: [query] })

/** Any of them, of which the best one scores; one alone stands for itself. */
export function bestOf(queries: readonly Query[], tie = 0): Query {
  const alive = queries.filter((query) => query.kind !== 'none')
  if (alive.length === 0) return NONE
  return alive.length === 1 ? alive[0] : { kind: 'dis_max', queries: alive, tie }
}

export const boosted = (query: Query, boost: number | undefined): Query =>
  boost === undefined || boost === 1 || query.kind === 'none' ? query : { kind: 'boost', query, boost }
