import { illegal, parsing, tooManyBuckets } from '../../errors.ts'
import { flag, integer, type Node, node, number, text } from '../json.ts'
import { arranged } from './date-histogram.ts'
import { fieldFor, numeric } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { numberFormat } from './number-format.ts'
import { orderOf } from './order.ts'
import {
  aggregationsOf,
  type Bucket,
  bucketsOf,
  type EnginePlan,
  keyedBy,
  MAX_BUCKETS,
  presentBucket,
} from './plan.ts'

const PARAMETERS = {
  field: text,
  interval: number,
  offset: number,
  min_doc_count: integer(0),
  extended_bounds: node,
  hard_bounds: node,
  missing: number,
  format: text,
  keyed: flag,
  order: node,
} as const

export function parseHistogram({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'histogram', PARAMETERS)
  const interval = read.interval ?? 0
  if (interval <= 0) throw illegal(`[interval] must be >0 for histogram aggregation [${name}]`, body.path)
  const extendedBounds = boundsOf(read.extended_bounds, interval)
  const hardBounds =
    read.hard_bounds && members(read.hard_bounds, 'hard_bounds', { min: number, max: number })
  const print = read.format === undefined ? undefined : numberFormat(read.format)
  const order = orderOf(read.order, 'histogram')
  return {
    aggregation: {
      name,
      kind: 'histogram',
      field: fieldFor('histogram', read.field, body, context, numeric),
      interval,
      offset: read.offset ?? 0,
      minDocCount: read.min_doc_count ?? 0,
      children: aggregationsOf(children),
      ...(extendedBounds ? { extendedBounds } : {}),
      ...(hardBounds ? { hardBounds } : {}),
      ...(read.missing === undefined ? {} : { missing: read.missing }),
    },
    present(result, count) {
      const buckets = arranged(bucketsOf(result), order).map((bucket) =>
        presentBucket(
          print ? { key_as_string: print(Number(bucket.key)), ...bucket } : bucket,
          children,
          count,
        ),
      )
      const nameOf = ({ key, key_as_string }: Bucket) => String(key_as_string ?? decimal(Number(key)))
      return {
        buckets: read.keyed ? keyedBy(buckets, nameOf, true) : buckets,
      }
    },
  }
}

function boundsOf(bounds: Node | undefined, interval: number) {
  if (bounds === undefined) return undefined
  const { min, max } = members(bounds, 'extended_bounds', { min: number, max: number })
  if (min === undefined || max === undefined || min > max) {
    throw parsing('[extended_bounds] needs [min] and [max], and min not above max', bounds.path)
  }
  if ((max - min) / interval > MAX_BUCKETS)
    throw tooManyBuckets(Math.floor((max - min) / interval), MAX_BUCKETS)
  return { min, max }
}

/** A double as OpenSearch prints it: `100.0`. */
export function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
