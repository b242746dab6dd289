import { illegal, parsing } from '../../errors.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { UTC } from '../date/zone.ts'
import { flag, integer, isObject, items, members, type Node, node, oneOf, scalar, text } from '../json.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { type Order, orderOf } from './order.ts'
import {
  aggregationsOf,
  type Bucket,
  bucketsOf,
  type EnginePlan,
  MAX_BUCKETS,
  type Plan,
  presentBucket,
} from './plan.ts'

const PARAMETERS = {
  field: text,
  size: integer(1, 0x7fffffff),
  shard_size: integer(-1),
  min_doc_count: integer(0),
  shard_min_doc_count: integer(0),
  order: node,
  missing: scalar,
  include: node,
  exclude: node,
  format: text,
  show_term_doc_count_error: flag,
  collect_mode: oneOf('breadth_first', 'depth_first'),
  execution_hint: oneOf('map', 'global_ordinals'),
  value_type: oneOf('string', 'long', 'double', 'date', 'ip', 'boolean'),
} as const

/** More buckets than the limit can't be answered; one more than it is asked for, so that it shows. */
export function parseTerms({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'terms', PARAMETERS)
  const field = fieldFor('terms', read.field, body, context, anyValue)
  const order = orderOf(read.order, 'terms')
  checkOrder(order, children, name)
  const type = context.fields.typeOf(field)
  const include = choice(read.include, 'include')
  const exclude = choice(read.exclude, 'exclude')
  return {
    aggregation: {
      name,
      kind: 'terms',
      field,
      size: Math.min(read.size ?? 10, MAX_BUCKETS + 1),
      minDocCount: read.min_doc_count ?? 1,
      order: order.length > 0 ? order : [{ by: '_count', order: 'desc' }],
      children: aggregationsOf(children),
      ...(read.missing === undefined ? {} : { missing: read.missing }),
      ...(include ? { include } : {}),
      ...(exclude ? { exclude } : {}),
    },
    present: (result, count) => ({
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 0,
      ...result,
      buckets: bucketsOf(result).map((bucket) => ({
        ...presentBucket(withText(bucket, type, read.format), children, count),
        ...(read.show_term_doc_count_error ? { doc_count_error_upper_bound: 0 } : {}),
      })),
    }),
  }
}

/** Dates and truths are keyed by a number and show their text beside it. */
function withText(bucket: Bucket, type: string | undefined, format?: string): Bucket {
  const { key, ...rest } = bucket
  if (type === 'date' && typeof key === 'number') {
    return { key, key_as_string: dateFormat(format ?? DEFAULT_FORMAT).print(key, UTC), ...without(rest) }
  }
  if (type !== 'boolean') return bucket
  const truth = key === true || key === 1 || key === 'true'
  return { key: truth ? 1 : 0, key_as_string: String(truth), ...without(rest) }
}

const without = ({ key_as_string: _, ...rest }: Bucket) => rest

/** A list of exact values, or one regular expression. */
function choice(given: Node | undefined, name: string): readonly string[] | { regexp: string } | undefined {
  if (given === undefined) return undefined
  if (typeof given.value === 'string') return { regexp: given.value }
  if (Array.isArray(given.value)) return items(given).map((item) => text(item, name, 'terms'))
  if (isObject(given.value)) {
    throw illegal(
      `[terms] [${name}] by partition is not served; give a list of values or a pattern`,
      given.path,
    )
  }
  throw parsing(`[terms] [${name}] must be a list of values or a pattern`, given.path)
}

/** Orders by `_count`, `_key` or a metric one level below: `name`, `name.value`, `percentiles.95`. */
function checkOrder(order: readonly Order[], children: readonly Plan[], owner: string) {
  for (const { by } of order) {
    if (by === '_count' || by === '_key') continue
    const known = aggregationsOf(children).some(({ name }) => by === name || by.startsWith(`${name}.`))
    if (known) continue
    throw illegal(
      `Invalid aggregation order path [${by}]. [${owner}] has no metric of that name among its own aggregations`,
    )
  }
}
