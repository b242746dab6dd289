import type { FieldType } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'

/** Shortest decimal that is the same 32-bit float: 0.1 instead of 0.10000000149011612. */
export function shortFloat(value: number): number {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return value
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

/** A field's value as a client sees it in keys and sort values. */
export function shown(value: Value, type: FieldType | undefined): string | number | boolean | null {
  if (typeof value === 'number' && type === 'float') return shortFloat(value)
  return value as string | number | boolean | null
}

/** A number of a metric: floats in their short form, dates also as text. */
export function metricValue(value: Value | undefined, type: FieldType | undefined): Record<string, unknown> {
  if (typeof value !== 'number') return { value: null }
  if (type === 'date') return { value, value_as_string: new Date(value).toISOString() }
  return { value: type === 'float' ? shortFloat(value) : value }
}
