import type { Hit, Query, SearchRequest, SortKey } from '../../../../stages/search/ports.ts'
import type { Session, Value } from '../database.ts'
import { documentsAt, type Found } from './documents.ts'
import { allOf, type Scope } from './query.ts'
import { type Sorting, sortingOf } from './sort.ts'
import { fromOf, type Joins, META_FIELDS, unify, valueIn } from './value.ts'

export interface HitsRequest {
  readonly where: readonly Query[]
  readonly from: number
  readonly size: number
  readonly sort: readonly SortKey[]
  readonly searchAfter?: SearchRequest['searchAfter']
  readonly source: SearchRequest['source']
  readonly trackScores?: boolean
  readonly collapse?: string
}

/** First the places of the hits, reading only what they are ordered by; then those documents. */
export async function findHits(
  session: Session,
  scopes: readonly Scope[],
  request: HitsRequest,
): Promise<Hit[]> {
  if (scopes.length === 0 || request.size <= 0) return []
  const shown = scoreOf(request.sort) === null && !request.trackScores ? null : sameScore(scopes)
  const byScore: readonly SortKey[] = request.sort.length === 0 && shown === undefined ? [BEST_FIRST] : []
  const sorting = sortingOf(scopes, [...request.sort, ...byScore])
  const collapsed = request.collapse === undefined ? undefined : unify(scopes, request.collapse)
  const branches = scopes.map((scope, at) => {
    const joins: Joins = new Map()
    const more =
      shown === undefined ? [`${valueIn(scope, '_score', META_FIELDS._score, joins)} AS score`] : []
    if (collapsed) more.push(`${valueIn(scope, request.collapse!, collapsed, joins)} AS value`)
    return placesSql(scope, at, request.where, sorting, more, joins)
  })
  const after = request.searchAfter ? ` WHERE ${sorting.after(request.searchAfter)}` : ''
  const union = `SELECT * FROM (${branches.join(' UNION ALL ')}) u${after}`
  const from = collapsed ? firstOfEach(union, sorting) : union
  const rows = await session.rows(
    `${from} ORDER BY ${sorting.order} LIMIT ${Math.trunc(request.size)} OFFSET ${Math.trunc(request.from)}`,
  )
  const found = rows.map((row) => ({
    ...foundIn(row, sorting, request.sort.length),
    ...(shown === undefined ? { score: Number(row[3 + sorting.length]) } : {}),
  }))
  return documentsAt(session, scopes, found, request.source, shown ?? null)
}

const BEST_FIRST = { field: '_score', order: 'desc' } as const

/** The one score of all matches; undefined where they differ. */
function sameScore(scopes: readonly Scope[]): number | undefined {
  const [first = 1, ...others] = scopes.map(({ score = 1 }) => score)
  return typeof first === 'number' && others.every((score) => score === first) ? first : undefined
}

/** Rows without the value are one group, as in OpenSearch. */
const firstOfEach = (union: string, { order }: Sorting) =>
  `SELECT * EXCLUDE (again) FROM (SELECT *, row_number() OVER (PARTITION BY value ORDER BY ${order}) AS again FROM (${union}) c) d WHERE again = 1`

/** Columns: index, row, sort values, arrival number. */
export function placesSql(
  scope: Scope,
  at: number,
  where: readonly Query[],
  sorting: Sorting,
  more: readonly string[] = [],
  joins: Joins = new Map(),
): string {
  const columns = [`${at} AS place`, 'f.rowid AS row', ...sorting.columns(scope, joins), ...more]
  return `SELECT ${columns.join(', ')} FROM ${fromOf(scope, joins)} WHERE ${allOf(where, scope)}`
}

/** `asked`: how many of the sort values the client knows of. */
export function foundIn(row: readonly Value[], sorting: Sorting, asked = sorting.length): Found {
  const sort = sorting.shown(row.slice(2)).slice(0, asked)
  return { scope: row[0] as number, row: row[1] as number, ...(asked > 0 ? { sort } : {}) }
}

/** What every match scores that has no score of its own: 1, or nothing where another order was asked for. */
export function scoreOf(sort: readonly SortKey[]): number | null {
  return sort.length === 0 || sort.some(({ field }) => field === '_score') ? 1 : null
}
