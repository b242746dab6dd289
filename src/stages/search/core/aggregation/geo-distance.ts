import { illegal } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { metresOf, pointOf } from '../geo-point.ts'
import { flag, node, number, oneOf, text } from '../json.ts'
import { fieldFor, pointOnly } from './field.ts'
import { decimal } from './histogram.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, keyedBy, presentBucket } from './plan.ts'
import { rangesOf } from './range.ts'

/** Rings around a point. */
export function parseGeoDistanceRings({ name, node: body, children, context }: AggregationBody): EnginePlan {
  const read = members(body, 'geo_distance', {
    field: text,
    origin: node,
    ranges: node,
    unit: text,
    distance_type: oneOf('arc', 'plane'),
    keyed: flag,
  })
  const field = fieldFor('geo_distance', read.field, body, context, pointOnly)
  if (!read.origin) throw illegal(`Missing [origin] of [geo_distance] aggregation [${name}]`, body.path)
  const centre = pointOf(read.origin, 'geo_distance')
  const metres = metresOf(read.unit ?? 'm')
  if (metres === undefined) throw illegal(`No match for unit string [${read.unit}]`, body.path)
  const ranges = rangesOf(name, read.ranges, body, number, decimal).map((range) => ({ from: 0, ...range }))
  const query = ({ from, to }: { from: number; to?: number }): Query => ({
    kind: 'geo_distance',
    field,
    ...centre,
    open: true,
    ...(from > 0 ? { from: from * metres } : {}),
    ...(to === undefined ? {} : { to: to * metres }),
  })
  const filters = ranges.map((range, at) => ({ key: String(at), query: query(range) }))
  return {
    aggregation: { name, kind: 'filters', keyed: false, filters, children: aggregationsOf(children) },
    present(result, count) {
      const buckets = bucketsOf(result).map((bucket, at) => {
        const { key, from, to } = ranges[at]
        const bounds = { from, ...(to === undefined ? {} : { to }) }
        return presentBucket({ ...bucket, key, ...bounds }, children, count)
      })
      return { buckets: read.keyed ? keyedBy(buckets, ({ key }) => String(key), false) : buckets }
    },
  }
}
