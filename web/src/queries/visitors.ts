import { type QueryContext, scope, TIME } from './context.ts'
import { topQuery } from './rankings.ts'
import type { SearchBody } from './search-body.ts'

/** Two rings: name, and version within the name. */
const rings = (context: QueryContext, name: string, version: string) =>
  topQuery(context, name, 7, { versions: { terms: { field: version, size: 5 } } })

export const browsersQuery = (context: QueryContext) => rings(context, 'browser', 'browser_version')

export const systemsQuery = (context: QueryContext) => rings(context, 'os', 'os_version')

export const countriesQuery = (context: QueryContext) =>
  topQuery(context, 'country', 250, { visitors: { cardinality: { field: 'host' } } })

export const devicesQuery = (context: QueryContext): SearchBody => ({
  size: 0,
  track_total_hits: true,
  query: scope(context),
  aggs: {
    device: { terms: { field: 'device', size: 6 } },
    bots: {
      filter: { term: { bot: true } },
      aggs: { names: { terms: { field: 'browser', size: 4 } }, bytes: { sum: { field: 'bytes' } } },
    },
  },
})

const DAY = 86_400_000
/** Hours are folded into weekdays on the page; more days than this would only cost time. */
export const HEAT_DAYS = 91

/** Lines hour by hour, for the hour × weekday heat map. Looks at most `HEAT_DAYS` back from the window's end. */
export function hoursQuery(context: QueryContext): SearchBody {
  const from = Math.max(context.from, context.to - HEAT_DAYS * DAY)
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context, [], { from, to: context.to }),
    aggs: {
      hours: {
        date_histogram: { field: TIME, fixed_interval: '1h', time_zone: context.timeZone, min_doc_count: 1 },
        aggs: { visitors: { cardinality: { field: 'host' } } },
      },
    },
  }
}
