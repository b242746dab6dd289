import { aggregationFailed } from '../../errors.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, type EnginePlan, presentBucket } from './plan.ts'

/** All documents, whatever the query. */
export function parseGlobal({ name, node: body, children, depth }: AggregationBody): EnginePlan {
  members(body, 'global', {})
  if (depth > 0) {
    throw aggregationFailed(
      `Aggregation [${name}] cannot have a parent; global aggregations can only be defined at the top level`,
    )
  }
  return {
    aggregation: { name, kind: 'global', children: aggregationsOf(children) },
    present: (result, count) => presentBucket(result, children, count),
  }
}
