import { flag, text } from '../json.ts'
import { fieldFor, pointOnly } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { asItIs, type EnginePlan } from './plan.ts'

/** The smallest box around all points, over the date line where that is narrower. */
export function parseGeoBounds({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'geo_bounds', { field: text, wrap_longitude: flag })
  const field = fieldFor('geo_bounds', read.field, body, context, pointOnly)
  const wrapLongitude = read.wrap_longitude ?? true
  return { aggregation: { name, kind: 'geo_bounds', field, wrapLongitude }, present: asItIs }
}

/** The mean of latitudes and of longitudes. */
export function parseGeoCentroid({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'geo_centroid', { field: text })
  const field = fieldFor('geo_centroid', read.field, body, context, pointOnly)
  return { aggregation: { name, kind: 'geo_centroid', field }, present: asItIs }
}
