import type { Aggregation, Query } from '../../../../stages/search/ports.ts'
import type { Session } from '../database.ts'
import { type CoverageOf, searchesText } from './coverage.ts'
import { list } from './literal.ts'
import { condition, type Scope } from './query.ts'

/**
 * Ids of the words that a condition on a dimension's words chooses, by the statement that selects them. A request
 * has several statements with the same conditions: words are searched once, and the rows compare a few numbers.
 */
export interface WordSets {
  get(select: string): readonly number[] | undefined
}

/** A set with more words stays a part of each statement: passing it in would cost more than finding it again. */
const WORDS_LIMIT = 1000
/** Up to so many, a list of numbers is compared faster than it is joined. */
const LIST_LIMIT = 20

/** Whether the id is one of the selected words'. */
export function wordsCondition(id: string, select: string, words: WordSets | undefined): string {
  const ids = words?.get(select)
  if (!ids) return `${id} IN (${select})`
  if (ids.length === 0) return 'FALSE'
  if (ids.length <= LIST_LIMIT) return `${id} IN ${list(ids.map(String))}`
  return `${id} IN (SELECT w FROM (VALUES ${ids.map((one) => `(${one})`).join(', ')}) words(w))`
}

/** The scopes with what the request's queries will ask for looked up. */
export async function withWords(
  session: Session,
  scopes: readonly Scope[],
  query: Query,
  aggregations: readonly Aggregation[],
  coverageOf: CoverageOf,
): Promise<Scope[]> {
  const queries = [query, ...aggregations.flatMap(queriesOf)]
  const text = queries.some(searchesText)
  const known: Scope[] = []
  for (const plain of scopes) {
    const scope = text ? { ...plain, coverage: await coverageOf(session, plain.index) } : plain
    const selects = new Set<string>()
    const listen: WordSets = {
      get(select) {
        selects.add(select)
        return undefined
      },
    }
    for (const one of queries) condition(one, { ...scope, words: listen })
    const words = new Map<string, readonly number[]>()
    for (const select of selects) {
      const rows = await session.rows(`${select} LIMIT ${WORDS_LIMIT + 1}`)
      if (rows.length <= WORDS_LIMIT)
        words.set(
          select,
          rows.map(([id]) => id as number),
        )
    }
    const conditional = aggregations.some((aggregation) => queriesOf(aggregation).length > 0)
    known.push({ ...scope, words, ...(conditional ? { sizes: await sizesOf(session, scope) } : {}) })
  }
  return known
}

async function sizesOf(session: Session, { index }: Scope): Promise<ReadonlyMap<string, number>> {
  const dimensions = [...index.dimensions.values()]
  if (dimensions.length === 0) return new Map()
  const counts = dimensions.map(({ table }) => `(SELECT count(*) FROM ${table})`)
  const [sizes] = await session.rows(`SELECT ${counts.join(', ')}`)
  return new Map(dimensions.map(({ key }, at) => [key, Number(sizes[at])]))
}

function queriesOf(aggregation: Aggregation): Query[] {
  const children = 'children' in aggregation ? aggregation.children.flatMap(queriesOf) : []
  if (aggregation.kind === 'filter') return [aggregation.query, ...children]
  if (aggregation.kind === 'significant_terms' && aggregation.background)
    return [aggregation.background, ...children]
  if (aggregation.kind === 'filters')
    return [...aggregation.filters.map((filter) => filter.query), ...children]
  return children
}
