import { illegal, noSuchBucketsPath, notServed, parsing, unknownAggregation } from '../../errors.ts'
import { entries, isObject, type Node } from '../json.ts'
import { MAX_DEPTH, type QueryContext, spend } from '../query/context.ts'
import { didYouMean } from '../suggestion.ts'
import { parseAdjacencyMatrix } from './adjacency-matrix.ts'
import { parseAutoDateHistogram } from './auto-date-histogram.ts'
import { parseComposite } from './composite.ts'
import { parseDateHistogram } from './date-histogram.ts'
import { parseDateRange } from './date-range.ts'
import { parseFilter, parseFilters, parseMissing } from './filters.ts'
import { parseGeoBounds, parseGeoCentroid } from './geo.ts'
import { parseGeoDistanceRings } from './geo-distance.ts'
import { parseGeohashGrid, parseGeotileGrid } from './geo-grid.ts'
import { parseGlobal } from './global.ts'
import { parseHistogram } from './histogram.ts'
import { parseIpRange } from './ip-range.ts'
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
import { parseMultiTerms } from './multi-terms.ts'
import { parsePercentileRanks, parsePercentiles } from './percentiles.ts'
import { checkParent, checkPaths, inDependence, PIPELINES, withPipelines } from './pipeline/index.ts'
import { firstName } from './pipeline/path.ts'
import type { ParentPipeline, Pipeline, PipelineParser } from './pipeline/pipeline.ts'
import type { EnginePlan, Plan } from './plan.ts'
import { parseRange } from './range.ts'
import { parseRareTerms } from './rare-terms.ts'
import { parseDiversifiedSampler, parseSampler } from './sampler.ts'
import { parseSignificantTerms } from './significant-terms.ts'
import { parseTerms } from './terms.ts'
import { parseTopHits } from './top-hits.ts'
import { type Typed, typeName } from './typed-keys.ts'
import { parseWeightedAvg } from './weighted-avg.ts'

export interface AggregationBody {
  readonly name: string
  readonly node: Node
  readonly children: readonly Plan[]
  readonly context: QueryContext
  /** Bucket aggregations around it. */
  readonly depth: number
}

type AggregationParser = (body: AggregationBody) => EnginePlan

const BUCKETS: Readonly<Record<string, AggregationParser>> = {
  adjacency_matrix: parseAdjacencyMatrix,
  auto_date_histogram: parseAutoDateHistogram,
  composite: parseComposite,
  date_histogram: parseDateHistogram,
  date_range: parseDateRange,
  diversified_sampler: parseDiversifiedSampler,
  filter: parseFilter,
  filters: parseFilters,
  geo_distance: parseGeoDistanceRings,
  geohash_grid: parseGeohashGrid,
  geotile_grid: parseGeotileGrid,
  global: parseGlobal,
  histogram: parseHistogram,
  ip_range: parseIpRange,
  missing: parseMissing,
  multi_terms: parseMultiTerms,
  range: parseRange,
  rare_terms: parseRareTerms,
  sampler: parseSampler,
  significant_terms: parseSignificantTerms,
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

const KINDS: Readonly<Record<string, AggregationParser | PipelineParser>> = {
  ...BUCKETS,
  ...METRICS,
  ...PIPELINES,
}

/** By the rows of docs/opensearch.md. */
export const AGGREGATION_NAMES = {
  buckets: Object.keys(BUCKETS),
  metrics: Object.keys(METRICS),
  pipelines: Object.keys(PIPELINES),
}

/** Known to OpenSearch, left out here. */
const NOT_SERVED = new Set(
  (
    'children geohex_grid matrix_stats nested parent random_sampler reverse_nested scripted_metric ' +
    'significant_text variable_width_histogram'
  ).split(' '),
)

type Named = EnginePlan | { readonly pipeline: Pipeline; readonly meta?: Readonly<Record<string, unknown>> }

/** Parses `{ name: { kind: {…}, aggs: {…}, meta: {…} } }`. */
export function parseAggregations(node: Node, context: QueryContext): readonly Plan[] {
  const found = parseLevel(node, context, 0)
  for (const pipeline of parentsOf(found)) checkParent(pipeline, undefined)
  return plansOf(found)
}

function parseLevel(node: Node, context: QueryContext, depth: number): readonly Named[] {
  if (depth > MAX_DEPTH) throw illegal(`aggregations are nested more than ${MAX_DEPTH} deep`, node.path)
  return entries(node, 'aggs').map(([name, definition]) => {
    if (!/^[^[\]>]+$/.test(name)) {
      throw parsing(
        `Invalid aggregation name [${name}]. Aggregation names can contain any character except '[', ']', and '>'`,
        definition.path,
      )
    }
    spend(context)
    return parseOne(name, definition, context, depth)
  })
}

const parentsOf = (found: readonly Named[]): readonly ParentPipeline[] =>
  found.flatMap((one) => ('pipeline' in one && one.pipeline.place === 'parent' ? [one.pipeline] : []))

const namesOf = (found: readonly Named[]) =>
  found.map((one) => ('pipeline' in one ? one.pipeline.name : one.aggregation.name))

/** What answers for itself, and then the pipelines beside it, each after what it builds on. */
function plansOf(found: readonly Named[]): readonly Plan[] {
  const plans: Plan[] = found.filter((one) => 'aggregation' in one)
  const siblings = found.flatMap((one) =>
    'pipeline' in one && one.pipeline.place === 'sibling'
      ? [{ sibling: one.pipeline, meta: one.meta, typed: typedOf(one) }]
      : [],
  )
  const names = namesOf(found)
  for (const pipeline of inDependence(siblings.map(({ sibling }) => sibling))) {
    const [path] = pipeline.paths
    if (firstName(path, names) === undefined) throw noSuchBucketsPath(pipeline.name, path.text)
    plans.push(siblings.find(({ sibling }) => sibling === pipeline)!)
  }
  return plans
}

function parseOne(name: string, definition: Node, context: QueryContext, depth: number): Named {
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
  checkKind(kind, node)
  const meta = metaOf(definition)
  if (Object.hasOwn(PIPELINES, kind)) {
    if (nested.length > 0) {
      throw parsing(`Aggregation [${name}] cannot define sub-aggregations`, nested[0][1].path)
    }
    return { pipeline: PIPELINES[kind]({ name, node, context }), ...(meta ? { meta } : {}) }
  }
  if (nested.length > 0 && Object.hasOwn(METRICS, kind)) {
    throw parsing(`Aggregator [${name}] of type [${kind}] cannot accept sub-aggregations`, nested[0][1].path)
  }
  const inside = nested.length > 0 ? parseLevel(nested[0][1], context, depth + 1) : []
  const parse = Object.hasOwn(BUCKETS, kind) ? BUCKETS[kind] : METRICS[kind]
  const plan = parse({ name, node, children: plansOf(inside), context, depth })
  const { field } = (node.value ?? {}) as { field?: unknown }
  const type = typeName(kind, context.fields.typeOf(String(field)))
  return { ...withMeta(piped(plan, kind, inside), meta), typed: { name, type, inside: inside.map(typedOf) } }
}

function typedOf(one: Named): Typed {
  if ('aggregation' in one) return one.typed ?? { name: one.aggregation.name, type: '', inside: [] }
  const { name, kind } = one.pipeline
  return { name, type: typeName(kind, undefined), inside: [] }
}

/** The plan with the pipelines that stand inside of it. */
function piped(plan: EnginePlan, kind: string, inside: readonly Named[]): EnginePlan {
  const parents = parentsOf(inside)
  if (parents.length === 0) return plan
  const { minDocCount } = plan.aggregation as { minDocCount?: number }
  const names = namesOf(inside)
  for (const pipeline of parents) {
    checkParent(pipeline, { kind, ...(minDocCount ? { minDocCount } : {}) })
    checkPaths(pipeline, names)
  }
  const sorted = inDependence(parents)
  return { ...plan, present: (result, count) => withPipelines(plan.present(result, count), sorted) }
}

function checkKind(kind: string, node: Node) {
  if (Object.hasOwn(KINDS, kind)) return
  const served = Object.keys(KINDS)
  if (NOT_SERVED.has(kind))
    throw notServed(`aggregation [${kind}]`, `served are ${served.join(', ')}`, node.path)
  throw unknownAggregation(kind, didYouMean(kind, [...served, ...NOT_SERVED]), node.path)
}

function metaOf(definition: Node): Readonly<Record<string, unknown>> | undefined {
  const { meta } = definition.value as { meta?: unknown }
  if (meta === undefined || isObject(meta)) return meta
  throw parsing('[meta] must be an object', [...definition.path, 'meta'])
}

/** `meta` is the client's own note and comes back with the result. */
function withMeta(plan: EnginePlan, meta: Readonly<Record<string, unknown>> | undefined): EnginePlan {
  if (meta === undefined) return plan
  return { ...plan, present: (result, count) => ({ meta, ...plan.present(result, count) }) }
}
