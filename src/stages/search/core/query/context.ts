import { queryTooLong, tooDeep, tooManyClauses } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import type { Fields } from '../fields.ts'
import type { Node } from '../json.ts'

/** What a query means depends on: the time of the request and the fields of the indices it names. */
export interface QueryContext {
  readonly now: number
  readonly fields: Fields
  readonly depth: number
  /** Clauses made so far in the whole request; shared by all of its queries. */
  readonly budget: { clauses: number }
}

export type QueryParser = (node: Node, context: QueryContext) => Query

/** OpenSearch's defaults of `indices.query.bool.max_nested_depth` and `.max_clause_count`. */
export const MAX_DEPTH = 20
export const MAX_CLAUSES = 1024

export function queryContext(now: number, fields: Fields): QueryContext {
  return { now, fields, depth: 0, budget: { clauses: 0 } }
}

export function deeper(context: QueryContext, node: Node): QueryContext {
  if (context.depth >= MAX_DEPTH) throw tooDeep(MAX_DEPTH, node.path)
  return { ...context, depth: context.depth + 1 }
}

export function spend(context: QueryContext, clauses = 1) {
  context.budget.clauses += clauses
  if (context.budget.clauses > MAX_CLAUSES) throw tooManyClauses(MAX_CLAUSES)
}

/** OpenSearch's default of `search.query.max_query_string_length`. */
const MAX_QUERY_STRING = 32_000

export function checkLength(text: string) {
  if (text.length > MAX_QUERY_STRING) throw queryTooLong(text.length, MAX_QUERY_STRING)
}
