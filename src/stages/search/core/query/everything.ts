import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { boost, listOf, members, type Node, node, text } from '../json.ts'
import { ALL, NONE } from './clause.ts'
import type { QueryContext } from './context.ts'
import { exists } from './existence.ts'
import { parseQuery } from './index.ts'

export function parseMatchAll(query: Node): Query {
  members(query, 'match_all', { boost })
  return ALL
}

export function parseMatchNone(query: Node): Query {
  members(query, 'match_none', { boost })
  return NONE
}

export function parseExists(query: Node, context: QueryContext): Query {
  const { field } = members(query, 'exists', { field: text, boost })
  if (field === undefined || field === '') {
    throw parsing('[exists] must be provided with a [field]', query.path)
  }
  return exists(field, context)
}

export function parseIds(query: Node): Query {
  const { values } = members(query, 'ids', { values: listOf(text), boost })
  if (values === undefined) throw parsing('[ids] requires providing at least one value', query.path)
  return { kind: 'ids', values }
}

export function parseConstantScore(query: Node, context: QueryContext): Query {
  const { filter, boost: score = 1 } = members(query, 'constant_score', { filter: node, boost })
  if (!filter) throw parsing("[constant_score] requires a 'filter' element", query.path)
  return { kind: 'constant', query: parseQuery(filter, context), score }
}
