import { illegal, parsing } from '../../errors.ts'
import type { FieldType, TermChoice } from '../../ports.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { resolveDate } from '../date/math.ts'
import { UTC } from '../date/zone.ts'
import { flag, integer, isObject, items, type Node, node, oneOf, scalar, text } from '../json.ts'
import { anyValue, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import { numberFormat } from './number-format.ts'
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
  const include = termChoice(read.include, 'include', name, type, context.now)
  const exclude = termChoice(read.exclude, 'exclude', name, type, context.now)
  return {
    aggregation: {
      name,
      kind: 'terms',
      field,
      size: Math.min(read.size ?? 10, MAX_BUCKETS + 1),
      minDocCount: read.min_doc_count ?? 1,
      order: order.length > 0 ? order : [{ by: '_count', order: 'desc' }],
      children: aggregationsOf(children),
      ...missingValue(field, read.missing, context, read),
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
export function withText(bucket: Bucket, type: string | undefined, format?: string): Bucket {
  const { key, ...rest } = bucket
  if (type === 'date' && typeof key === 'number') {
    return { key, key_as_string: dateFormat(format ?? DEFAULT_FORMAT).print(key, UTC), ...without(rest) }
  }
  if (typeof key === 'number' && format !== undefined && type !== 'boolean') {
    return { key, key_as_string: numberFormat(format)(key), ...without(rest) }
  }
  if (type !== 'boolean') return bucket
  const truth = key === true || key === 1 || key === 'true'
  return { key: truth ? 1 : 0, key_as_string: String(truth), ...without(rest) }
}

const without = ({ key_as_string: _, ...rest }: Bucket) => rest

const PARTITION = { partition: integer(0), num_partitions: integer(1) } as const

/** A list of exact values, one regular expression, or one part of all values. */
export function termChoice(
  given: Node | undefined,
  side: 'include' | 'exclude',
  name: string,
  type: FieldType | undefined,
  now: number,
): TermChoice | undefined {
  if (given === undefined) return undefined
  if (typeof given.value === 'string') {
    if (type === undefined || type === 'keyword') return { regexp: given.value }
    throw illegal(
      `Aggregation [${name}] cannot support regular expression style include/exclude settings as they can only be ` +
        'applied to string fields. Use an array of values for include/exclude clauses',
      given.path,
    )
  }
  if (Array.isArray(given.value)) {
    const values = items(given).map((item) => text(item, side, 'terms'))
    if (type !== 'date') return values
    return values.map((value) => String(resolveDate(value, { now, zone: UTC }).from))
  }
  if (!isObject(given.value) || side === 'exclude') {
    throw parsing(`[terms] [${side}] must be a list of values or a pattern`, given.path)
  }
  const { partition, num_partitions: of } = members(given, side, PARTITION)
  if (partition === undefined || of === undefined) {
    throw illegal('Missing [partition] or [num_partitions] parameter for partition-based include', given.path)
  }
  if (partition >= of) throw illegal(`partition must be less than num_partitions: [${partition}]`, given.path)
  return { partition, of }
}

/** Orders by `_count`, `_key` or a metric one level below: `name`, `name.value`, `percentiles.95`. */
export function checkOrder(order: readonly Order[], children: readonly Plan[], owner: string) {
  for (const { by } of order) {
    if (by === '_count' || by === '_key') continue
    const known = aggregationsOf(children).some(({ name }) => by === name || by.startsWith(`${name}.`))
    if (known) continue
    throw illegal(
      `Invalid aggregation order path [${by}]. [${owner}] has no metric of that name among its own aggregations`,
    )
  }
}
