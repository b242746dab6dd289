import type { AggregationResult, MetricAggregation, Query } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { notNumeric } from '../errors.ts'
import { BINNED_BUCKETS, binsSql, quantilesOfBins } from './bins.ts'
import { metricValue, shortFloat } from './display.ts'
import { type Accumulator, countsIds, groupSql, type Key, type Tuple } from './group.ts'
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
import { unify } from './value.ts'

type Metric = Exclude<MetricAggregation, { kind: 'top_hits' }>
type Numeric = Extract<
  Metric,
  { kind: 'sum' | 'avg' | 'min' | 'max' | 'stats' | 'value_count' | 'cardinality' }
>
type Percentiles = Extract<Metric, { kind: 'percentiles' }>

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
  if (metric.kind === 'percentiles') return planPercentiles(metric, where, level, env, inline)
  if (metric.kind === 'cardinality') return planCardinality(metric, where, level, env, inline)
  return planNumeric(metric, where, level, env)
}

function planNumeric(metric: Numeric, where: readonly Query[], level: Level, env: Env): Assemble {
  const { type } =
    metric.kind === 'value_count' ? { type: undefined } : numericType(env, metric.field, metric.kind)
  const slot = (operation: Accumulator['operation']) => level.add({ operation, field: metric.field, where })
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

function planCardinality(
  metric: Numeric,
  where: readonly Query[],
  level: Level,
  env: Env,
  inline: boolean,
): Assemble {
  if (inline) {
    const at = level.add({ operation: 'distinct', field: metric.field, where })
    level.orders.set(metric.name, (property) => (property === 'value' ? `a${at}` : undefined))
    return ({ values }) => ({ value: asCount(values[at]) })
  }
  const answer = level.job(cardinalityJob(metric.field, where, env))
  return (at) => answer(at) ?? { value: 0 }
}

/** Groups by the field as one key more, and counts the groups. */
function cardinalityJob(field: string, where: readonly Query[], env: Env): Job {
  return {
    async run(context) {
      const key: Key = { field, byId: countsIds(field, env), expression: (value) => value }
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
  }
  const show = (value: Value | undefined) => percentileValues(metric, value, type === 'float')
  if (inline) {
    const at = level.add(accumulator)
    level.orders.set(metric.name, (property) => {
      const place = metric.percents.indexOf(Number(property))
      return place < 0 ? undefined : `a${at}[${place + 1}]`
    })
    return ({ values }) => show(values[at])
  }
  const answer = level.job({
    async run(context) {
      const source = { scopes: env.scopes, where: [...context.where, ...where] }
      const chosen = chosenIn(context)
      if (!env.exact && context.tuples.length <= BINNED_BUCKETS) {
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
  const keyOf = (percent: number) => (Number.isInteger(percent) ? percent.toFixed(1) : String(percent))
  if (!keyed) return { values: percents.map((percent, place) => ({ key: percent, value: at(place) })) }
  return { values: Object.fromEntries(percents.map((percent, place) => [keyOf(percent), at(place)])) }
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
