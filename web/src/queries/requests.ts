import { type QueryContext, scope, TIME } from './context.ts'
import type { SearchBody } from './search-body.ts'
import { byStatusClass, timeBuckets } from './time-buckets.ts'

/** Requests over time, stacked by status class. What has no status (lines that did not parse) is the rest. */
export function requestsQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: true,
    query: scope(context),
    aggs: { over_time: timeBuckets(context, 120, { class: byStatusClass }) },
  }
}

/** Seconds that the live number looks back; the running second and the one before it are not counted yet. */
export const RATE_SECONDS = 60

/** Requests second by second, up to now, whatever window is looked at. */
export function rateQuery(context: QueryContext): SearchBody {
  const to = Math.floor(context.now / 1000) * 1000
  const from = to - RATE_SECONDS * 1000
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context, [], { from, to }),
    aggs: {
      seconds: {
        date_histogram: {
          field: TIME,
          fixed_interval: '1s',
          min_doc_count: 0,
          extended_bounds: { min: from, max: to - 1 },
        },
      },
    },
  }
}

/** The newest lines. */
export function newestQuery(context: QueryContext, size = 50): SearchBody {
  return {
    size,
    track_total_hits: false,
    query: scope(context),
    sort: [{ [TIME]: 'desc' }, { _doc: 'desc' }],
  }
}
