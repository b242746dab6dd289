import { illegal, parsing } from '../../errors.ts'
import { flag, integer, items, type Node, node, number, only, scalar, text } from '../json.ts'
import { countable, fieldFor } from './field.ts'
import type { AggregationBody } from './index.ts'
import { members } from './members.ts'
import { missingValue } from './missing.ts'
import type { EnginePlan } from './plan.ts'
import { printValue, withValueTexts } from './shown-values.ts'

const SHARED = {
  field: text,
  keyed: flag,
  format: text,
  missing: scalar,
  tdigest: node,
  hdr: node,
  script: only(),
} as const

const DEFAULT_PERCENTS = [1, 5, 25, 50, 75, 95, 99]

export function parsePercentiles({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'percentiles', { ...SHARED, percents: node })
  checkMethods(read.tdigest, read.hdr)
  const percents = read.percents ? numbersOf(read.percents, 'percents', 'percentiles') : DEFAULT_PERCENTS
  const odd = percents.find((percent) => percent < 0 || percent > 100)
  if (odd !== undefined) {
    throw illegal(`percent must be in [0,100], got [${odd}]: [${name}]`, read.percents?.path)
  }
  const field = fieldFor('percentiles', read.field, body, context, countable)
  const missing = missingValue(field, read.missing, context, read)
  const sorted = [...new Set(percents)].sort((a, b) => a - b)
  return {
    aggregation: {
      name,
      kind: 'percentiles',
      field,
      percents: sorted,
      keyed: read.keyed ?? true,
      ...missing,
    },
    present: withValueTexts(printValue(field, read.format, context)),
  }
}

export function parsePercentileRanks({ name, node: body, context }: AggregationBody): EnginePlan {
  const read = members(body, 'percentile_ranks', { ...SHARED, values: node })
  checkMethods(read.tdigest, read.hdr)
  if (!read.values) {
    throw illegal(`Required [values]: the values to rank, a list of numbers: [${name}]`, body.path)
  }
  const values = numbersOf(read.values, 'values', 'percentile_ranks')
  const field = fieldFor('percentile_ranks', read.field, body, context, countable)
  const missing = missingValue(field, read.missing, context, read)
  const sorted = [...new Set(values)].sort((a, b) => a - b)
  return {
    aggregation: {
      name,
      kind: 'percentile_ranks',
      field,
      values: sorted,
      keyed: read.keyed ?? true,
      ...missing,
    },
    present: withValueTexts(printValue(field, read.format, context)),
  }
}

function numbersOf(given: Node, name: string, owner: string): readonly number[] {
  const read = items(given).map((item) => number(item, name, owner))
  if (read.length === 0) throw illegal(`[${name}] must not be empty: [${owner}]`, given.path)
  return read
}

/** How to estimate; values are counted exactly or nearly so here, which is within what any setting asks. */
function checkMethods(tdigest: Node | undefined, hdr: Node | undefined) {
  if (tdigest && hdr) throw parsing('Only one percentiles method should be declared.', hdr.path)
  if (tdigest) {
    const { compression } = members(tdigest, 'tdigest', { compression: number, execution_hint: text })
    if (compression !== undefined && compression < 0) {
      throw illegal(
        `[compression] must be greater than or equal to 0. Found [${compression.toFixed(1)}]`,
        tdigest.path,
      )
    }
  }
  if (hdr) members(hdr, 'hdr', { number_of_significant_value_digits: integer(0, 5) })
}
