import type {
  AggregationResult,
  BucketAggregation,
  BucketRange,
  Query,
} from '../../../../stages/search/ports.ts'
import { type Assemble, asCount, countBuckets, type Env, type Level, type Plan } from './level.ts'
import { unify } from './value.ts'

type Conditional = Extract<BucketAggregation, { kind: 'filter' | 'filters' | 'missing' | 'range' }>

interface Condition {
  readonly key: string
  readonly query: Query
  readonly extra: Readonly<Record<string, unknown>>
}

/**
 * Buckets that are conditions (and may overlap): no grouping, each is counted under its condition in the
 * statement of the level around it, and so are the sums inside.
 */
export function planConditional(
  aggregation: Conditional,
  where: readonly Query[],
  level: Level,
  env: Env,
  plan: Plan,
): Assemble {
  const parts = conditionsOf(aggregation, env).map(({ key, query, extra }) => {
    const inside = [...where, query]
    const count = level.add({ operation: 'rows', where: inside })
    const children = plan(aggregation.children, inside, level, env, new Set())
    if (aggregation.kind === 'filter' || aggregation.kind === 'missing') {
      level.orders.set(aggregation.name, (property) => (property === '_count' ? `a${count}` : undefined))
    }
    return { key, extra, count, children }
  })
  if (aggregation.kind === 'filter' || aggregation.kind === 'missing') {
    const [{ count, children }] = parts
    return (at) => ({ doc_count: asCount(at.values[count]), ...children(at) })
  }
  const keyed = aggregation.keyed
  const withKey = aggregation.kind === 'range' || !keyed
  return (at) => {
    countBuckets(env, parts.length)
    const buckets = parts.map(({ key, extra, count, children }): readonly [string, AggregationResult] => [
      key,
      {
        ...(withKey && !keyed ? { key } : {}),
        ...extra,
        doc_count: asCount(at.values[count]),
        ...children(at),
      },
    ])
    return { buckets: keyed ? Object.fromEntries(buckets) : buckets.map(([, bucket]) => bucket) }
  }
}

function conditionsOf(aggregation: Conditional, env: Env): readonly Condition[] {
  switch (aggregation.kind) {
    case 'filter':
      return [{ key: '', query: aggregation.query, extra: {} }]
    case 'missing':
      return [{ key: '', query: without(aggregation.field), extra: {} }]
    case 'filters':
      return aggregation.filters.map(({ key, query }) => ({ key, query, extra: {} }))
    case 'range': {
      const dates = unify(env.scopes, aggregation.field).type === 'date'
      const sorted = [...aggregation.ranges].sort(byBounds)
      return sorted.map((range) => rangeCondition(aggregation.field, range, dates))
    }
  }
}

function without(field: string): Query {
  const exists: Query = { kind: 'exists', field }
  return { kind: 'bool', must: [], filter: [], should: [], mustNot: [exists], minimumShouldMatch: 0 }
}

function byBounds(a: BucketRange, b: BucketRange): number {
  const from = (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY)
  const to = (a.to ?? Number.POSITIVE_INFINITY) - (b.to ?? Number.POSITIVE_INFINITY)
  // Two open sides give NaN: they are equal.
  return from || to || 0
}

function rangeCondition(field: string, { key, from, to }: BucketRange, dates: boolean): Condition {
  const show = (value: number) => (dates ? new Date(value).toISOString() : withPoint(value))
  const query: Query = {
    kind: 'range',
    field,
    ...(from === undefined ? {} : { gte: from }),
    ...(to === undefined ? {} : { lt: to }),
  }
  const asString = (name: string, value: number) => (dates ? { [`${name}_as_string`]: show(value) } : {})
  return {
    key: key ?? `${from === undefined ? '*' : show(from)}-${to === undefined ? '*' : show(to)}`,
    query,
    extra: {
      ...(from === undefined ? {} : { from, ...asString('from', from) }),
      ...(to === undefined ? {} : { to, ...asString('to', to) }),
    },
  }
}

/** Java's way of writing a double: 100.0. */
function withPoint(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}
