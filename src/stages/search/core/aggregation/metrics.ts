import { illegal } from '../../errors.ts'
import type { MetricAggregation } from '../../ports.ts'
import { DEFAULT_FORMAT, dateFormat } from '../date/format.ts'
import { UTC } from '../date/zone.ts'
import { flag, integer, items, members, node, number, only, text } from '../json.ts'
import { anyValue, countable, fieldFor, numeric } from './field.ts'
import type { AggregationBody } from './index.ts'
import { asItIs, type Plan, type Present } from './plan.ts'

type Kind = Exclude<MetricAggregation['kind'], 'percentiles' | 'top_hits'>

function parser(kind: Kind, fits: Parameters<typeof fieldFor>[4]) {
  return ({ name, node: body, context }: AggregationBody): Plan => {
    const read = members(body, kind, {
      field: text,
      format: text,
      ...(kind === 'cardinality' ? CARDINALITY : {}),
    })
    const field = fieldFor(kind, read.field, body, context, fits)
    const dated = context.fields.typeOf(field) === 'date' && kind !== 'cardinality' && kind !== 'value_count'
    return { aggregation: { name, kind, field }, present: dated ? asDates(read.format) : asItIs }
  }
}

/** Counting here is exact, which is what any threshold asks for at best. */
const CARDINALITY = {
  precision_threshold: integer(0),
  execution_hint: only('direct', 'ordinals'),
  rehash: flag,
}

export const parseSum = parser('sum', countable)
export const parseAvg = parser('avg', countable)
export const parseMin = parser('min', countable)
export const parseMax = parser('max', countable)
export const parseStats = parser('stats', countable)
export const parseValueCount = parser('value_count', () => true)
export const parseCardinality = parser('cardinality', anyValue)

/** Every instant shows its text beside it: `value` and `value_as_string`. */
function asDates(format = DEFAULT_FORMAT): Present {
  const { print } = dateFormat(format)
  return (result) => {
    const texts = Object.entries(result)
      .filter(([key, value]) => key !== 'count' && typeof value === 'number')
      .map(([key, value]) => [`${key}_as_string`, print(Math.round(value as number), UTC)] as const)
    return { ...result, ...Object.fromEntries(texts) }
  }
}

const DEFAULT_PERCENTS = [1, 5, 25, 50, 75, 95, 99]

export function parsePercentiles({ name, node: body, context }: AggregationBody): Plan {
  const read = members(body, 'percentiles', {
    field: text,
    percents: node,
    keyed: flag,
    tdigest: node,
    hdr: only(),
  })
  if (read.tdigest) members(read.tdigest, 'tdigest', { compression: number })
  const percents = read.percents
    ? items(read.percents).map((item) => number(item, 'percents', 'percentiles'))
    : DEFAULT_PERCENTS
  const odd = percents.find((percent) => percent < 0 || percent > 100)
  if (odd !== undefined || percents.length === 0) {
    throw illegal(`percent must be in [0,100], got [${odd ?? ''}]: [${name}]`, read.percents?.path)
  }
  const field = fieldFor('percentiles', read.field, body, context, numeric)
  return {
    aggregation: { name, kind: 'percentiles', field, percents, keyed: read.keyed ?? true },
    present: asItIs,
  }
}
