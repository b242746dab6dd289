import { errors } from '../errors.ts'
import { nearest } from './intrinsics.ts'
import type { Template } from './template.ts'

interface Declaration {
  readonly Type?: string
  readonly Default?: unknown
  readonly AllowedValues?: readonly unknown[]
  readonly AllowedPattern?: string
  readonly MinLength?: number
  readonly MaxLength?: number
  readonly MinValue?: number
  readonly MaxValue?: number
  readonly ConstraintDescription?: string
}

const TYPES = ['String', 'Number', 'CommaDelimitedList', 'List<Number>']

/** Values of all parameters: given ones checked, the others by default. */
export function bindParameters(
  declared: Template['parameters'],
  given: Readonly<Record<string, string>>,
): Map<string, unknown> {
  for (const name of Object.keys(given)) {
    if (!declared[name]) throw errors.unknownParameter(name, nearest(name, Object.keys(declared)))
  }
  return new Map(
    Object.entries(declared).map(([name, declaration]) => [name, bind(name, declaration, given[name])]),
  )
}

function bind(name: string, declaration: Declaration, given: string | undefined): unknown {
  const type = declaration.Type ?? ''
  if (!TYPES.includes(type)) {
    throw errors.parameter(name, `type ${type || '(none)'} is not served. Served: ${TYPES.join(', ')}.`)
  }
  const text = given ?? declaration.Default
  if (text === undefined) throw errors.parameter(name, `has no default: give it with -p ${name}=VALUE.`)
  const values = type.includes('List')
    ? String(text)
        .split(',')
        .map((part) => part.trim())
    : [String(text)]
  for (const value of values) checkValue(name, value, type.includes('Number'), declaration)
  if (type === 'CommaDelimitedList') return values
  if (type === 'List<Number>') return values.map(Number)
  return type === 'Number' ? Number(text) : String(text)
}

function checkValue(name: string, value: string, numeric: boolean, declaration: Declaration) {
  const refuse = (rule: string) => {
    const why = declaration.ConstraintDescription ? ` ${declaration.ConstraintDescription}` : ''
    throw errors.parameter(name, `'${value}' ${rule}.${why}`)
  }
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration
  if (numeric && (value.trim() === '' || Number.isNaN(Number(value)))) refuse('is not a number')
  if (AllowedValues && !AllowedValues.map(String).includes(value))
    refuse(`is not one of ${AllowedValues.join(', ')}`)
  if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
    refuse(`does not match ${AllowedPattern}`)
  if (MinLength !== undefined && value.length < Number(MinLength)) refuse(`is shorter than ${MinLength}`)
  if (MaxLength !== undefined && value.length > Number(MaxLength)) refuse(`is longer than ${MaxLength}`)
  if (MinValue !== undefined && Number(value) < Number(MinValue)) refuse(`is less than ${MinValue}`)
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) refuse(`is more than ${MaxValue}`)
}
