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
/** A week has all hours once, so less would say nothing; beyond a quarter more days only cost time. */
export const HEAT_DAYS = { least: 7, most: 91 } as const

/** The part of time that the hour × weekday heat map shows: up to the window's end. */
export function heatWindow({ from, to }: { readonly from: number; readonly to: number }) {
  const days = Math.min(HEAT_DAYS.most, Math.max(HEAT_DAYS.least, (to - from) / DAY))
  return { from: Math.max(0, to - days * DAY), to }
}

/** Lines hour by hour, for the hour × weekday heat map. */
export function hoursQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context, [], heatWindow(context)),
    aggs: {
      hours: {
        date_histogram: { field: TIME, fixed_interval: '1h', time_zone: context.timeZone, min_doc_count: 1 },
      },
    },
  }
}
