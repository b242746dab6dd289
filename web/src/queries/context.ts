import { type Filter, filterClauses } from './filter.ts'
import type { Clause } from './search-body.ts'

/** What every panel is asked within. Times are ms since 1970; the window is [from, to). */
export interface QueryContext {
  readonly from: number
  readonly to: number
  readonly now: number
  /** Lucene query_string; empty for everything. */
  readonly query: string
  readonly filters: readonly Filter[]
  /** IANA name; days and hours are cut at this zone's midnight. */
  readonly timeZone: string
}

export const INDEX = 'web-logs-*'
export const TIME = 'timestamp'

/** The query that a panel starts from; `extra` narrows it, `window` moves it in time. */
export function scope(
  context: QueryContext,
  extra: readonly Clause[] = [],
  window: { readonly from: number; readonly to: number } = context,
): Clause {
  const { filter, must_not } = filterClauses(context.filters)
  return {
    bool: {
      filter: [within(window.from, window.to), ...textClause(context.query), ...filter, ...extra],
      ...(must_not.length > 0 ? { must_not } : {}),
    },
  }
}

export function within(from: number, to: number): Clause {
  return { range: { [TIME]: { gte: from, lt: to, format: 'epoch_millis' } } }
}

function textClause(query: string): Clause[] {
  return query.trim() === '' ? [] : [{ query_string: { query, default_operator: 'AND' } }]
}
