import { badGeo } from '../errors.ts'
import { isObject, type Node } from './json.ts'

export interface Point {
  readonly lat: number
  readonly lon: number
}

const BASE_32 = '0123456789bcdefghjkmnpqrstuvwxyz'

/** `{lat, lon}`, `"lat,lon"`, `[lon, lat]`, `POINT (lon lat)` or a geohash. */
export function pointOf({ value, path }: Node, owner: string): Point {
  const found = anyPoint(value)
  if (!found) throw badGeo(owner, `cannot read [${JSON.stringify(value)?.slice(0, 80)}] as a point`, path)
  const { lat, lon } = found
  if (!(Math.abs(lat) <= 90)) throw badGeo(owner, `illegal latitude value [${lat}]`, path)
  if (!(Math.abs(lon) <= 180)) throw badGeo(owner, `illegal longitude value [${lon}]`, path)
  return found
}

function anyPoint(value: unknown): Point | undefined {
  if (isObject(value)) {
    if (Array.isArray(value.coordinates)) return numbers(value.coordinates[1], value.coordinates[0])
    return typeof value.geohash === 'string' ? fromHash(value.geohash) : numbers(value.lat, value.lon)
  }
  if (Array.isArray(value)) return numbers(value[1], value[0])
  if (typeof value !== 'string') return undefined
  const well = /^\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*$/i.exec(value)
  if (well) return numbers(well[2], well[1])
  const [lat, lon, ...more] = value.split(',')
  if (lon === undefined) return fromHash(value)
  return more.length > 1 ? undefined : numbers(lat, lon)
}

function numbers(lat: unknown, lon: unknown): Point | undefined {
  const read = (one: unknown) =>
    typeof one === 'number' || (typeof one === 'string' && one.trim() !== '') ? Number(one) : Number.NaN
  const point = { lat: read(lat), lon: read(lon) }
  return Number.isFinite(point.lat) && Number.isFinite(point.lon) ? point : undefined
}

/** The cell's lower left corner, as OpenSearch takes it. */
function fromHash(hash: string): Point | undefined {
  const box = hashBox(hash)
  return box && { lat: box.bottom, lon: box.left }
}

export function hashBox(hash: string) {
  if (!/^[0-9a-z]{1,12}$/i.test(hash)) return undefined
  const box = { left: -180, right: 180, bottom: -90, top: 90 }
  let even = true
  for (const letter of hash.toLowerCase()) {
    const digit = BASE_32.indexOf(letter)
    if (digit < 0) return undefined
    for (let bit = 16; bit >= 1; bit /= 2) {
      const upper = (digit & bit) !== 0
      const [low, high] = even ? (['left', 'right'] as const) : (['bottom', 'top'] as const)
      const middle = (box[low] + box[high]) / 2
      if (upper) box[low] = middle
      else box[high] = middle
      even = !even
    }
  }
  return box
}

const METRES: Readonly<Record<string, number>> = {
  m: 1,
  meters: 1,
  km: 1000,
  kilometers: 1000,
  cm: 0.01,
  centimeters: 0.01,
  mm: 0.001,
  millimeters: 0.001,
  mi: 1609.344,
  miles: 1609.344,
  yd: 0.9144,
  yards: 0.9144,
  ft: 0.3048,
  feet: 0.3048,
  in: 0.0254,
  inch: 0.0254,
  nmi: 1852,
  NM: 1852,
  nauticalmiles: 1852,
}

/** How many metres a unit is; undefined for a name that is none. */
export const metresOf = (unit: string): number | undefined =>
  Object.hasOwn(METRES, unit) ? METRES[unit] : undefined

/** `12km`, or a number of `unit`. */
export function distanceOf({ value, path }: Node, unit: string, owner: string): number {
  const found = /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)\s*$/.exec(String(value))
  const metres = found ? metresOf(found[2] === '' ? unit : found[2]) : undefined
  if (!found || metres === undefined) {
    throw badGeo(owner, `[${String(value)}] is no distance such as 12km`, path)
  }
  return Number(found[1]) * metres
}
