import type { Query } from '../../../../stages/search/ports.ts'
import { fieldOf } from '../model.ts'
import type { Indexed } from './places.ts'
import { anyQuery } from './query.ts'

/** The fields that decide whether a document fits; undefined where that can't be said. */
export function fieldsOf(query: Query): readonly string[] | undefined {
  switch (query.kind) {
    case 'all':
    case 'none':
      return []
    case 'index':
    case 'slice':
    case 'arrived':
    case 'ids':
    case 'rows':
    case 'min_score':
      return undefined
    case 'boost':
    case 'constant':
    case 'boosting':
      return fieldsOf(query.query)
    case 'dis_max':
      return fieldsOf(anyQuery(query.queries))
    case 'match': {
      const some = query.fields.length > 0 && query.fields.every((name) => !name.includes('*'))
      return some ? query.fields : undefined
    }
    case 'bool': {
      const parts = [...query.must, ...query.filter, ...query.should, ...query.mustNot].map(fieldsOf)
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined
    }
    default:
      return [query.field]
  }
}

/** The dimensions whose words alone decide whether a document fits; undefined where the document's own values do too. */
export function dimensionsOf(query: Query, { index }: Indexed): ReadonlySet<string> | undefined {
  const dimensions = new Set<string>()
  for (const name of fieldsOf(query) ?? ['']) {
    const places = fieldOf(index, name)?.field.places
    if (!places) return undefined
    for (const { dimension } of places) {
      if (dimension === undefined) return undefined
      dimensions.add(dimension)
    }
  }
  return dimensions
}

/** Queries that a document must all fit in order to fit this one. */
export function conjunctsOf(query: Query): readonly Query[] {
  if (query.kind !== 'bool' || query.minimumShouldMatch > 0) return [query]
  const none = { ...query, must: [], filter: [], should: [] }
  return [
    ...[...query.must, ...query.filter].flatMap(conjunctsOf),
    ...query.mustNot.map((part) => ({ ...none, mustNot: [part] })),
  ]
}

/**
 * The query without what only asks about `field`: of documents whose value of the field is one that some document
 * with the whole query had, all have that part.
 */
export function withoutField(query: Query, field: string): Query {
  if (isAbout(query, field)) return { kind: 'all' }
  if (query.kind !== 'bool') return query
  const others = (parts: readonly Query[]) => parts.filter((part) => !isAbout(part, field))
  return {
    ...query,
    must: others(query.must),
    mustNot: others(query.mustNot),
    filter: others(query.filter).map((part) => withoutField(part, field)),
  }
}

function isAbout(query: Query, field: string): boolean {
  const fields = fieldsOf(query)
  return fields !== undefined && fields.length > 0 && fields.every((name) => name === field)
}
