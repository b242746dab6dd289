import type { BucketAggregation, CompositeSource, Scalar } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { notNumeric } from '../errors.ts'
import { boundsOf, roundingOf, shifted } from './date-histogram.ts'
import { shown } from './display.ts'
import { tileKeys } from './geo-grid.ts'
import { type Key, literal, type Source } from './group.ts'
import { ordinalKey } from './histogram.ts'
import type { Env, Kind } from './level.ts'
import { type Unified, unify } from './value.ts'
import { zoneOf } from './zone.ts'

type Composite = Extract<BucketAggregation, { kind: 'composite' }>

/** One source as grouping keys (a tile has two), and back as the client's value. */
interface Part {
  readonly keys: readonly Key[]
  show(values: readonly Value[]): Value
  /** The keys' raw values of a client's value. */
  raw(value: Scalar): readonly Value[]
}

/** Buckets by several sources together, in their order, page after page. */
export async function compositeKind(composite: Composite, source: Source, env: Env): Promise<Kind> {
  const parts = await Promise.all(composite.sources.map((one) => partOf(one, source, env)))
  const flat = parts.flatMap(({ keys }, at) => keys.map((key) => ({ key, source: composite.sources[at] })))
  return {
    keys: flat.map(({ key, source: { missing } }) => (missing ? { ...key, total: true } : key)),
    inline: new Set(),
    select(grouped, keys) {
      const columns = flat.map(({ source: { order, missing } }, at) => ({
        column: `k${keys - flat.length + at}`,
        order,
        nullsFirst: (missing ?? 'first') === 'first',
      }))
      const order = columns.map(
        (one) => `${one.column} ${one.order} NULLS ${one.nullsFirst ? 'FIRST' : 'LAST'}`,
      )
      const after = composite.after ? ` WHERE ${afterSql(columns, rawAfter(parts, composite.after))}` : ''
      return `SELECT * FROM (${grouped}) c${after} ORDER BY ${order.join(', ')} LIMIT ${Math.trunc(composite.size)}`
    },
    present: (buckets) => ({
      buckets: buckets.map(({ keys, count, children }) => {
        let at = 0
        const key = parts.map((part, place) => {
          const own = keys.slice(at, at + part.keys.length)
          at += part.keys.length
          return [composite.sources[place].name, own.includes(null) ? null : part.show(own)] as const
        })
        return { key: Object.fromEntries(key), doc_count: count, ...children }
      }),
    }),
  }
}

async function partOf(one: CompositeSource, source: Source, env: Env): Promise<Part> {
  const unified = unify(env.scopes, one.field)
  const { type, sql } = unified
  switch (one.kind) {
    case 'terms':
      return {
        keys: [{ field: one.field, expression: (value) => value }],
        show: ([value]) => shown(value, type),
        raw: (value) => [termOf(value, unified)],
      }
    case 'histogram':
      if (type !== undefined && sql === 'VARCHAR') throw notNumeric(one.field, type, 'composite')
      return {
        keys: [ordinalKey({ field: one.field, interval: one.interval }, unified)],
        show: ([value]) => Number(value) * one.interval,
        raw: (value) => [Math.floor(Number(value) / one.interval + 1e-9)],
      }
    case 'date_histogram': {
      if (type !== undefined && sql === 'VARCHAR') throw notNumeric(one.field, type, 'composite')
      const zone = zoneOf(one.timeZone)
      const bounds = zone.utc ? { min: 0, max: 0 } : await boundsOf(one.field, source, env)
      const rounding = roundingOf(one, zone, bounds)
      return {
        keys: [{ field: one.field, expression: (value) => rounding.sql(shifted(value, one.offsetMillis)) }],
        show: ([value]) => rounding.toUtc(Number(value)) + one.offsetMillis,
        raw: (value) => [rounding.round(Number(value) - one.offsetMillis)],
      }
    }
    case 'geotile':
      if (type !== undefined && type !== 'geo_point') throw notNumeric(one.field, type, 'composite')
      return {
        keys: tileKeys(one.field, one.precision),
        show: ([x, y]) => `${one.precision}/${x}/${y}`,
        raw: (value) => String(value).split('/').slice(1).map(Number),
      }
  }
}

function termOf(value: Scalar, { sql }: Unified): Value {
  if (sql === 'VARCHAR') return String(value)
  if (sql === 'BOOLEAN') return value === true || value === 'true'
  return Number(value)
}

const rawAfter = (parts: readonly Part[], after: readonly (Scalar | null)[]): readonly Value[] =>
  parts.flatMap((part, at) => {
    const value = after[at]
    return value === null ? part.keys.map(() => null) : part.raw(value)
  })

interface Column {
  readonly column: string
  readonly order: 'asc' | 'desc'
  readonly nullsFirst: boolean
}

/** (k0, k1) after (v0, v1): k0 after v0, or k0 equal to v0 and k1 after v1. */
function afterSql(columns: readonly Column[], values: readonly Value[]): string {
  const equal: string[] = []
  const ways = columns.map(({ column, order, nullsFirst }, at) => {
    const value = values[at]
    const beyond =
      value === null
        ? nullsFirst
          ? `${column} IS NOT NULL`
          : 'FALSE'
        : `(${column} ${order === 'asc' ? '>' : '<'} ${literal(value)}${nullsFirst ? '' : ` OR ${column} IS NULL`})`
    const way = [...equal, beyond].join(' AND ')
    equal.push(`${column} IS NOT DISTINCT FROM ${value === null ? 'NULL' : literal(value)}`)
    return `(${way})`
  })
  return `(${ways.join(' OR ')})`
}
