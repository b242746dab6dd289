import type { AggregationResult, MetricAggregation, Query } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { notNumeric } from '../errors.ts'
import type { Accumulator } from './accumulator.ts'
import { BINNED_BUCKETS, binsSql, quantilesOfBins } from './bins.ts'
import { metricValue, shortFloat } from './display.ts'
import { planBounds, planCentroid } from './geo-metrics.ts'
import { countsIds, groupSql, type Key, type Tuple } from './group.ts'
import {
  type Assemble,
  asCount,
  type Context,
  chosenIn,
  type Env,
  type Job,
  type Level,
  tupleName,
} from './level.ts'
import { midpointSql, midpoints } from './midpoints.ts'
import { orElse, unify } from './value.ts'

type Metric = Exclude<MetricAggregation, { kind: 'top_hits' }>
type Numeric = Exclude<
  Metric,
  { kind: 'percentiles' | 'percentile_ranks' | 'weighted_avg' | 'geo_bounds' | 'geo_centroid' }
>
type Percentiles = Extract<Metric, { kind: 'percentiles' }>
type Ranks = Extract<Metric, { kind: 'percentile_ranks' }>
type Weighted = Extract<Metric, { kind: 'weighted_avg' }>

/**
 * Up to so many documents a percentile lies between the values in whose middles it falls, as in a t-digest of so few
 * (Hyndman and Fan's type 5); with more values the two neighbours are as good as one.
 */
const MIDPOINT_DOCUMENTS = 10_000

/**
 * Plans one metric. Counts and sums are kept in the level's own statement. Cardinality (always exact) and
 * percentiles run after it, for the chosen buckets only, unless the level's order needs them.
 */
export function planMetric(
  metric: Metric,
  where: readonly Query[],
  level: Level,
  env: Env,
  inline: boolean,
): Assemble {
  switch (metric.kind) {
    case 'percentiles':
      return planPercentiles(metric, where, level, env, inline)
    case 'percentile_ranks':
      return planRanks(metric, where, level, env)
    case 'weighted_avg':
      return planWeighted(metric, where, level, env)
    case 'geo_bounds':
      return planBounds(metric, where, level, env)
    case 'geo_centroid':
      return planCentroid(metric, where, level, env)
    case 'cardinality':
      return planCardinality(metric, where, level, env, inline)
    default:
      return planNumeric(metric, where, level, env)
  }
}

function planNumeric(metric: Numeric, where: readonly Query[], level: Level, env: Env): Assemble {
  const { type } =
    metric.kind === 'value_count' ? { type: undefined } : numericType(env, metric.field, metric.kind)
  const { field, missing } = metric
  const slot = (operation: Accumulator['operation']) =>
    level.add({ operation, field, where, ...(missing === undefined ? {} : { missing }) })
  const order = (sqlOf: (property: string) => string | undefined) => level.orders.set(metric.name, sqlOf)
  switch (metric.kind) {
    case 'sum':
    case 'min':
    case 'max': {
      const at = slot(metric.kind)
      order((property) => (property === 'value' ? `a${at}` : undefined))
      if (metric.kind === 'sum') return ({ values }) => ({ value: values[at] ?? 0 })
      return ({ values }) => metricValue(values[at], type)
    }
    case 'avg': {
      const [sum, count] = [slot('sum'), slot('count')]
      order((property) => (property === 'value' ? `a${sum} / nullif(a${count}, 0)` : undefined))
      return ({ values }) =>
        metricValue(average(values[sum], values[count]), type === 'date' ? type : undefined)
    }
    case 'stats':
      return planStats(type, slot, order)
    case 'extended_stats':
      return planExtended(type, slot, order)
    case 'median_absolute_deviation': {
      const at = slot('deviation')
      order((property) => (property === 'value' ? `a${at}` : undefined))
      return ({ values }) => metricValue(values[at], undefined)
    }
    default: {
      const at = slot('count')
      order((property) => (property === 'value' ? `a${at}` : undefined))
      return ({ values }) => ({ value: asCount(values[at]) })
    }
  }
}

function planStats(
  type: ReturnType<typeof numericType>['type'],
  slot: (operation: Accumulator['operation']) => number,
  order: (sqlOf: (property: string) => string | undefined) => void,
): Assemble {
  const [count, min, max, sum] = [slot('count'), slot('min'), slot('max'), slot('sum')]
  const columns: Record<string, string> = {
    count: `a${count}`,
    min: `a${min}`,
    max: `a${max}`,
    sum: `a${sum}`,
    avg: `a${sum} / nullif(a${count}, 0)`,
  }
  order((property) => columns[property])
  return ({ values }) => ({
    count: asCount(values[count]),
    min: metricValue(values[min], type).value,
    max: metricValue(values[max], type).value,
    avg: average(values[sum], values[count]),
    sum: values[sum] ?? 0,
  })
}

/** OpenSearch's own formula, sums of squares and all: what orders and what is shown are the same number. */
function planExtended(
  type: ReturnType<typeof numericType>['type'],
  slot: (operation: Accumulator['operation']) => number,
  order: (sqlOf: (property: string) => string | undefined) => void,
): Assemble {
  let plain: (property: string) => string | undefined = () => undefined
  const stats = planStats(type, slot, (sqlOf) => {
    plain = sqlOf
  })
  const squares = slot('squares')
  const [count, sum] = [plain('count'), plain('sum')]
  const spread = `greatest(a${squares} - ${sum} * ${sum} / nullif(${count}, 0), 0)`
  const population = `${spread} / nullif(${count}, 0)`
  const sampling = `${spread} / nullif(${count} - 1, 0)`
  const columns: Record<string, string> = {
    sum_of_squares: `a${squares}`,
    variance: population,
    variance_population: population,
    variance_sampling: sampling,
    std_deviation: `sqrt(${population})`,
    std_deviation_population: `sqrt(${population})`,
    std_deviation_sampling: `sqrt(${sampling})`,
  }
  order((property) => (Object.hasOwn(columns, property) ? columns[property] : plain(property)))
  return (at) => ({ ...stats(at), sum_of_squares: at.values[squares] ?? null })
}

function planRanks(metric: Ranks, where: readonly Query[], level: Level, env: Env): Assemble {
  const { field, missing } = metric
  numericType(env, field, metric.kind)
  const more = missing === undefined ? {} : { missing }
  const count = level.add({ operation: 'count', field, where, ...more })
  const slots = metric.values.map((limit) => level.add({ operation: 'upto', field, where, limit, ...more }))
  level.orders.set(metric.name, (property) => {
    const place = metric.values.indexOf(Number(property))
    return place < 0 ? undefined : `a${slots[place]} / nullif(a${count}, 0)`
  })
  return ({ values }) => {
    const total = asCount(values[count])
    const shares = slots.map((slot) => (total === 0 ? null : (asCount(values[slot]) / total) * 100))
    return shownByKey(metric.values, shares, metric.keyed)
  }
}

function planWeighted(metric: Weighted, where: readonly Query[], level: Level, env: Env): Assemble {
  const { value, weight } = metric
  for (const { field } of [value, weight]) numericType(env, field, metric.kind)
  const missing = value.missing === undefined ? {} : { missing: value.missing }
  const add = (as: 'times' | 'beside') =>
    level.add({ operation: 'sum', field: value.field, with: { ...weight, as }, where, ...missing })
  const [sum, weights] = [add('times'), add('beside')]
  level.orders.set(metric.name, (property) =>
    property === 'value' ? `a${sum} / nullif(a${weights}, 0)` : undefined,
  )
  return ({ values }) => {
    const [top, bottom] = [values[sum], values[weights]]
    return {
      value: typeof top === 'number' && typeof bottom === 'number' && bottom !== 0 ? top / bottom : null,
    }
  }
}

function planCardinality(
  metric: Numeric,
  where: readonly Query[],
  level: Level,
  env: Env,
  inline: boolean,
): Assemble {
  if (inline) {
    const { field, missing } = metric
    const at = level.add({
      operation: 'distinct',
      field,
      where,
      ...(missing === undefined ? {} : { missing }),
    })
    level.orders.set(metric.name, (property) => (property === 'value' ? `a${at}` : undefined))
    return ({ values }) => ({ value: asCount(values[at]) })
  }
  const answer = level.job(cardinalityJob(metric, where, env))
  return (at) => answer(at) ?? { value: 0 }
}

/** Groups by the field as one key more, and counts the groups. */
function cardinalityJob({ field, missing }: Numeric, where: readonly Query[], env: Env): Job {
  return {
    async run(context) {
      const unified = unify(env.scopes, field)
      const key: Key =
        missing === undefined
          ? { field, byId: countsIds(field, env), expression: (value) => value }
          : { field, total: true, expression: (value) => orElse(value, unified, missing) }
      const grouped = groupSql(
        { scopes: env.scopes, where: [...context.where, ...where] },
        [...context.keys, key],
        [],
        chosenIn(context),
      )
      const outer = context.keys.map((_, at) => `k${at}`)
      const group = outer.length > 0 ? ` GROUP BY ${outer.join(', ')}` : ''
      const rows = await env.session.rows(
        `SELECT ${[...outer, 'count(*)'].join(', ')} FROM (${grouped}) c${group}`,
      )
      return byTuple(rows, context, ([count]) => ({ value: asCount(count) }))
    },
  }
}

function planPercentiles(
  metric: Percentiles,
  where: readonly Query[],
  level: Level,
  env: Env,
  inline: boolean,
): Assemble {
  const { type } = numericType(env, metric.field, metric.kind)
  const accumulator: Accumulator = {
    operation: 'quantiles',
    field: metric.field,
    where,
    quantiles: metric.percents.map((percent) => percent / 100),
    exact: env.exact,
    ...(env.documents <= MIDPOINT_DOCUMENTS ? { midpoint: true } : {}),
    ...(metric.missing === undefined ? {} : { missing: metric.missing }),
  }
  const show = (value: Value | undefined) => {
    const found = accumulator.midpoint ? midpoints(value, accumulator.quantiles!) : value
    return percentileValues(metric, found, type === 'float')
  }
  if (inline) {
    const at = level.add(accumulator)
    level.orders.set(metric.name, (property) => {
      const place = metric.percents.indexOf(Number(property))
      if (place < 0) return undefined
      return accumulator.midpoint
        ? midpointSql(`a${at}`, accumulator.quantiles![place])
        : `a${at}[${place + 1}]`
    })
    return ({ values }) => show(values[at])
  }
  const answer = level.job({
    async run(context) {
      const source = { scopes: env.scopes, where: [...context.where, ...where] }
      const chosen = chosenIn(context)
      if (!env.exact && metric.missing === undefined && context.tuples.length <= BINNED_BUCKETS) {
        const quantiles = accumulator.quantiles!
        const rows = await env.session.rows(binsSql(metric.field, source, context.keys, quantiles, chosen))
        const found = quantilesOfBins(rows, context.keys.length, quantiles.length)
        return new Map([...found].map(([tuple, values]) => [tuple, show(values)]))
      }
      const rows = await env.session.rows(
        groupSql(source, context.keys, [{ ...accumulator, where: [] }], chosen),
      )
      return byTuple(rows, context, ([value]) => show(value))
    },
  })
  return (at) => answer(at) ?? show(null)
}

function percentileValues(
  { percents, keyed }: Percentiles,
  value: Value | undefined,
  floats: boolean,
): AggregationResult {
  const found = Array.isArray(value) ? (value as readonly Value[]) : []
  const at = (place: number) => {
    const one = found[place]
    return typeof one === 'number' ? (floats ? shortFloat(one) : one) : null
  }
  return shownByKey(
    percents,
    percents.map((_, place) => at(place)),
    keyed,
  )
}

function shownByKey(
  keys: readonly number[],
  values: readonly (number | null)[],
  keyed: boolean,
): AggregationResult {
  if (!keyed) return { values: keys.map((key, place) => ({ key, value: values[place] })) }
  const nameOf = (key: number) => (Number.isInteger(key) ? key.toFixed(1) : String(key))
  return { values: Object.fromEntries(keys.map((key, place) => [nameOf(key), values[place]])) }
}

function byTuple(
  rows: readonly (readonly Value[])[],
  { keys }: Context,
  show: (values: readonly Value[]) => AggregationResult,
): Map<string, AggregationResult> {
  const results = new Map<string, AggregationResult>()
  for (const row of rows)
    results.set(tupleName(row.slice(0, keys.length) as Tuple), show(row.slice(keys.length)))
  return results
}

function average(sum: Value | undefined, count: Value | undefined): number | null {
  return typeof sum === 'number' && asCount(count) > 0 ? sum / asCount(count) : null
}

function numericType(env: Env, field: string, kind: string) {
  const unified = unify(env.scopes, field)
  if (unified.type !== undefined && (unified.sql === 'VARCHAR' || unified.type === 'geo_point')) {
    throw notNumeric(field, unified.type, kind)
  }
  return unified
}
