import { illegal } from '../../errors.ts'
import { boxOf } from '../geo-box.ts'
import { integer, type Node, node, number, type Reader, text } from '../json.ts'
import { fieldFor, pointOnly } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { aggregationsOf, bucketsOf, type EnginePlan, MAX_BUCKETS, presentBucket } from './plan.ts'

const GRIDS = {
  geohash: { least: 1, most: 12, usual: 5 },
  geotile: { least: 0, most: 29, usual: 7 },
} as const

const parser =
  (grid: keyof typeof GRIDS) =>
  ({ name, node: body, children, context }: AggregationBody): EnginePlan => {
    const { least, most, usual } = GRIDS[grid]
    const precision: Reader<number> = (value, key, owner) => {
      const read = number(value, key, owner)
      if (Number.isInteger(read) && read >= least && read <= most) return read
      throw illegal(
        `Invalid ${grid} aggregation precision of ${read}. Must be between ${least} and ${most}.`,
        value.path,
      )
    }
    const read = members(body, `${grid}_grid`, {
      field: text,
      precision,
      size: integer(1, 0x7fffffff),
      shard_size: integer(-1),
      bounds: node,
    })
    const field = fieldFor(`${grid}_grid`, read.field, body, context, pointOnly)
    const plan: EnginePlan = {
      aggregation: {
        name,
        kind: 'geo_grid',
        grid,
        field,
        precision: read.precision ?? usual,
        size: Math.min(read.size ?? 10_000, MAX_BUCKETS + 1),
        children: aggregationsOf(children),
      },
      present: (result, count) => ({
        buckets: bucketsOf(result).map((bucket) => presentBucket(bucket, children, count)),
      }),
    }
    return read.bounds ? within(plan, field, read.bounds) : plan
  }

/** Only points in the box: a filter around the grid that does not show. */
function within(plan: EnginePlan, field: string, bounds: Node): EnginePlan {
  const { name } = plan.aggregation
  return {
    aggregation: {
      name,
      kind: 'filter',
      query: { kind: 'geo_box', field, ...boxOf(bounds, 'bounds') },
      children: [plan.aggregation],
    },
    present: (result, count) => plan.present(result[name] as Readonly<Record<string, unknown>>, count),
  }
}

export const parseGeohashGrid = parser('geohash')
export const parseGeotileGrid = parser('geotile')
