import type { Query } from '../../ports.ts'
import { ALL, anyOf } from './clause.ts'
import type { QueryContext } from './context.ts'

/** A field, a pattern of fields, or an object whose members are meant. */
export function exists(field: string, context: QueryContext): Query {
  if (field === '_id' || field === '_index' || field === '_source' || field === '*') return ALL
  const { fields } = context
  if (!field.includes('*') && fields.typeOf(field)) return { kind: 'exists', field }
  const found = field.includes('*') ? fields.matching(field) : fields.matching(`${field}.*`)
  return anyOf(found.map((name): Query => ({ kind: 'exists', field: name })))
}
