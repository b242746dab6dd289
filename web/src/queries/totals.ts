import { type QueryContext, scope, within } from './context.ts'
import type { Aggs, SearchBody } from './search-body.ts'
import { isError, timeBuckets } from './time-buckets.ts'

const figures: Aggs = {
  visitors: { cardinality: { field: 'host' } },
  bytes: { sum: { field: 'bytes' } },
  errors: { filter: isError },
  answered: { value_count: { field: 'status' } },
  time: { percentiles: { field: 'request_time', percents: [95] } },
}

/** The strip's figures for the window and for the equally long one before it. */
export function totalsQuery(context: QueryContext): SearchBody {
  const { from, to } = context
  const before = from - (to - from)
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context, [], { from: before, to }),
    aggs: {
      when: {
        filters: { filters: { current: within(from, to), previous: within(before, from) } },
        aggs: figures,
      },
    },
  }
}

/** The strip's sparklines. */
export function trendQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context),
    aggs: { over_time: timeBuckets(context, 40, figures) },
  }
}
