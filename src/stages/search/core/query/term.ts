import { parsing } from '../../errors.ts'
import type { Query, Scalar } from '../../ports.ts'
import { boost, entries, flag, isObject, items, members, type Node, onlyEntry, scalar } from '../json.ts'
import { NONE } from './clause.ts'
import type { QueryContext } from './context.ts'
import { equals } from './equality.ts'

/** `{ field: value }` or `{ field: { value, case_insensitive, boost } }`. */
export function parseTerm(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'term')
  if (Array.isArray(body.value)) {
    throw parsing('[term] query does not support array of values', body.path)
  }
  if (!isObject(body.value)) return equals(field, [scalar(body, field, 'term')], context)
  const { value, case_insensitive } = members(body, 'term', { value: scalar, case_insensitive: flag, boost })
  if (value === undefined) throw parsing('value cannot be null', body.path)
  return equals(field, [value], context, case_insensitive)
}

/** OpenSearch's default of `index.max_terms_count`. */
const MAX_TERMS = 65_536

export function parseTerms(query: Node, context: QueryContext): Query {
  const named = entries(query, 'terms')
  for (const [name, value] of named) if (name === 'boost') boost(value, name, 'terms')
  const fields = named.filter(([name]) => name !== 'boost')
  if (fields.length !== 1) {
    throw parsing(
      fields.length === 0
        ? '[terms] query requires a field name, followed by array of terms or a document lookup specification'
        : `[terms] query does not support multiple fields: [${fields.map(([name]) => name).join(', ')}]`,
      query.path,
    )
  }
  const [[field, values]] = fields
  return equalsAny(field, values, context)
}

function equalsAny(field: string, values: Node, context: QueryContext): Query {
  if (!Array.isArray(values.value)) {
    throw parsing(
      `[terms] query requires an array of terms for [${field}]; looking terms up in another document is not served`,
      values.path,
    )
  }
  if (values.value.length > MAX_TERMS) {
    throw parsing(
      `The number of terms [${values.value.length}] used in the Terms Query request has exceeded the allowed maximum of [${MAX_TERMS}].`,
      values.path,
    )
  }
  const read: readonly Scalar[] = items(values).map((item) => scalar(item, field, 'terms'))
  return read.length === 0 ? NONE : equals(field, read, context)
}
