import type { Query } from '../../../../stages/search/ports.ts'
import { fieldOf } from '../model.ts'
import { number } from './literal.ts'
import { anyOf, type Indexed, type Test } from './places.ts'

type Geo = Extract<Query, { kind: 'geo_box' | 'geo_distance' }>

/** Metres; the sphere that Lucene's distances are measured on. */
const EARTH_RADIUS = 6_371_008.7714

/** A point's longitude stands in the column named as the latitude's with an x. */
export function geoCondition(query: Geo, scope: Indexed): string {
  const found = fieldOf(scope.index, query.field)
  if (found?.field.type !== 'geo_point' || found.field.places.length === 0) return 'FALSE'
  return anyOf(scope, [
    { field: found.field, test: query.kind === 'geo_box' ? boxTest(query) : distanceTest(query) },
  ])
}

function boxTest({ top, left, bottom, right }: Extract<Geo, { kind: 'geo_box' }>): Test {
  const between = (x: string) =>
    left <= right
      ? `${x} BETWEEN ${number(left)} AND ${number(right)}`
      : `(${x} >= ${number(left)} OR ${x} <= ${number(right)})`
  return (x) => `(${x} BETWEEN ${number(bottom)} AND ${number(top)} AND ${between(`${x}x`)})`
}

function distanceTest({ lat, lon, from, to, open }: Extract<Geo, { kind: 'geo_distance' }>): Test {
  return (x) => {
    const metres = distanceSql(x, lat, lon)
    const bounds = [
      ...(from === undefined ? [] : [`${metres} >= ${number(from)}`]),
      ...(to === undefined ? [] : [`${metres} ${open ? '<' : '<='} ${number(to)}`]),
    ]
    return `(${[`${x} IS NOT NULL`, ...bounds].join(' AND ')})`
  }
}

/** The haversine formula; `x` is the latitude's column. */
export function distanceSql(x: string, lat: number, lon: number): string {
  const [north, east] = [number((lat * Math.PI) / 180), number((lon * Math.PI) / 180)]
  const half = `pow(sin((radians(${x}) - ${north}) / 2), 2) + cos(radians(${x})) * cos(${north}) * pow(sin((radians(${x}x) - ${east}) / 2), 2)`
  return `(${2 * EARTH_RADIUS} * asin(least(1, sqrt(${half}))))`
}
