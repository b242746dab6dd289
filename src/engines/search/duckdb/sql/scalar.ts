import type { FieldType, Scalar } from '../../../../stages/search/ports.ts'
import { notABoolean, notANumber } from '../errors.ts'
import { number, text } from './literal.ts'

/** A client's value as a literal of the field's own type; undefined when no value of that type can equal it. */
export function literalOf(value: Scalar, type: FieldType): string {
  switch (type) {
    case 'boolean':
      return booleanLiteral(value)
    case 'float':
      return `CAST(${numberLiteral(value)} AS FLOAT)`
    case 'double':
      return `CAST(${numberLiteral(value)} AS DOUBLE)`
    case 'long':
    case 'integer':
    case 'short':
    case 'date':
      return numberLiteral(value)
    default:
      return text(String(value))
  }
}

function numberLiteral(value: Scalar): string {
  if (typeof value === 'string') {
    const trimmed = value.trim()
    if (/^-?\d{1,18}$/.test(trimmed)) return `(${trimmed})`
    if (trimmed === '' || !Number.isFinite(Number(trimmed))) throw notANumber(value)
    return asNumber(Number(trimmed))
  }
  if (typeof value === 'boolean' || !Number.isFinite(value)) throw notANumber(String(value))
  return asNumber(value)
}

/**
 * A fraction or a huge number as DOUBLE, so that it is compared and not rounded to the column's type. From text:
 * a literal would be a DECIMAL first and could come out one bit beside itself.
 */
function asNumber(value: number): string {
  return Number.isSafeInteger(value) ? number(value) : `CAST(${text(String(value))} AS DOUBLE)`
}

function booleanLiteral(value: Scalar): string {
  if (value === true || value === 'true') return 'TRUE'
  if (value === false || value === 'false' || value === '') return 'FALSE'
  throw notABoolean(String(value))
}
