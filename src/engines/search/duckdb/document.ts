import { isIP } from 'node:net'
import type { FieldType } from '../../../stages/search/ports.ts'
import { looksLikeDate, parseDate } from './date.ts'
import { cannotParse, objectExpected, type Reason } from './errors.ts'
import type { Field } from './model.ts'
import { isObject } from './sql/source.ts'

/** A value as its field's column keeps it; a date in ms, a geo point as [lat, lon]. */
export type Typed = string | number | boolean | readonly [lat: number, lon: number]

export interface ParsedDocument {
  readonly values: ReadonlyMap<string, Typed>
  /** Fields that the index does not know yet, with the type that dynamic mapping gives them. */
  readonly fresh: ReadonlyMap<string, FieldType>
}

const LIMITS: Readonly<Partial<Record<FieldType, number>>> = {
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 63,
}

/**
 * Reads a JSON document by the index's fields: objects become dotted names, of an array the first value counts
 * (arrays of objects stay in the source only), unknown fields get a type by their value.
 */
export function parseDocument(
  source: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, Field>,
  id: string,
): ParsedDocument | Reason {
  const values = new Map<string, Typed>()
  const fresh = new Map<string, FieldType>()
  const isMapped = (name: string) => fields.has(name) || fresh.has(name)
  for (const [name, raw] of leaves(source, '', fields)) {
    const value = firstOf(raw, fields.get(name)?.type)
    if (value === undefined || value === null) continue
    const type = fields.get(name)?.type ?? fresh.get(name) ?? dynamicType(value)
    if (type === undefined) continue
    if (!isMapped(name)) {
      const clash = clashOf(name, fields)
      if (clash === 'object') return objectExpected(name)
      if (clash) return cannotParse(clash.name, clash.type, id, preview(source[name.split('.')[0]]))
    }
    const typed = typedValue(value, type)
    if (typed === undefined) return cannotParse(name, type, id, preview(value))
    if (!isMapped(name)) fresh.set(name, type)
    if (!values.has(name)) values.set(name, typed)
  }
  return { values, fresh }
}

function* leaves(
  object: Readonly<Record<string, unknown>>,
  path: string,
  fields: ReadonlyMap<string, Field>,
): Generator<readonly [string, unknown]> {
  for (const [key, value] of Object.entries(object)) {
    const name = path === '' ? key : `${path}.${key}`
    if (isObject(value) && !fields.has(name)) yield* leaves(value, name, fields)
    else yield [name, value]
  }
}

function firstOf(raw: unknown, type: FieldType | undefined): unknown {
  if (!Array.isArray(raw)) return raw
  // [lon, lat] is one point.
  if (type === 'geo_point' && typeof raw[0] === 'number') return raw
  const first: unknown = raw.flat(8).find((one) => one !== null && one !== undefined)
  return isObject(first) && type !== 'geo_point' ? undefined : first
}

function dynamicType(value: unknown): FieldType | undefined {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'float'
  if (typeof value === 'string') return looksLikeDate(value) ? 'date' : 'text'
  return undefined
}

/** A new name inside a field that is a value (that field), or above fields of an object. */
function clashOf(name: string, fields: ReadonlyMap<string, Field>): Field | 'object' | undefined {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const around = fields.get(name.slice(0, dot))
    if (around) return around
  }
  for (const known of fields.keys()) if (known.startsWith(`${name}.`)) return 'object'
  return undefined
}

/** The value in the field's type; undefined if it cannot be. */
export function typedValue(value: unknown, type: FieldType): Typed | undefined {
  switch (type) {
    case 'keyword':
    case 'text':
      return typeof value === 'object' ? undefined : String(value)
    case 'ip':
      return typeof value === 'string' && isIP(value) !== 0 ? value : undefined
    case 'boolean':
      return booleanOf(value)
    case 'date':
      if (typeof value === 'number') return Math.trunc(value)
      return typeof value === 'string' ? parseDate(value) : undefined
    case 'geo_point':
      return pointOf(value)
    default:
      return numberOf(value, type)
  }
}

function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' || value === '' ? false : undefined
}

function numberOf(value: unknown, type: FieldType): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined
  const number = Number(value)
  if (!Number.isFinite(number)) return undefined
  const limit = LIMITS[type]
  if (limit === undefined)
    return type === 'float' && !Number.isFinite(Math.fround(number)) ? undefined : number
  const whole = Math.trunc(number)
  return whole >= -limit && whole < limit ? whole : undefined
}

/** `{lat, lon}`, `"lat,lon"`, `[lon, lat]` or `POINT (lon lat)`. */
function pointOf(value: unknown): readonly [number, number] | undefined {
  if (isObject(value)) return pointFrom(value.lat, value.lon)
  if (Array.isArray(value)) return pointFrom(value[1], value[0])
  if (typeof value !== 'string') return undefined
  const point = /^\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*$/i.exec(value)
  if (point) return pointFrom(point[2], point[1])
  const [lat, lon, ...more] = value.split(',')
  return more.length > 0 ? undefined : pointFrom(lat, lon)
}

function pointFrom(lat: unknown, lon: unknown): readonly [number, number] | undefined {
  const [north, east] = [numberOf(lat, 'double'), numberOf(lon, 'double')]
  if (north === undefined || east === undefined || Math.abs(north) > 90 || Math.abs(east) > 180)
    return undefined
  return [north, east]
}

/** As Java prints maps and lists, cut short. */
function preview(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(preview).join(', ')}]`.slice(0, 200)
  if (!isObject(value)) return String(value).slice(0, 200)
  const parts = Object.entries(value).map(([key, inside]) => `${key}=${preview(inside)}`)
  return `{${parts.join(', ')}}`.slice(0, 200)
}
