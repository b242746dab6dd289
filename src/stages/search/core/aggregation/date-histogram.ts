import { parsing, tooManyBuckets } from '../../errors.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { resolveDate } from '../date/math.ts'
import { UTC } from '../date/zone.ts'
import { flag, integer, type Node, node, scalar, text } from '../json.ts'
import type { QueryContext } from '../query/context.ts'
import { zone } from '../query/zone.ts'
import { dateOnly, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { durationOf, type Interval, intervalOf } from './interval.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import { type Order, orderOf } from './order.ts'
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
  interval: node,
  fixed_interval: node,
  calendar_interval: node,
  time_zone: zone,
  offset: node,
  format: text,
  min_doc_count: integer(0),
  extended_bounds: node,
  hard_bounds: node,
  missing: scalar,
  keyed: flag,
  order: node,
} as const

export function parseDateHistogram({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'date_histogram', PARAMETERS)
  const { interval: legacy, fixed_interval, calendar_interval, time_zone: inZone = UTC, format } = read
  const interval = intervalOf({ interval: legacy, fixed_interval, calendar_interval }, body)
  const extendedBounds = boundsOf(read.extended_bounds, context, format)
  if (extendedBounds) checkSpan(extendedBounds, interval)
  const hardBounds = limitsOf(read.hard_bounds, context, format)
  const print = dateFormat(format ?? DEFAULT_FORMAT).print
  const order = orderOf(read.order, 'date_histogram')
  const field = fieldFor('date_histogram', read.field, body, context, dateOnly)
  const { missing } = missingValue(field, read.missing, context, {
    zone: inZone,
    ...(format ? { format } : {}),
  })
  return {
    aggregation: {
      name,
      kind: 'date_histogram',
      field,
      interval,
      timeZone: inZone.name,
      offsetMillis: offsetOf(read.offset),
      minDocCount: read.min_doc_count ?? 0,
      children: aggregationsOf(children),
      ...(extendedBounds ? { extendedBounds } : {}),
      ...(hardBounds ? { hardBounds } : {}),
      ...(missing === undefined ? {} : { missing: Number(missing) }),
      ...(format === 'epoch_millis' ? { format } : {}),
    },
    present(result, count) {
      const buckets = arranged(bucketsOf(result), order).map(({ key, key_as_string: _, ...rest }) =>
        presentBucket(
          { key_as_string: print(Number(key), inZone), key: Number(key), ...rest },
          children,
          count,
        ),
      )
      return {
        buckets: read.keyed ? keyedBy(buckets, (bucket) => String(bucket.key_as_string), true) : buckets,
      }
    },
  }
}

/** Buckets come in key order; any other order is put here, where all of them are at hand. */
export function arranged(buckets: readonly Bucket[], order: readonly Order[]): readonly Bucket[] {
  const keys = order.map(({ by, order: direction }) => ({
    name: by === '_count' ? 'doc_count' : 'key',
    metric: by === '_count' || by === '_key' ? undefined : by,
    sign: direction === 'asc' ? 1 : -1,
  }))
  if (keys.length === 0) return buckets
  const rankOf = (bucket: Bucket, name: string, metric?: string) =>
    metric === undefined ? Number(bucket[name]) : metricOf(bucket, metric)
  return buckets.toSorted((a, b) => {
    for (const { name, metric, sign } of keys) {
      const gap = rankOf(a, name, metric) - rankOf(b, name, metric)
      if (gap !== 0) return gap * sign
    }
    return Number(a.key) - Number(b.key)
  })
}

function metricOf(bucket: Bucket, path: string): number {
  const [name, ...rest] = path.split('.')
  const result = (bucket[name] ?? {}) as Readonly<Record<string, unknown>>
  const part = rest.join('.') || 'value'
  const values = result.values as Readonly<Record<string, unknown>> | undefined
  return Number(result[part] ?? values?.[part] ?? values?.[`${part}.0`] ?? Number.NEGATIVE_INFINITY)
}

export function offsetOf(offset: Node | undefined): number {
  if (offset === undefined) return 0
  const millis = durationOf(offset.value)
  if (millis !== undefined) return millis
  throw parsing(`[date_histogram] [offset] must be a length of time such as +6h or -30m`, offset.path)
}

const instantOf = (context: QueryContext, format?: string) => (value: string | number | boolean) =>
  typeof value === 'number'
    ? value
    : resolveDate(String(value), {
        now: context.now,
        zone: UTC,
        ...(format === undefined ? {} : { format: `${format}||${DEFAULT_FORMAT}` }),
      }).from

/** `hard_bounds`: either side may be open. */
function limitsOf(bounds: Node | undefined, context: QueryContext, format?: string) {
  if (bounds === undefined) return undefined
  const { min, max } = members(bounds, 'hard_bounds', { min: scalar, max: scalar })
  const at = instantOf(context, format)
  return {
    ...(min === undefined ? {} : { min: at(min) }),
    ...(max === undefined ? {} : { max: at(max) }),
  }
}

function boundsOf(bounds: Node | undefined, context: QueryContext, format?: string) {
  if (bounds === undefined) return undefined
  const { min, max } = members(bounds, 'extended_bounds', { min: scalar, max: scalar })
  if (min === undefined || max === undefined) {
    throw parsing('[extended_bounds] needs both [min] and [max]', bounds.path)
  }
  const at = instantOf(context, format)
  const read = { min: at(min), max: at(max) }
  if (read.min > read.max) {
    throw parsing(
      `[extended_bounds.min][${min}] cannot be greater than [extended_bounds.max][${max}]`,
      bounds.path,
    )
  }
  return read
}

/** Refuses what must overflow before anybody has counted a row. */
function checkSpan({ min, max }: { min: number; max: number }, interval: Interval) {
  const least = 'millis' in interval ? interval.millis : SHORTEST[interval.calendar]
  const buckets = Math.floor((max - min) / least)
  if (buckets > MAX_BUCKETS) throw tooManyBuckets(buckets, MAX_BUCKETS)
}

const DAY = 86_400_000
const SHORTEST = {
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  month: 28 * DAY,
  quarter: 90 * DAY,
  year: 365 * DAY,
}
