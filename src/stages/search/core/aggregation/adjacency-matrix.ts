import { illegal, parsing } from '../../errors.ts'
import { entries, node, text } from '../json.ts'
import { allOf } from '../query/clause.ts'
import { parseQuery } from '../query/index.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, presentBucket } from './plan.ts'

const MAX_FILTERS = 100

/** A bucket a query and one each two of them together; those without documents are left out. */
export function parseAdjacencyMatrix({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'adjacency_matrix', { filters: node, separator: text })
  if (!read.filters) throw parsing('[adjacency_matrix] needs [filters]: an object of queries', body.path)
  const { separator = '&' } = read
  const given = entries(read.filters, 'adjacency_matrix')
    .map(([key, query]) => ({ key, query: parseQuery(query, context) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  if (given.length > MAX_FILTERS) {
    throw illegal(
      `Number of filters is too large, must be less than or equal to: [${MAX_FILTERS}] but was [${given.length}].` +
        'This limit can be set by changing the [index.max_adjacency_matrix_filters] index level setting.',
      body.path,
    )
  }
  const pairs = given.flatMap((one, at) =>
    given.slice(at + 1).map((other) => ({
      key: `${one.key}${separator}${other.key}`,
      query: allOf([one.query, other.query]),
    })),
  )
  const filters = [...given, ...pairs].sort((a, b) => (a.key < b.key ? -1 : 1))
  return {
    aggregation: { name, kind: 'filters', keyed: false, filters, children: aggregationsOf(children) },
    present: (result, count) => ({
      buckets: bucketsOf(result)
        .map((bucket, at) => ({ ...bucket, key: filters[at].key }) as Readonly<Record<string, unknown>>)
        .filter(({ doc_count }) => doc_count !== 0)
        .map((bucket) => presentBucket(bucket, children, count)),
    }),
  }
}
