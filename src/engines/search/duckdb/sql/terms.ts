import type { BucketAggregation, FieldType, Scalar, TermChoice } from '../../../../stages/search/ports.ts'
import type { Value } from '../database.ts'
import { badOrder } from '../errors.ts'
import { isText } from '../model.ts'
import { shown } from './display.ts'
import { countsIds, groupSql, type Key, type Source } from './group.ts'
import type { Bucket, Env, Kind, Level } from './level.ts'
import { list, text } from './literal.ts'
import { luceneRegexp } from './regexp.ts'
import { literalOf } from './scalar.ts'
import { type Unified, unify } from './value.ts'

type Terms = Extract<BucketAggregation, { kind: 'terms' }>

/** Buckets by value: the first `size` of each parent in the wanted order, ties by key. */
export async function termsKind(terms: Terms, source: Source, env: Env, parents: number): Promise<Kind> {
  const unified = unify(env.scopes, terms.field)
  const key = keyOf(terms, unified)
  const orders = terms.order.length > 0 ? terms.order : [{ by: '_count', order: 'desc' as const }]
  const words = terms.minDocCount === 0 ? await allWords(terms, key, unified, source, env) : []
  const byId = parents === 0 && isPlain(terms, orders) ? wordsById(terms.field, env) : undefined
  return {
    keys: [key],
    ...(byId ? { groupBy: [{ ...key, byId: true }] } : {}),
    inline: metricsIn(orders),
    select: (grouped, keys, level) =>
      byId
        ? topById(byId, grouped, terms.size)
        : selectSql(terms, unified, grouped, keys, orderSql(orders, [`k${keys - 1}`], level)),
    present(buckets, empty) {
      const all = [...buckets]
      const known = new Set(buckets.map(({ key: own }) => own))
      for (const word of words) if (all.length < terms.size && !known.has(word)) all.push(empty(word))
      const taken = buckets.reduce((sum, { count }) => sum + count, 0)
      const total = buckets.length > 0 ? Number(buckets[0].extra[0]) : 0
      return {
        doc_count_error_upper_bound: 0,
        sum_other_doc_count: Math.max(0, total - taken),
        buckets: all.map((bucket) => presentBucket(bucket, unified.type)),
      }
    },
  }
}

/** The most frequent values and nothing else asked. */
function isPlain(terms: Terms, orders: Terms['order']): boolean {
  const byCount = orders.length === 1 && orders[0].by === '_count' && orders[0].order === 'desc'
  const all = !terms.include && !terms.exclude && terms.missing === undefined
  return byCount && all && terms.minDocCount === 1 && terms.maxDocCount === undefined
}

/** The metrics that an order needs. */
export const metricsIn = (orders: Terms['order']) => new Set(orders.map(({ by }) => by.split(/[.>]/)[0]))

interface WordTable {
  readonly table: string
  readonly column: string
}

/** The table of a dimension's own words, where ids can stand for words: one index, no word under two ids. */
function wordsById(field: string, env: Env): WordTable | undefined {
  if (!countsIds(field, env)) return undefined
  const [{ index }] = env.scopes
  return { table: index.dimensions.get(field)!.table, column: index.fields.get(field)!.places[0].column }
}

/** Only ids as frequent as the last one to be shown get their words, which decide between equals. */
function topById({ table, column }: WordTable, grouped: string, size: number): string {
  const limit = Math.trunc(size)
  return `WITH g AS MATERIALIZED (${grouped}), least AS (SELECT min(a0) AS n FROM (SELECT a0 FROM g ORDER BY a0 DESC LIMIT ${limit})) SELECT w.${column} AS k0, g.* EXCLUDE (k0), (SELECT sum(a0) FROM g) AS total FROM g JOIN ${table} w ON w.id = g.k0 WHERE g.a0 >= (SELECT n FROM least) ORDER BY a0 DESC, w.${column} LIMIT ${limit}`
}

export function keyOf(
  { field, missing }: { readonly field: string; readonly missing?: Scalar },
  unified: Unified,
): Key {
  // `coalesce` with a literal of the field's type; a field that no index has takes it as text.
  const instead = missing === undefined ? undefined : literalOf(missing, unified.type ?? 'keyword')
  const plain =
    unified.type !== undefined && isText(unified.type) && unified.type !== 'ip' && !field.startsWith('_')
  return {
    field,
    total: instead !== undefined,
    expression: (value) => {
      if (instead === undefined) return value
      return `coalesce(${unified.type === undefined ? `CAST(${value} AS VARCHAR)` : value}, ${instead})`
    },
    restrict: (values) =>
      plain && unified.type === 'keyword' && instead === undefined
        ? { kind: 'terms', field, values: values.map(String) }
        : undefined,
  }
}

function selectSql(terms: Terms, unified: Unified, grouped: string, keys: number, order: string): string {
  const own = `k${keys - 1}`
  const included = inclusion(terms, unified, own)
  const filtered = included ? `SELECT * FROM (${grouped}) i WHERE ${included}` : grouped
  const most = terms.maxDocCount === undefined ? '' : ` WHERE a0 <= ${Math.trunc(terms.maxDocCount)}`
  const enough = terms.minDocCount > 1 ? ` WHERE a0 >= ${Math.trunc(terms.minDocCount)}` : most
  return topSql(filtered, keys, 1, order, enough, terms.size)
}

/** The first `limit` groups of each parent; `keys` of which the last `own` are not the parents'. */
export function topSql(
  filtered: string,
  keys: number,
  own: number,
  order: string,
  enough: string,
  limit: number,
): string {
  const size = Math.trunc(limit)
  if (keys === own) {
    return `WITH g AS MATERIALIZED (${filtered}) SELECT *, (SELECT sum(a0) FROM g) AS total FROM g${enough} ORDER BY ${order} LIMIT ${size}`
  }
  const parents = Array.from({ length: keys - own }, (_, at) => `k${at}`).join(', ')
  const totals = `SELECT *, sum(a0) OVER (PARTITION BY ${parents}) AS total FROM (${filtered}) g`
  return `SELECT * EXCLUDE (place) FROM (SELECT *, row_number() OVER (PARTITION BY ${parents} ORDER BY ${order}) AS place FROM (${totals}) t${enough}) p WHERE place <= ${size} ORDER BY place`
}

export function inclusion(
  { include, exclude }: Pick<Terms, 'include' | 'exclude'>,
  unified: Unified,
  own: string,
): string | undefined {
  const conditions: string[] = []
  const isOne = (terms: TermChoice) => {
    if ('partition' in terms) {
      return `hash(CAST(${own} AS VARCHAR)) % ${Math.trunc(terms.of)} = ${Math.trunc(terms.partition)}`
    }
    if ('regexp' in terms) {
      return `regexp_full_match(CAST(${own} AS VARCHAR), ${text(luceneRegexp(terms.regexp))}, 's')`
    }
    if (terms.length === 0) return 'FALSE'
    return `${own} IN ${list(terms.map((value) => literalOf(value, unified.type ?? 'keyword')))}`
  }
  if (include) conditions.push(isOne(include))
  if (exclude) conditions.push(`NOT (${isOne(exclude)})`)
  return conditions.length === 0 ? undefined : conditions.join(' AND ')
}

export function orderSql(orders: Terms['order'], own: readonly string[], level: Level): string {
  const parts = orders.map(({ by, order }) => {
    if (by === '_key' || by === '_term') return own.map((key) => `${key} ${order}`).join(', ')
    if (by === '_count') return `a0 ${order}`
    const [name, ...rest] = by.split(/[.>]/)
    const sql = level.orders.get(name)?.(rest.join('.') || defaultProperty(level, name))
    if (!sql) throw badOrder(by)
    return `${sql} ${order} NULLS LAST`
  })
  return [...parts, ...own.map((key) => `${key} ASC`)].join(', ')
}

function defaultProperty(level: Level, name: string): string {
  return level.orders.get(name)?.('value') ? 'value' : '_count'
}

/** For `min_doc_count: 0`: words of the indices whether a document matches or not. */
async function allWords(
  terms: Terms,
  key: Key,
  unified: Unified,
  source: Source,
  env: Env,
): Promise<Value[]> {
  if (source.scopes.length === 0) return []
  const grouped = groupSql({ scopes: source.scopes, where: [] }, [key], [])
  const included = inclusion(terms, unified, 'k0')
  const where = included ? ` WHERE ${included}` : ''
  // A parent may have up to `size` of them already.
  const rows = await env.session.rows(
    `SELECT k0 FROM (${grouped}) w${where} ORDER BY k0 LIMIT ${Math.trunc(terms.size) * 2}`,
  )
  return rows.map(([word]) => word)
}

function presentBucket(
  { key, count, children }: Bucket,
  type: FieldType | undefined,
): Record<string, unknown> {
  const counted = { doc_count: count, ...children }
  if (type === 'boolean') return { key: key ? 1 : 0, key_as_string: String(key), ...counted }
  if (type === 'date') return { key, key_as_string: new Date(Number(key)).toISOString(), ...counted }
  return { key: shown(key, type), ...counted }
}
