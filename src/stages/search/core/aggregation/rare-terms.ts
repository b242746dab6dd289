import { integer, node, number, scalar, text } from '../json.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, MAX_BUCKETS, presentBucket } from './plan.ts'
import { termChoice, withText } from './terms.ts'

/** Values that few documents have, the rarest first. Counted exactly, so that `precision` has nothing to do. */
export function parseRareTerms({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'rare_terms', {
    field: text,
    max_doc_count: integer(1, 100),
    precision: number,
    include: node,
    exclude: node,
    missing: scalar,
    format: text,
    value_type: text,
  })
  const field = fieldFor('rare_terms', read.field, body, context, anyValue)
  const type = context.fields.typeOf(field)
  const include = termChoice(read.include, 'include', name, type, context.now)
  const exclude = termChoice(read.exclude, 'exclude', name, type, context.now)
  return {
    aggregation: {
      name,
      kind: 'terms',
      field,
      size: MAX_BUCKETS + 1,
      minDocCount: 1,
      maxDocCount: read.max_doc_count ?? 1,
      order: [{ by: '_count', order: 'asc' }],
      ...missingValue(field, read.missing, context, read),
      ...(include ? { include } : {}),
      ...(exclude ? { exclude } : {}),
      children: aggregationsOf(children),
    },
    present: (result, count) => ({
      buckets: bucketsOf(result).map((bucket) =>
        presentBucket(withText(bucket, type, read.format), children, count),
      ),
    }),
  }
}
