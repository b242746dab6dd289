import { parsing } from '../../errors.ts'
import { type Node, node, number, only, text } from '../json.ts'
import { countable, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import type { EnginePlan } from './plan.ts'
import { printValue, withTexts } from './shown-values.ts'

/** `sum(value * weight) / sum(weight)` over documents that have both. */
export function parseWeightedAvg({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'weighted_avg', { value: node, weight: node, format: text, value_type: text })
  const side = (given: Node | undefined, key: string) => {
    if (!given) throw parsing(`Required [${key}]: a field and perhaps [missing]`, body.path)
    const { field, missing } = members(given, key, { field: text, missing: number, script: only() })
    const found = fieldFor('weighted_avg', field, given, context, countable)
    return { field: found, ...(missing === undefined ? {} : { missing }) }
  }
  const value = side(read.value, 'value')
  const weight = side(read.weight, 'weight')
  return {
    aggregation: { name, kind: 'weighted_avg', value, weight },
    present: withTexts(printValue(value.field, read.format, context)),
  }
}
