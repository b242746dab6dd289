import { type QueryContext, scope, within } from './context.ts'
import type { Clause, SearchBody } from './search-body.ts'
import { byStatusClass, timeBuckets } from './time-buckets.ts'

const visitors: Clause = { cardinality: { field: 'host' } }
const bytes: Clause = { sum: { field: 'bytes' } }
const time: Clause = { percentiles: { field: 'request_time', percents: [95] } }

/** The strip's figures for the window and for the equally long one before it, which the panel of unusual things reads too. */
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
        aggs: { visitors, bytes, time, class: byStatusClass },
      },
    },
  }
}

/** The strip's sparklines; those of requests and errors follow from the requests over time. */
export function trendQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context),
    aggs: { over_time: timeBuckets(context, 40, { visitors, bytes }) },
  }
}

/** A search of its own: percentiles cost as much as all the rest of the strip. */
export function timeTrendQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context),
    aggs: { over_time: timeBuckets(context, 40, { time }) },
  }
}
