import type { Query } from '../ports.ts'
import type { Fields } from './fields.ts'
import { allOf, anyOf, bool } from './query/clause.ts'
import { queryContext } from './query/context.ts'
import { parseQuery } from './query/index.ts'
import type { Found } from './resolve.ts'

/** The query, held to what the filters of the aliases let through and to what had arrived before a number, in one slice. */
export function visible(
  query: Query,
  found: readonly Found[],
  fields: Fields,
  now: number,
  { before, slice }: { readonly before?: number; readonly slice?: Query } = {},
): Query {
  const filter: Query[] = []
  if (found.some(({ filters }) => filters))
    filter.push(anyOf(found.map((one) => throughFilters(one, fields, now))))
  if (before !== undefined) filter.push({ kind: 'arrived', before })
  if (slice) filter.push(slice)
  return filter.length === 0 ? query : bool({ must: [query], filter })
}

function throughFilters({ index, filters }: Found, fields: Fields, now: number): Query {
  const own: Query = { kind: 'index', names: [index.name] }
  if (!filters) return own
  const context = queryContext(now, fields)
  return allOf([own, anyOf(filters.map((value) => parseQuery({ value, path: [] }, context)))])
}
