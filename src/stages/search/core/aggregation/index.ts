import { illegal, notServed, parsing, unknownAggregation } from '../../errors.ts'
import { entries, isObject, type Node } from '../json.ts'
import { MAX_DEPTH, type QueryContext, spend } from '../query/context.ts'
import { didYouMean } from '../suggestion.ts'
import { parseDateHistogram } from './date-histogram.ts'
import { parseDateRange } from './date-range.ts'
import { parseFilter, parseFilters, parseMissing } from './filters.ts'
import { parseGeoBounds, parseGeoCentroid } from './geo.ts'
import { parseHistogram } from './histogram.ts'
import {
  parseAvg,
  parseCardinality,
  parseExtendedStats,
  parseMax,
  parseMedianAbsoluteDeviation,
  parseMin,
  parseStats,
  parseSum,
  parseValueCount,
} from './metrics.ts'
import { parsePercentileRanks, parsePercentiles } from './percentiles.ts'
import type { Plan } from './plan.ts'
import { parseRange } from './range.ts'
import { parseTerms } from './terms.ts'
import { parseTopHits } from './top-hits.ts'
import { parseWeightedAvg } from './weighted-avg.ts'

export interface AggregationBody {
  readonly name: string
  readonly node: Node
  readonly children: readonly Plan[]
  readonly context: QueryContext
}

type AggregationParser = (body: AggregationBody) => Plan

const BUCKETS: Readonly<Record<string, AggregationParser>> = {
  date_histogram: parseDateHistogram,
  date_range: parseDateRange,
  filter: parseFilter,
  filters: parseFilters,
  histogram: parseHistogram,
  missing: parseMissing,
  range: parseRange,
  terms: parseTerms,
}

const METRICS: Readonly<Record<string, AggregationParser>> = {
  avg: parseAvg,
  cardinality: parseCardinality,
  extended_stats: parseExtendedStats,
  geo_bounds: parseGeoBounds,
  geo_centroid: parseGeoCentroid,
  max: parseMax,
  median_absolute_deviation: parseMedianAbsoluteDeviation,
  min: parseMin,
  percentile_ranks: parsePercentileRanks,
  percentiles: parsePercentiles,
  stats: parseStats,
  sum: parseSum,
  top_hits: parseTopHits,
  value_count: parseValueCount,
  weighted_avg: parseWeightedAvg,
}

const KINDS = { ...BUCKETS, ...METRICS }

/** Known to OpenSearch, left out here. */
const NOT_SERVED = new Set(
  (
    'adjacency_matrix auto_date_histogram avg_bucket bucket_script bucket_selector bucket_sort children composite ' +
    'cumulative_sum derivative diversified_sampler extended_stats_bucket ' +
    'geo_distance geohash_grid geohex_grid geotile_grid global ip_range matrix_stats max_bucket ' +
    'min_bucket moving_avg moving_fn multi_terms nested parent ' +
    'percentiles_bucket rare_terms reverse_nested sampler scripted_metric serial_diff significant_terms ' +
    'significant_text stats_bucket sum_bucket variable_width_histogram'
  ).split(' '),
)

/** Parses `{ name: { kind: {…}, aggs: {…}, meta: {…} } }`. */
export function parseAggregations(node: Node, context: QueryContext, depth = 0): readonly Plan[] {
  if (depth > MAX_DEPTH) throw illegal(`aggregations are nested more than ${MAX_DEPTH} deep`, node.path)
  return entries(node, 'aggs').map(([name, definition]) => {
    if (!/^[^[\]>]+$/.test(name)) {
      throw parsing(
        `Invalid aggregation name [${name}]. Aggregation names can contain any character except '[', ']', and '>'`,
        definition.path,
      )
    }
    spend(context)
    return withMeta(parseOne(name, definition, context, depth), definition)
  })
}

function parseOne(name: string, definition: Node, context: QueryContext, depth: number): Plan {
  const parts = entries(definition, name)
  const nested = parts.filter(([key]) => key === 'aggs' || key === 'aggregations')
  const kinds = parts.filter(([key]) => key !== 'aggs' && key !== 'aggregations' && key !== 'meta')
  const [first, second] = kinds
  if (!first) throw parsing(`Missing definition for aggregation [${name}]`, definition.path)
  if (second) {
    throw parsing(
      `Found two aggregation type definitions in [${name}]: [${first[0]}] and [${second[0]}]`,
      second[1].path,
    )
  }
  if (nested.length > 1) {
    throw parsing(`Found two sub aggregation definitions under [${name}]`, nested[1][1].path)
  }
  const [kind, node] = first
  const parse = parserOf(kind, node)
  if (nested.length > 0 && Object.hasOwn(METRICS, kind)) {
    throw parsing(`Aggregator [${name}] of type [${kind}] cannot accept sub-aggregations`, nested[0][1].path)
  }
  const children = nested.length > 0 ? parseAggregations(nested[0][1], context, depth + 1) : []
  return parse({ name, node, children, context })
}

function parserOf(kind: string, node: Node): AggregationParser {
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind]
  const served = Object.keys(KINDS)
  if (NOT_SERVED.has(kind))
    throw notServed(`aggregation [${kind}]`, `served are ${served.join(', ')}`, node.path)
  throw unknownAggregation(kind, didYouMean(kind, [...served, ...NOT_SERVED]), node.path)
}

/** `meta` is the client's own note and comes back with the result. */
function withMeta(plan: Plan, definition: Node): Plan {
  const { meta } = definition.value as { meta?: unknown }
  if (meta === undefined) return plan
  if (!isObject(meta)) throw parsing('[meta] must be an object', [...definition.path, 'meta'])
  return { ...plan, present: (result, count) => ({ meta, ...plan.present(result, count) }) }
}
