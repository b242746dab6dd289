import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { boost, items, members, type Node, node, number } from '../json.ts'
import type { QueryContext } from './context.ts'
import { parseQuery } from './index.ts'

/** Any of the queries; the best one scores. */
export function parseDisMax(query: Node, context: QueryContext): Query {
  const { queries, tie_breaker: tie = 0 } = members(query, 'dis_max', {
    queries: node,
    tie_breaker: number,
    boost,
  })
  const found = queries ? items(queries) : []
  if (found.length === 0) {
    throw parsing("[dis_max] requires 'queries' field with at least one clause", query.path)
  }
  return { kind: 'dis_max', queries: found.map((one) => parseQuery(one, context)), tie }
}

/** Matches of one query; those of another score less. */
export function parseBoosting(query: Node, context: QueryContext): Query {
  const read = members(query, 'boosting', { positive: node, negative: node, negative_boost: number, boost })
  if (!read.positive) throw parsing("[boosting] query requires 'positive' query to be set'", query.path)
  if (!read.negative) throw parsing("[boosting] query requires 'negative' query to be set'", query.path)
  if (read.negative_boost === undefined || read.negative_boost < 0) {
    throw parsing("[boosting] query requires 'negative_boost' to be set to be a positive value'", query.path)
  }
  return {
    kind: 'boosting',
    query: parseQuery(read.positive, context),
    negative: parseQuery(read.negative, context),
    factor: read.negative_boost,
  }
}
