import { isIP } from 'node:net'
import type { FieldRule, FieldType, MappingRules, ObjectRule } from '../../../stages/search/ports.ts'
import { parseDate } from './date.ts'
import { parseDateAs } from './date-format.ts'
import { detectedType, dynamicAt, type NewField, plannedField, templateAt } from './dynamic.ts'
import { aliasWritten, cannotParse, objectExpected, type Reason, strictMapping } from './errors.ts'
import type { Field } from './model.ts'
import { isObject } from './sql/source.ts'

/** A value as its field's column keeps it; a date in ms, a geo point as [lat, lon]. */
export type Typed = string | number | boolean | readonly [lat: number, lon: number]

export interface ParsedDocument {
  readonly values: ReadonlyMap<string, Typed>
  /** Fields that the index does not know yet, with the type that dynamic mapping gives them. */
  readonly fresh: ReadonlyMap<string, FieldType>
  /** What templates say of those fields, and of objects that came with them. */
  readonly freshRules: ReadonlyMap<string, FieldRule>
  readonly freshObjects: ReadonlyMap<string, ObjectRule>
}

const LIMITS: Readonly<Partial<Record<FieldType, number>>> = {
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 63,
}

/** What a document is read by. */
export interface Reading {
  readonly fields: ReadonlyMap<string, Field>
  readonly rules: MappingRules
  readonly id: string
}

interface Draft extends Reading {
  readonly values: Map<string, Typed>
  readonly fresh: Map<string, FieldType>
  readonly freshRules: Map<string, FieldRule>
  readonly freshObjects: Map<string, ObjectRule>
}

const NO_RULES: MappingRules = {}

/**
 * Reads a JSON document by the index's fields and rules: objects become dotted names, of an array the first value
 * counts (arrays of objects stay in the source only), unknown fields are dealt with as the rules say.
 */
export function parseDocument(
  source: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, Field>,
  id: string,
  rules: MappingRules = NO_RULES,
): ParsedDocument | Reason {
  const draft: Draft = {
    fields,
    rules,
    id,
    values: new Map(),
    fresh: new Map(),
    freshRules: new Map(),
    freshObjects: new Map(),
  }
  for (const [name, raw] of leaves(source, '', draft)) {
    const problem = readLeaf(draft, source, name, raw)
    if (problem) return problem
  }
  return draft
}

const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record && Object.hasOwn(record, name) ? record[name] : undefined

const ruleOf = ({ rules, freshRules }: Draft, name: string) => own(rules.fields, name) ?? freshRules.get(name)

function readLeaf(
  draft: Draft,
  source: Readonly<Record<string, unknown>>,
  name: string,
  raw: unknown,
): Reason | undefined {
  const { fields, fresh, id } = draft
  const rule = ruleOf(draft, name)
  if (rule?.definition.type === 'alias') return aliasWritten(name)
  const known = fields.get(name)?.type ?? fresh.get(name)
  const value = firstOf(raw, known) ?? (raw === null ? rule?.nullValue : undefined)
  if (value === undefined || value === null) return undefined
  if (known) return keep(draft, name, known, value)
  const added = newField(draft, name, value)
  if (added === undefined || 'reason' in added) return added
  const clash = clashOf(name, fields)
  if (clash === 'object') return objectExpected(name)
  if (clash) return cannotParse(clash.name, clash.type, id, preview(source[name.split('.')[0]]))
  if (typedValue(value, added.type, added.rule) === undefined && !added.rule?.ignoreMalformed)
    return cannotParse(name, added.type, id, preview(value))
  for (const one of [{ ...added, name }, ...added.copies]) {
    fresh.set(one.name, one.type)
    if (one.rule) draft.freshRules.set(one.name, one.rule)
  }
  return keep(draft, name, added.type, value)
}

/** What becomes of a field that no mapping knows: nothing, a field, or a refusal. */
function newField({ rules }: Draft, name: string, value: unknown): NewField | Reason | undefined {
  const detected = detectedType(value, rules)
  if (detected === undefined) return undefined
  const dynamic = dynamicAt(name, rules)
  if (dynamic === 'strict') return strictMapping(name)
  if (dynamic === 'false') return undefined
  const template = templateAt(name, detected, rules)
  if (template && !template.field.object) return plannedField(name, detected, template.field)
  if (dynamic === 'strict_allow_templates') return strictMapping(name)
  if (dynamic === 'false_allow_templates') return undefined
  const { dateFormats: format } = rules
  if (detected !== 'date' || format === undefined) return { type: detected, copies: [] }
  return { type: 'date', rule: { definition: { type: 'date', format }, format }, copies: [] }
}

/** Keeps a value in its field and in the fields within it. */
function keep(draft: Draft, name: string, type: FieldType, value: unknown): Reason | undefined {
  const rule = ruleOf(draft, name)
  const typed = typedValue(value, type, rule)
  if (typed === undefined && !rule?.ignoreMalformed)
    return cannotParse(name, declaredType(rule, type), draft.id, preview(value))
  const tooLong =
    rule?.ignoreAbove !== undefined && typeof typed === 'string' && typed.length > rule.ignoreAbove
  if (typed !== undefined && !(tooLong && type === 'keyword') && !draft.values.has(name))
    draft.values.set(name, typed)
  for (const copy of rule?.copies ?? []) {
    const copied = draft.fields.get(copy)?.type ?? draft.fresh.get(copy)
    const problem = copied && keep(draft, copy, copied, value)
    if (problem) return problem
  }
  return undefined
}

const declaredType = (rule: FieldRule | undefined, type: FieldType) => String(rule?.definition.type ?? type)

function* leaves(
  object: Readonly<Record<string, unknown>>,
  path: string,
  draft: Draft,
): Generator<readonly [string, unknown]> {
  const { fields, rules } = draft
  for (const [key, value] of Object.entries(object)) {
    const name = path === '' ? key : `${path}.${key}`
    if (own(rules.objects, name) === 'disabled' || draft.freshObjects.get(name) === 'disabled') continue
    if (isObject(value) && !fields.has(name)) {
      const template = rules.templates && templateAt(name, 'object', rules)
      if (template?.field.object) draft.freshObjects.set(name, template.field.object)
      if (template?.field.object !== 'disabled') yield* leaves(value, name, draft)
    } else yield [name, value]
  }
}

function firstOf(raw: unknown, type: FieldType | undefined): unknown {
  if (!Array.isArray(raw)) return raw
  // [lon, lat] is one point.
  if (type === 'geo_point' && typeof raw[0] === 'number') return raw
  const first: unknown = raw.flat(8).find((one) => one !== null && one !== undefined)
  return isObject(first) && type !== 'geo_point' ? undefined : first
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
export function typedValue(value: unknown, type: FieldType, rule?: FieldRule): Typed | undefined {
  switch (type) {
    case 'keyword':
    case 'text':
      return typeof value === 'object' ? undefined : String(value)
    case 'ip':
      return typeof value === 'string' && isIP(value) !== 0 ? value : undefined
    case 'boolean':
      return booleanOf(value)
    case 'date':
      if (rule?.format !== undefined)
        return typeof value === 'object' ? undefined : parseDateAs(String(value), rule.format)
      if (typeof value === 'number') return Math.trunc(value)
      return typeof value === 'string' ? parseDate(value) : undefined
    case 'geo_point':
      return pointOf(value)
    default:
      return numberAs(numberOf(value, type), rule)
  }
}

function booleanOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' || value === '' ? false : undefined
}

/** A `byte` has its own bounds, a `scaled_float` its own steps. */
function numberAs(value: number | undefined, rule: FieldRule | undefined): number | undefined {
  if (value === undefined || !rule) return value
  if (rule.definition.type === 'byte' && (value < -128 || value > 127)) return undefined
  return rule.scale === undefined ? value : Math.round(value * rule.scale) / rule.scale
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
