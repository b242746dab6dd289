import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { boost, listOf, members, type Node, node, text } from '../json.ts'
import { ALL, anyOf, NONE } from './clause.ts'
import type { QueryContext } from './context.ts'
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

/** A field, a pattern of fields, or an object whose members are meant. */
export function exists(field: string, context: QueryContext): Query {
  if (field === '_id' || field === '_index' || field === '_source' || field === '*') return ALL
  const { fields } = context
  if (!field.includes('*') && fields.typeOf(field)) return { kind: 'exists', field }
  const found = field.includes('*') ? fields.matching(field) : fields.matching(`${field}.*`)
  return anyOf(found.map((name): Query => ({ kind: 'exists', field: name })))
}

export function parseIds(query: Node): Query {
  const { values } = members(query, 'ids', { values: listOf(text), boost })
  if (values === undefined) throw parsing('[ids] requires providing at least one value', query.path)
  return { kind: 'ids', values }
}

export function parseConstantScore(query: Node, context: QueryContext): Query {
  const { filter } = members(query, 'constant_score', { filter: node, boost })
  if (!filter) throw parsing("[constant_score] requires a 'filter' element", query.path)
  return parseQuery(filter, context)
}
