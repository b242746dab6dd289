import { type QueryContext, scope, TIME } from './context.ts'
import { has } from './filter.ts'
import { requestsQuery } from './requests.ts'
import type { Clause, SearchBody } from './search-body.ts'

export const LINES_A_PAGE = 100

const NEWEST_FIRST = [{ [TIME]: 'desc' }, { _doc: 'desc' }]

/** A page of lines, newest first; `after` is the `sort` of the last line that is already there. */
export function linesQuery(context: QueryContext, after?: readonly unknown[]): SearchBody {
  return {
    size: LINES_A_PAGE,
    track_total_hits: after === undefined,
    query: scope(context),
    sort: NEWEST_FIRST,
    ...(after ? { search_after: after } : {}),
  }
}

export const linesHistogramQuery = requestsQuery

const unparsed: Clause = { exists: { field: 'parse_error' } }

/** How many lines of the window did not parse, and why. */
export function unparsedQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: true,
    query: scope(context, [unparsed]),
    aggs: { why: { terms: { field: 'parse_error', size: 5 } } },
  }
}

/** A field's most frequent values, and in how many lines it is there. */
export function fieldQuery(context: QueryContext, field: string): SearchBody {
  return {
    size: 0,
    track_total_hits: true,
    query: scope(context),
    aggs: { top: { terms: { field, size: 8 } }, present: { filter: { exists: { field } } } },
  }
}

/** Values of a keyword field that hold `part`, most frequent first: for completion in the query bar. */
export function completionQuery(context: QueryContext, field: string, part: string): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope({ ...context, query: '' }, part ? [has(field, part)] : []),
    aggs: { top: { terms: { field, size: 12 } } },
  }
}
