import { badQuery, parsing } from '../../errors.ts'
import type { Query, Scalar } from '../../ports.ts'
import { resolveDate } from '../date/math.ts'
import { UTC, type Zone } from '../date/zone.ts'
import { isNumeric } from '../fields.ts'
import { boost, flag, members, type Node, oneOf, onlyEntry, type Reader, scalar, text } from '../json.ts'
import { NONE } from './clause.ts'
import type { QueryContext } from './context.ts'
import { numberOf } from './equality.ts'
import { exists } from './existence.ts'
import { zone } from './zone.ts'

export interface Bounds {
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly lt?: Scalar
  readonly lte?: Scalar
}

/** `null` and an absent bound both mean "open". */
const bound: Reader<Scalar | undefined> = (node, name, owner) =>
  node.value === null ? undefined : scalar(node, name, owner)

const PARAMETERS = {
  gt: bound,
  gte: bound,
  lt: bound,
  lte: bound,
  from: bound,
  to: bound,
  include_lower: flag,
  include_upper: flag,
  format: text,
  time_zone: zone,
  relation: oneOf('INTERSECTS'),
  boost,
} as const

export function parseRange(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'range')
  if (body.value === null || typeof body.value !== 'object') {
    throw parsing(`[range] query malformed, no start_object after query name [${field}]`, body.path)
  }
  const { from, to, include_lower, include_upper, format, time_zone, ...read } = members(
    body,
    'range',
    PARAMETERS,
  )
  const bounds = {
    gt: read.gt ?? (include_lower === false ? from : undefined),
    gte: read.gte ?? (include_lower === false ? undefined : from),
    lt: read.lt ?? (include_upper === false ? to : undefined),
    lte: read.lte ?? (include_upper === false ? undefined : to),
  }
  return between(field, bounds, context, format, time_zone)
}

/** A range over a field, its bounds turned into what the field's type compares by. */
export function between(
  field: string,
  bounds: Bounds,
  context: QueryContext,
  format?: string,
  zone?: Zone,
): Query {
  const type = context.fields.typeOf(field)
  if (field === '_id' || field === '_index') throw badQuery(`Field [${field}] does not support range queries`)
  if (type === undefined) return NONE
  if (type === 'geo_point' || type === 'boolean') {
    throw badQuery(`Field [${field}] of type [${type}] does not support range queries`)
  }
  if (format !== undefined && type !== 'date') {
    throw badQuery(`Field [${field}] of type [${type}] does not support DATE FORMAT in range queries`)
  }
  const { gt, gte, lt, lte } = bounds
  if ([gt, gte, lt, lte].every((value) => value === undefined)) return exists(field, context)
  const make = type === 'date' ? instants(context, format, zone) : isNumeric(type) ? numbers : words
  return { kind: 'range', field, ...make(bounds) }
}

/** `gt` and `lte` mean the end of what a date names, `gte` and `lt` its start. */
function instants(context: QueryContext, format: string | undefined, zone: Zone = UTC) {
  const at = (value: Scalar | undefined, end: 'from' | 'to') =>
    value === undefined
      ? undefined
      : resolveDate(typeof value === 'number' ? value : String(value), {
          now: context.now,
          zone,
          ...(format === undefined ? {} : { format }),
        })[end]
  return ({ gt, gte, lt, lte }: Bounds): Bounds =>
    present({ gt: at(gt, 'to'), gte: at(gte, 'from'), lt: at(lt, 'from'), lte: at(lte, 'to') })
}

const numbers = (bounds: Bounds): Bounds => mapped(bounds, numberOf)
const words = (bounds: Bounds): Bounds => mapped(bounds, String)

function mapped({ gt, gte, lt, lte }: Bounds, make: (value: Scalar) => Scalar): Bounds {
  const each = (value: Scalar | undefined) => (value === undefined ? undefined : make(value))
  return present({ gt: each(gt), gte: each(gte), lt: each(lt), lte: each(lte) })
}

const present = (bounds: Bounds): Bounds =>
  Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined))
