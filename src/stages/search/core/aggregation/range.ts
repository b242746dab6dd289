import { illegal } from '../../errors.ts'
import type { BucketRange, Query } from '../../ports.ts'
import { flag, items, type Node, node, number, type Reader, text } from '../json.ts'
import { anyOf, not } from '../query/clause.ts'
import { fieldFor, numeric } from './field.ts'
import { decimal } from './histogram.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import {
  aggregationsOf,
  type Bucket,
  bucketsOf,
  type EnginePlan,
  keyedBy,
  type Plan,
  presentBucket,
} from './plan.ts'

export function parseRange({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'range', { field: text, ranges: node, keyed: flag, missing: number })
  const ranges = rangesOf(name, read.ranges, body, number, decimal)
  return rangePlan(
    name,
    fieldFor('range', read.field, body, context, numeric),
    ranges,
    read.keyed ?? false,
    children,
    undefined,
    read.missing,
  )
}

/** Ranges with a key each, in OpenSearch's order: by lower, then by upper bound. */
export function rangesOf(
  name: string,
  given: Node | undefined,
  body: Node,
  bound: Reader<number>,
  print: (value: number) => string,
): readonly BucketRange[] {
  if (!given || !Array.isArray(given.value) || given.value.length === 0) {
    throw illegal(`No [ranges] specified for the [${name}] aggregation`, body.path)
  }
  const open: Reader<number | undefined> = (value, key, owner) =>
    value.value === null ? undefined : bound(value, key, owner)
  const read = items(given).map((item): BucketRange => {
    const { key, from, to } = members(item, 'range', { key: text, from: open, to: open })
    const show = (value: number | undefined) => (value === undefined ? '*' : print(value))
    return {
      key: key ?? `${show(from)}-${show(to)}`,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }
  })
  const { NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high } = Number
  const gap = (a: number, b: number) => (a === b ? 0 : a - b)
  return read.toSorted((a, b) => gap(a.from ?? low, b.from ?? low) || gap(a.to ?? high, b.to ?? high))
}

export function rangePlan(
  name: string,
  field: string,
  ranges: readonly BucketRange[],
  keyed: boolean,
  children: readonly Plan[],
  dress: (bucket: Bucket) => Bucket = (bucket) => bucket,
  missing?: number,
): EnginePlan {
  if (missing !== undefined) return filledPlan(name, field, ranges, keyed, children, dress, missing)
  return {
    aggregation: {
      name,
      kind: 'range',
      field,
      ranges,
      keyed: false,
      children: aggregationsOf(children),
    },
    present(result, count) {
      const buckets = bucketsOf(result).map((bucket) => presentBucket(dress(bucket), children, count))
      return { buckets: keyed ? keyedBy(buckets, (bucket) => String(bucket.key), false) : buckets }
    },
  }
}

/** Documents without the field count in the ranges that `missing` is in: a query a range. */
function filledPlan(
  name: string,
  field: string,
  ranges: readonly BucketRange[],
  keyed: boolean,
  children: readonly Plan[],
  dress: (bucket: Bucket) => Bucket,
  missing: number,
): EnginePlan {
  const filters = ranges.map(({ from, to }, at) => {
    const sides = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) }
    const within: Query = { kind: 'range', field, ...sides }
    const counts = missing >= (from ?? missing) && (to === undefined || missing < to)
    return { key: String(at), query: counts ? anyOf([within, not({ kind: 'exists', field })]) : within }
  })
  return {
    aggregation: { name, kind: 'filters', keyed: false, filters, children: aggregationsOf(children) },
    present(result, count) {
      const buckets = bucketsOf(result).map((bucket, at) =>
        presentBucket(dress({ ...bucket, ...ranges[at] }), children, count),
      )
      return { buckets: keyed ? keyedBy(buckets, (bucket) => String(bucket.key), false) : buckets }
    },
  }
}
