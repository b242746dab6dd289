import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { entries, flag, items, node, text } from '../json.ts'
import { bool } from '../query/clause.ts'
import { parseQuery } from '../query/index.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import {
  aggregationsOf,
  bucketsOf,
  type EnginePlan,
  keyedBy,
  type Plan,
  type Present,
  presentBucket,
} from './plan.ts'

/** One bucket a query: named ones answer an object, anonymous ones a list. */
export function parseFilters({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'filters', { filters: node, other_bucket: flag, other_bucket_key: text })
  if (!read.filters) throw parsing('[filters] needs [filters]: an object or a list of queries', body.path)
  const keyed = !Array.isArray(read.filters.value)
  const given = keyed
    ? entries(read.filters, 'filters')
    : items(read.filters).map((item, at) => [String(at), item] as const)
  const filters = given.map(([key, query]) => ({ key, query: parseQuery(query, context) }))
  const other = read.other_bucket ?? read.other_bucket_key !== undefined
  const all = other ? [...filters, otherBucket(filters, read.other_bucket_key)] : filters
  return {
    aggregation: {
      name,
      kind: 'filters',
      filters: all,
      keyed,
      children: aggregationsOf(children),
    },
    present(result, count) {
      const buckets = bucketsOf(result).map((bucket) => presentBucket(bucket, children, count))
      if (keyed) return { buckets: keyedBy(buckets, (bucket) => String(bucket.key), false) }
      return { buckets: buckets.map(({ key: _, ...bucket }) => bucket) }
    },
  }
}

function otherBucket(filters: readonly { readonly query: Query }[], key = '_other_') {
  return { key, query: bool({ mustNot: filters.map(({ query }) => query) }) }
}

export function parseFilter({ name, node: body, children, context }: AggregationBody): EnginePlan {
  return {
    aggregation: {
      name,
      kind: 'filter',
      query: parseQuery(body, context),
      children: aggregationsOf(children),
    },
    present: single(children),
  }
}

export function parseMissing({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'missing', { field: text })
  return {
    aggregation: {
      name,
      kind: 'missing',
      field: fieldFor('missing', read.field, body, context, anyValue),
      children: aggregationsOf(children),
    },
    present: single(children),
  }
}

/** The result is itself the one bucket. */
const single =
  (children: readonly Plan[]): Present =>
  (result, count) =>
    presentBucket(result, children, count)
