import type { Hit, Query, SearchRequest, SortKey } from '../../../../stages/search/ports.ts'
import type { Session, Value } from '../database.ts'
import { documentsAt, type Found } from './documents.ts'
import { allOf, type Scope } from './query.ts'
import { type Sorting, sortingOf } from './sort.ts'
import { fromOf, type Joins } from './value.ts'

export interface HitsRequest {
  readonly where: readonly Query[]
  readonly from: number
  readonly size: number
  readonly sort: readonly SortKey[]
  readonly searchAfter?: SearchRequest['searchAfter']
  readonly source: SearchRequest['source']
}

/** First the places of the hits, reading only what they are ordered by; then those documents. */
export async function findHits(
  session: Session,
  scopes: readonly Scope[],
  request: HitsRequest,
): Promise<Hit[]> {
  if (scopes.length === 0 || request.size <= 0) return []
  const sorting = sortingOf(scopes, request.sort)
  const branches = scopes.map((scope, at) => placesSql(scope, at, request.where, sorting))
  const after = request.searchAfter ? ` WHERE ${sorting.after(request.searchAfter)}` : ''
  const rows = await session.rows(
    `SELECT * FROM (${branches.join(' UNION ALL ')}) u${after} ORDER BY ${sorting.order} LIMIT ${Math.trunc(request.size)} OFFSET ${Math.trunc(request.from)}`,
  )
  const found = rows.map((row) => foundIn(row, sorting))
  return documentsAt(session, scopes, found, request.source, scoreOf(request.sort))
}

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

export function foundIn(row: readonly Value[], sorting: Sorting): Found {
  const sort = sorting.shown(row.slice(2))
  return { scope: row[0] as number, row: row[1] as number, ...(sorting.length > 0 ? { sort } : {}) }
}

/** Every match scores alike: 1, or nothing where another order was asked for. */
export function scoreOf(sort: readonly SortKey[]): number | null {
  return sort.length === 0 || sort.some(({ field }) => field === '_score') ? 1 : null
}
