import { badNumber, badQuery, SearchError } from '../../errors.ts'
import type { FieldType, Query, Scalar } from '../../ports.ts'
import { resolveDate } from '../date/math.ts'
import { UTC } from '../date/zone.ts'
import { isNumeric } from '../fields.ts'
import { cidrRange } from '../network.ts'
import { wordsOf } from '../words.ts'
import { anyOf, NONE } from './clause.ts'
import type { QueryContext } from './context.ts'

/**
 * "Field has this value", by the field's type as OpenSearch has it: a date covers all that it names (a whole
 * day), an address block (`10.0.0.0/8`) all of its addresses, and a text field must hold the value as one word.
 */
export function equals(
  field: string,
  values: readonly Scalar[],
  context: QueryContext,
  anyCase = false,
): Query {
  if (field === '_id') return { kind: 'ids', values: values.map(String) }
  if (field === '_index') return { kind: 'terms', field, values: values.map(String) }
  const type = context.fields.typeOf(field)
  const plain: Scalar[] = []
  const others: Query[] = []
  for (const value of values) {
    const query = special(field, type, value, context, anyCase)
    if (query) others.push(query)
    else plain.push(normal(type, value))
  }
  if (type === undefined || plain.length + others.length === 0) return NONE
  const terms: Query = { kind: 'terms', field, values: plain, ...(anyCase ? { anyCase } : {}) }
  return anyOf(plain.length > 0 ? [terms, ...others] : others)
}

/** Values of date fields are instants, of numeric fields numbers, of boolean fields truths; else as written. */
function normal(type: FieldType | undefined, value: Scalar): Scalar {
  if (type === 'boolean') return truthOf(value)
  if (isNumeric(type)) return numberOf(value)
  return type === undefined ? value : String(value)
}

/** Values that are not plainly compared. */
function special(
  field: string,
  type: FieldType | undefined,
  value: Scalar,
  context: QueryContext,
  anyCase: boolean,
): Query | undefined {
  if (type === 'date') return during(field, value, context)
  if (type === 'ip') return block(field, value)
  if (type === 'text') return word(field, String(value), anyCase)
  if (type === 'geo_point') {
    throw badQuery(
      `Geometry fields do not support exact searching, use dedicated geometry queries instead: [${field}]`,
    )
  }
  const whole = type === 'long' || type === 'integer' || type === 'short'
  return whole && !Number.isInteger(numberOf(value)) ? NONE : undefined
}

function during(field: string, value: Scalar, context: QueryContext): Query {
  const { from, to } = resolveDate(typeof value === 'number' ? value : String(value), {
    now: context.now,
    zone: UTC,
  })
  if (from === to) return { kind: 'terms', field, values: [from] }
  return { kind: 'range', field, gte: from, lte: to }
}

function block(field: string, value: Scalar): Query | undefined {
  const range = cidrRange(String(value))
  return range && { kind: 'range', field, gte: range.first, lte: range.last }
}

function word(field: string, value: string, anyCase: boolean): Query {
  const text = anyCase ? value.toLowerCase() : value
  const words = wordsOf(text)
  if (words.length !== 1 || words[0] !== text) return NONE
  return { kind: 'match', fields: [field], words, operator: 'and', text: value }
}

export function numberOf(value: Scalar): number {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof read !== 'number' || !Number.isFinite(read)) throw badNumber(String(value))
  return read
}

function truthOf(value: Scalar): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false' || value === '') return false
  throw badQuery(`Can't parse boolean value [${value}], expected [true] or [false]`)
}

/** Runs `make`; when the value does not fit the field and the caller is lenient, it matches nothing. */
export function lenient(allowed: boolean, make: () => Query): Query {
  try {
    return make()
  } catch (error) {
    if (allowed && error instanceof SearchError && error.onShard && error.type !== 'too_many_clauses')
      return NONE
    throw error
  }
}
