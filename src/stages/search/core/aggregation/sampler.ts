import { integer, oneOf, only, text } from '../json.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, type EnginePlan, presentBucket } from './plan.ts'

/** The best documents of each index, as many as `shard_size`. */
export function parseSampler({ name, node: body, children }: AggregationBody): EnginePlan {
  const { shard_size: size = 100 } = members(body, 'sampler', { shard_size: integer(1, 10_000) })
  return {
    aggregation: { name, kind: 'sampler', size, perValue: 1, children: aggregationsOf(children) },
    present: (result, count) => presentBucket(result, children, count),
  }
}

/** The same with no more than `max_docs_per_value` documents of one value. */
export function parseDiversifiedSampler({
  name,
  node: body,
  children,
  context,
}: AggregationBody): EnginePlan {
  const read = members(body, 'diversified_sampler', {
    field: text,
    shard_size: integer(1, 10_000),
    max_docs_per_value: integer(1, 10_000),
    execution_hint: oneOf('map', 'global_ordinals', 'bytes_hash'),
    script: only(),
  })
  const field = fieldFor('diversified_sampler', read.field, body, context, anyValue)
  const { shard_size: size = 100, max_docs_per_value: perValue = 1 } = read
  return {
    aggregation: { name, kind: 'sampler', size, field, perValue, children: aggregationsOf(children) },
    present: (result, count) => presentBucket(result, children, count),
  }
}
