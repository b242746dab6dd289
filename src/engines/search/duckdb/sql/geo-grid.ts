import type { BucketAggregation } from '../../../../stages/search/ports.ts'
import { notNumeric } from '../errors.ts'
import { latitudeOf, longitudeOf } from '../model.ts'
import type { Key } from './group.ts'
import type { Env, Kind } from './level.ts'
import { topSql } from './terms.ts'
import { unify } from './value.ts'

type GeoGrid = Extract<BucketAggregation, { kind: 'geo_grid' }>

/** Web Mercator ends here. */
const MERCATOR = 85.0511287798066

/** Cells of a grid: columns are cut from the longitude, rows from the latitude. */
export function geoGridKind(aggregation: GeoGrid, env: Env): Kind {
  const { field, grid, precision, size } = aggregation
  const { type } = unify(env.scopes, field)
  if (type !== undefined && type !== 'geo_point') throw notNumeric(field, type, `${grid}_grid`)
  const name = (x: number, y: number) =>
    grid === 'geotile' ? `${precision}/${x}/${y}` : geohash(x, y, precision)
  return {
    keys: grid === 'geotile' ? tileKeys(field, precision) : hashKeys(field, precision),
    inline: new Set(),
    select: (grouped, keys) =>
      topSql(grouped, keys, 2, `a0 DESC, k${keys - 2} ASC, k${keys - 1} ASC`, '', size),
    present: (buckets) => ({
      buckets: buckets.map(({ keys, count, children }) => ({
        key: name(Number(keys[0]), Number(keys[1])),
        doc_count: count,
        ...children,
      })),
    }),
  }
}

export function tileKeys(field: string, zoom: number): readonly Key[] {
  const tiles = 2 ** zoom
  const within = (place: string) => `CAST(least(greatest(floor(${place}), 0), ${tiles - 1}) AS BIGINT)`
  return [
    { field: longitudeOf(field), expression: (lon) => within(`(${lon} + 180) / 360 * ${tiles}`) },
    {
      field: latitudeOf(field),
      expression: (lat) => {
        const sine = `sin(radians(least(greatest(${lat}, -${MERCATOR}), ${MERCATOR})))`
        return within(`(0.5 - ln((1 + ${sine}) / (1 - ${sine})) / (4 * pi())) * ${tiles}`)
      },
    },
  ]
}

function hashKeys(field: string, precision: number): readonly Key[] {
  const [columns, rows] = [2 ** Math.ceil((5 * precision) / 2), 2 ** Math.floor((5 * precision) / 2)]
  const within = (place: string, cells: number) =>
    `CAST(least(greatest(floor(${place} * ${cells}), 0), ${cells - 1}) AS BIGINT)`
  return [
    { field: longitudeOf(field), expression: (lon) => within(`(${lon} + 180) / 360`, columns) },
    { field: latitudeOf(field), expression: (lat) => within(`(${lat} + 90) / 180`, rows) },
  ]
}

const BASE_32 = '0123456789bcdefghjkmnpqrstuvwxyz'

/** Bits of column and row by turns, the column's first, five to a letter. */
export function geohash(x: number, y: number, precision: number): string {
  const bits = 5 * precision
  let [column, row] = [Math.ceil(bits / 2), Math.floor(bits / 2)]
  let hash = ''
  let letter = 0
  for (let at = 0; at < bits; at++) {
    const bit = at % 2 === 0 ? Math.floor(x / 2 ** --column) % 2 : Math.floor(y / 2 ** --row) % 2
    letter = letter * 2 + bit
    if (at % 5 === 4) {
      hash += BASE_32[letter]
      letter = 0
    }
  }
  return hash
}
