import type {
  Aggregation,
  AggregationResult,
  BucketAggregation,
  Query,
} from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { autoDateHistogramKind } from './auto-date-histogram.ts'
import { compositeKind } from './composite.ts'
import { planConditional } from './conditional.ts'
import { dateHistogramKind, dateHistogramWithin } from './date-histogram.ts'
import { geoGridKind } from './geo-grid.ts'
import { groupSql, type Source } from './group.ts'
import { histogramKind } from './histogram.ts'
import {
  type AssembleAll,
  type At,
  asCount,
  type Bucket,
  type Context,
  chosenIn,
  countBuckets,
  type Env,
  type Job,
  type Kind,
  type Level,
  NO_ROWS,
  newLevel,
  type Plan,
  tupleName,
} from './level.ts'
import { planMetric } from './metrics.ts'
import { multiTermsKind } from './multi-terms.ts'
import { samplerJob } from './sampler.ts'
import { significantTermsKind } from './significant-terms.ts'
import { termsKind } from './terms.ts'
import { topHitsJob } from './top-hits.ts'
import { withoutField } from './touched.ts'

type Grouping = Exclude<
  BucketAggregation,
  { kind: 'filter' | 'filters' | 'missing' | 'range' | 'global' | 'sampler' }
>

/** All aggregations of a request; with `counted` also how many documents match. */
export async function aggregate(
  env: Env,
  aggregations: readonly Aggregation[],
  counted: boolean,
): Promise<{ readonly results: Record<string, AggregationResult>; readonly total: number }> {
  const level = newLevel()
  if (counted) level.add({ operation: 'rows', where: [] })
  const assemble = plan(aggregations, [], level, env, new Set())
  const context: Context = {
    where: [env.query],
    keys: [],
    tuples: env.scopes.length > 0 ? [[]] : [],
    exact: true,
  }
  const source: Source = { scopes: env.scopes, where: context.where }
  const needed = env.scopes.length > 0 && level.accumulators.length > 0
  const [values = []] = needed ? await env.session.rows(groupSql(source, [], level.accumulators)) : []
  await level.run(context)
  return { results: assemble({ values, tuple: tupleName([]) }), total: counted ? asCount(values[0]) : 0 }
}

const plan: Plan = (aggregations, where, level, env, inline) => {
  const parts = aggregations.map((aggregation) => {
    const one = planOne(aggregation, where, level, env, inline.has(aggregation.name))
    return [aggregation.name, one] as const
  })
  return (at) => Object.fromEntries(parts.map(([name, one]) => [name, one(at)]))
}

function planOne(
  aggregation: Aggregation,
  where: readonly Query[],
  level: Level,
  env: Env,
  inline: boolean,
): (at: At) => AggregationResult {
  switch (aggregation.kind) {
    case 'terms':
    case 'date_histogram':
    case 'histogram':
    case 'multi_terms':
    case 'composite':
    case 'geo_grid':
    case 'significant_terms':
    case 'auto_date_histogram': {
      const answer = level.job(groupingJob(aggregation, where, env))
      const none = emptyGrouping(aggregation, where, env)
      return (at) => answer(at) ?? none()
    }
    case 'filter':
    case 'filters':
    case 'missing':
    case 'range':
      return planConditional(aggregation, where, level, env, plan)
    case 'global': {
      const answer = level.job(globalJob(aggregation, env))
      return (at) => answer(at) ?? { doc_count: 0 }
    }
    case 'sampler': {
      const answer = level.job(samplerJob(aggregation, where, env, plan))
      const none = plan(aggregation.children, [], newLevel(), env, new Set())
      return (at) => answer(at) ?? { doc_count: 0, ...none(NO_ROWS) }
    }
    case 'top_hits': {
      const answer = level.job(topHitsJob(aggregation, where, env))
      const none = { hits: { total: { value: 0, relation: 'eq' }, max_score: null, hits: [] } }
      return (at) => answer(at) ?? none
    }
    default:
      return planMetric(aggregation, where, level, env, inline)
  }
}

/** Everything of the indices, for the one bucket at the top. */
function globalJob({ children }: BucketAggregation, env: Env): Job {
  return {
    async run() {
      const whole: Env = { ...env, query: { kind: 'all' } }
      const { results, total } = await aggregate(whole, children, true)
      env.buckets = whole.buckets
      return new Map([[tupleName([]), { doc_count: total, ...results }]])
    },
  }
}

function kindOf(aggregation: Grouping, source: Source, env: Env, context: Context): Promise<Kind> | Kind {
  switch (aggregation.kind) {
    case 'terms':
      return termsKind(aggregation, source, env, context.keys.length)
    case 'multi_terms':
      return multiTermsKind(aggregation, env)
    case 'composite':
      return compositeKind(aggregation, source, env)
    case 'geo_grid':
      return geoGridKind(aggregation, env)
    case 'significant_terms':
      return significantTermsKind(aggregation, source, context, env)
    case 'auto_date_histogram':
      return autoDateHistogramKind(aggregation, source, env)
    case 'date_histogram':
      return dateHistogramKind(aggregation, source, env)
    case 'histogram':
      return histogramKind(aggregation, source, env)
  }
}

/** A bucket aggregation around which no bucket had rows: what its kind shows of nothing. */
function emptyGrouping(aggregation: Grouping, where: readonly Query[], env: Env): () => AggregationResult {
  const level = newLevel()
  const children = plan(aggregation.children, [], level, env, new Set())
  const histogram = aggregation.kind === 'histogram' || aggregation.kind === 'date_histogram'
  if (!histogram || !aggregation.extendedBounds || aggregation.minDocCount > 0) {
    const none = NOTHING[aggregation.kind] ?? {}
    return () => ({ ...none, buckets: [] })
  }
  const kind =
    aggregation.kind === 'histogram'
      ? histogramKind(aggregation, { scopes: env.scopes, where }, env)
      : dateHistogramWithin(aggregation, env, { min: 0, max: 0 })
  const empty = (key: Value) => ({ key, keys: [key], count: 0, extra: [], children: children(NO_ROWS) })
  return () => kind.present([], empty, NO_ROWS.tuple)
}

/** What a kind says besides its buckets. */
const NOTHING: Readonly<Partial<Record<Grouping['kind'], AggregationResult>>> = {
  terms: { doc_count_error_upper_bound: 0, sum_other_doc_count: 0 },
  multi_terms: { doc_count_error_upper_bound: 0, sum_other_doc_count: 0 },
  significant_terms: { doc_count: 0, bg_count: 0 },
  auto_date_histogram: { interval: '1s' },
}

/** One bucket aggregation for all buckets around it: a statement for its own level, then its children's jobs. */
function groupingJob(aggregation: Grouping, where: readonly Query[], env: Env): Job {
  return {
    async run(context) {
      const source: Source = { scopes: env.scopes, where: [...context.where, ...where] }
      const kind = await kindOf(aggregation, source, env, context)
      const level = newLevel()
      level.add({ operation: 'rows', where: [] })
      const children = plan(aggregation.children, [], level, env, kind.inline)
      const keys = [...context.keys, ...kind.keys]
      const grouping = [...context.keys, ...(kind.groupBy ?? kind.keys)]
      const sql = kind.select(
        groupSql(source, grouping, level.accumulators, chosenIn(context)),
        keys.length,
        level,
      )
      const rows = (await env.session.rows(sql)).filter(knownParent(context)).filter(kept(kind, keys.length))
      countBuckets(env, rows.length)
      const narrowed = restriction(kind, rows, keys.length)
      await level.run({
        where: narrowed
          ? [...source.where.map((query) => withoutField(query, narrowed.field)), narrowed]
          : source.where,
        exact:
          kind.keepsAll && !kind.keeps ? context.exact : context.keys.length === 0 && narrowed !== undefined,
        keys: narrowed ? [...context.keys, { ...kind.keys[0], narrowedBy: narrowed }] : keys,
        tuples: rows.map((row) => row.slice(0, keys.length)),
      })
      return presentAll(kind, context, rows, level, children)
    },
  }
}

function knownParent({ keys, tuples }: Context): (row: readonly Value[]) => boolean {
  if (keys.length === 0) return () => true
  const known = new Set(tuples.map(tupleName))
  return (row) => known.has(tupleName(row.slice(0, keys.length)))
}

const kept = (kind: Kind, keys: number) => (row: readonly Value[]) => kind.keeps?.(row[keys - 1]) ?? true

/** A condition on the documents that keeps all those of the chosen buckets, where the kind can say it. */
function restriction(kind: Kind, rows: readonly (readonly Value[])[], keys: number) {
  if (kind.keys.length !== 1) return undefined
  const values = [...new Set(rows.map((row) => row[keys - 1]))]
  return values.length <= 1000 ? kind.keys[0].restrict?.(values) : undefined
}

function presentAll(
  kind: Kind,
  { keys, tuples }: Context,
  rows: readonly (readonly Value[])[],
  level: Level,
  children: AssembleAll,
): Map<string, AggregationResult> {
  const byParent = new Map<string, Bucket[]>(tuples.map((tuple) => [tupleName(tuple), []]))
  const width = keys.length + kind.keys.length
  for (const row of rows) {
    const values = row.slice(width, width + level.accumulators.length)
    byParent.get(tupleName(row.slice(0, keys.length)))!.push({
      key: row[keys.length],
      keys: row.slice(keys.length, width),
      count: asCount(values[0]),
      extra: row.slice(width + level.accumulators.length),
      children: children({ values, tuple: tupleName(row.slice(0, width)) }),
    })
  }
  const empty = (key: Value): Bucket => ({
    key,
    keys: [key],
    count: 0,
    extra: [],
    children: children(NO_ROWS),
  })
  const results = new Map<string, AggregationResult>()
  for (const [parent, buckets] of byParent) results.set(parent, kind.present(buckets, empty, parent))
  return results
}
