import type { Query } from '../../ports.ts'
import { boost, items, members, type Node, node, only } from '../json.ts'
import { bool } from './clause.ts'
import type { QueryContext } from './context.ts'
import { parseQuery } from './index.ts'
import { leastOf, minimumShouldMatch } from './minimum-should-match.ts'

export function parseBool(query: Node, context: QueryContext): Query {
  const { must, filter, should, must_not, minimum_should_match } = members(query, 'bool', {
    must: node,
    filter: node,
    should: node,
    must_not: node,
    minimum_should_match: minimumShouldMatch,
    boost,
    adjust_pure_negative: only(true),
  })
  const parts = {
    must: clauses(must, context),
    filter: clauses(filter, context),
    should: clauses(should, context),
    mustNot: clauses(must_not, context),
  }
  if (minimum_should_match === undefined) return bool(parts)
  return bool({ ...parts, minimumShouldMatch: leastOf(minimum_should_match, parts.should.length) })
}

function clauses(list: Node | undefined, context: QueryContext): readonly Query[] {
  return list === undefined ? [] : items(list).map((clause) => parseQuery(clause, context))
}
