import { notServed } from '../../errors.ts'
import { integer, node, oneOf, type Reader, text } from '../json.ts'
import { parseQuery } from '../query/index.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, MAX_BUCKETS, presentBucket } from './plan.ts'
import { termChoice } from './terms.ts'

const refused: Reader<void> = (value, name) => {
  throw notServed(
    `the heuristic [${name}] of [significant_terms]`,
    'served are [jlh] and [percentage]',
    value.path,
  )
}

const PARAMETERS = {
  field: text,
  size: integer(1, 0x7fffffff),
  shard_size: integer(-1),
  min_doc_count: integer(0),
  shard_min_doc_count: integer(0),
  include: node,
  exclude: node,
  background_filter: node,
  execution_hint: oneOf('map', 'global_ordinals'),
  jlh: node,
  percentage: node,
  mutual_information: refused,
  chi_square: refused,
  gnd: refused,
  script_heuristic: refused,
} as const

/** Values that are more frequent here than in general, best first. */
export function parseSignificantTerms({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'significant_terms', PARAMETERS)
  if (read.jlh) members(read.jlh, 'jlh', {})
  if (read.percentage) members(read.percentage, 'percentage', {})
  const field = fieldFor('significant_terms', read.field, body, context, anyValue)
  const type = context.fields.typeOf(field)
  const include = termChoice(read.include, 'include', name, type, context.now)
  const exclude = termChoice(read.exclude, 'exclude', name, type, context.now)
  return {
    aggregation: {
      name,
      kind: 'significant_terms',
      field,
      size: Math.min(read.size ?? 10, MAX_BUCKETS + 1),
      minDocCount: read.min_doc_count ?? 3,
      heuristic: read.percentage ? 'percentage' : 'jlh',
      ...(read.background_filter ? { background: parseQuery(read.background_filter, context) } : {}),
      ...(include ? { include } : {}),
      ...(exclude ? { exclude } : {}),
      children: aggregationsOf(children),
    },
    present: (result, count) => ({
      ...result,
      buckets: bucketsOf(result).map((bucket) => presentBucket(bucket, children, count)),
    }),
  }
}
