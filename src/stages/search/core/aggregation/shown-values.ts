import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { UTC } from '../date/zone.ts'
import type { QueryContext } from '../query/context.ts'
import { numberFormat } from './number-format.ts'
import { asItIs, type Present } from './plan.ts'

/** What a number of a field looks like: an instant as a date, a number by `format`; undefined: as the number alone. */
export type PrintValue = ((value: number) => string) | undefined

export function printValue(field: string, format: string | undefined, context: QueryContext): PrintValue {
  const type = context.fields.typeOf(field)
  if (type === 'date') {
    const { print } = dateFormat(format ?? DEFAULT_FORMAT)
    return (value) => print(Math.round(value), UTC)
  }
  return format === undefined ? undefined : numberFormat(format)
}

/** Every number shows its text beside it: `value` and `value_as_string`; counts have none. */
export function withTexts(print: PrintValue): Present {
  if (!print) return asItIs
  return (result) => textsOf(result, print) as ReturnType<Present>
}

function textsOf(result: Readonly<Record<string, unknown>>, print: (value: number) => string) {
  const shown: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(result)) {
    if (!key.endsWith('_as_string')) shown[key] = value
    if (key !== 'count' && typeof value === 'number') shown[`${key}_as_string`] = print(value)
  }
  return shown
}

/** Of percentiles: `"50.0": 1, "50.0_as_string": "1"`, or `value_as_string` in each element of a list. */
export function withValueTexts(print: PrintValue): Present {
  if (!print) return asItIs
  return (result) => {
    const { values } = result as {
      values: Readonly<Record<string, unknown>> | readonly Record<string, unknown>[]
    }
    if (Array.isArray(values)) {
      const shown = values.map((one) =>
        typeof one.value === 'number' ? { ...one, value_as_string: print(one.value) } : one,
      )
      return { ...result, values: shown }
    }
    return { ...result, values: textsOf(values as Readonly<Record<string, unknown>>, print) }
  }
}
