import { type QueryContext, scope } from './context.ts'
import type { Aggs, Clause, SearchBody } from './search-body.ts'
import { isError } from './time-buckets.ts'

/** Most frequent values of a field, with the number of lines in the window for the share of the total. */
export function topQuery(
  context: QueryContext,
  field: string,
  size: number,
  aggs?: Aggs,
  extra: readonly Clause[] = [],
): SearchBody {
  return {
    size: 0,
    track_total_hits: true,
    query: scope(context, extra),
    aggs: { top: { terms: { field, size }, ...(aggs ? { aggs } : {}) } },
  }
}

/** What a page brings along, by the end of its path. */
const isStaticFile: Clause = {
  regexp: {
    path: {
      value:
        '.*\\.(css|js|mjs|map|json|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3|pdf|zip|txt|xml)',
      case_insensitive: true,
    },
  },
}

const pageFigures: Aggs = { visitors: { cardinality: { field: 'host' } }, errors: { filter: isError } }

/** Paths that people open; without the images, styles and scripts that follow from them. */
export const pagesQuery = (context: QueryContext) =>
  topQuery(context, 'path', 10, pageFigures, [{ bool: { must_not: [isStaticFile] } }])

export const filesQuery = (context: QueryContext) =>
  topQuery(context, 'path', 10, { bytes: { sum: { field: 'bytes' } }, errors: { filter: isError } }, [
    isStaticFile,
  ])

export const clientsQuery = (context: QueryContext) =>
  topQuery(context, 'host', 10, {
    country: { terms: { field: 'country', size: 1 } },
    bytes: { sum: { field: 'bytes' } },
    errors: { filter: isError },
  })

export const referrersQuery = (context: QueryContext) => topQuery(context, 'referer_host', 10)

export const statusesQuery = (context: QueryContext) => topQuery(context, 'status', 12)

export const vhostsQuery = (context: QueryContext) =>
  topQuery(context, 'vhost', 10, { bytes: { sum: { field: 'bytes' } }, errors: { filter: isError } })

export const methodsQuery = (context: QueryContext): SearchBody => ({
  size: 0,
  track_total_hits: true,
  query: scope(context),
  aggs: {
    verb: { terms: { field: 'verb', size: 6 } },
    protocol: { terms: { field: 'protocol', size: 4 } },
    tls: { terms: { field: 'tls', size: 4 } },
    cache: { terms: { field: 'cache', size: 6 } },
  },
})

export const missingPagesQuery = (context: QueryContext) =>
  topQuery(context, 'path', 10, { clients: { cardinality: { field: 'host' } } }, [{ term: { status: 404 } }])

/**
 * Pages by their average time, with the 95th percentile of those shown: to order by it would mean to reckon it for
 * every page there is. Pages asked for once or twice would only be noise.
 */
export const slowestQuery = (context: QueryContext): SearchBody => ({
  size: 0,
  track_total_hits: true,
  query: scope(context, [{ exists: { field: 'request_time' } }]),
  aggs: {
    top: {
      terms: { field: 'path', size: 10, min_doc_count: 3, order: { mean: 'desc' } },
      aggs: {
        time: { percentiles: { field: 'request_time', percents: [95] } },
        mean: { avg: { field: 'request_time' } },
      },
    },
  },
})
