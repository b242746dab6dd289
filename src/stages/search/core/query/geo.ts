import { badQuery, parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { boxOf } from '../geo-box.ts'
import { distanceOf, pointOf } from '../geo-point.ts'
import { boost, entries, flag, members, type Node, node, oneOf, type Reader, text } from '../json.ts'
import { NONE } from './clause.ts'
import type { QueryContext } from './context.ts'

const SHARED = {
  validation_method: oneOf('STRICT', 'IGNORE_MALFORMED', 'COERCE'),
  ignore_unmapped: flag,
  _name: text,
  boost,
} as const

export function parseGeoBoundingBox(query: Node, context: QueryContext): Query {
  const { field, at, ignoreUnmapped } = fieldIn(query, 'geo_bounding_box', {
    ...SHARED,
    type: oneOf('indexed', 'memory'),
  })
  const box = boxOf(at, 'geo_bounding_box')
  return onPoint(field, ignoreUnmapped, context) ? { kind: 'geo_box', field, ...box } : NONE
}

export function parseGeoDistance(query: Node, context: QueryContext): Query {
  const { field, at, ignoreUnmapped, read } = fieldIn(query, 'geo_distance', {
    ...SHARED,
    distance: node,
    unit: text,
    distance_type: oneOf('arc', 'plane'),
  })
  if (!read.distance) throw parsing('geo_distance requires [distance] to be specified', query.path)
  const to = distanceOf(read.distance, read.unit ?? 'm', 'geo_distance')
  if (!(to > 0)) throw parsing('[geo_distance] distance must be greater than zero', read.distance.path)
  const point = pointOf(at, 'geo_distance')
  return onPoint(field, ignoreUnmapped, context) ? { kind: 'geo_distance', field, ...point, to } : NONE
}

/** The one member that is none of the parameters is the field. */
function fieldIn<S extends Readonly<Record<string, Reader<unknown>>>>(query: Node, owner: string, known: S) {
  const all = entries(query, owner)
  const fields = all.filter(([name]) => !Object.hasOwn(known, name))
  if (fields.length !== 1) {
    throw parsing(
      `[${owner}] takes one field, found [${fields.map(([name]) => name).join(', ')}]`,
      query.path,
    )
  }
  const [[field, at]] = fields
  const rest = Object.fromEntries(
    all.filter(([name]) => name !== field).map(([name, one]) => [name, one.value]),
  )
  const read = members({ value: rest, path: query.path }, owner, known)
  const ignoreUnmapped = (read as { ignore_unmapped?: boolean }).ignore_unmapped ?? false
  return { field, at, read, ignoreUnmapped }
}

function onPoint(field: string, ignoreUnmapped: boolean, context: QueryContext): boolean {
  const type = context.fields.typeOf(field)
  if (type === 'geo_point') return true
  if (type === undefined && (ignoreUnmapped || context.fields.names.length === 0)) return false
  if (type === undefined) throw badQuery(`failed to find geo field [${field}]`)
  throw badQuery(`Field [${field}] is of unsupported type [${type}]. A [geo_point] is needed`)
}
