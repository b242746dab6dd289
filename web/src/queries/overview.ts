import type { QueryContext } from './context.ts'
import { productPathsQuery, productWaysQuery } from './product-paths.ts'
import {
  clientsQuery,
  methodsQuery,
  missingPagesQuery,
  pagesQuery,
  referrersQuery,
  slowestQuery,
  statusesQuery,
  vhostsQuery,
} from './rankings.ts'
import { newestQuery, rateQuery, requestsQuery } from './requests.ts'
import type { SearchBody } from './search-body.ts'
import { timeTrendQuery, totalsQuery, trendQuery } from './totals.ts'
import { attemptsQuery, unusualQuery } from './unusual.ts'
import { browsersQuery, countriesQuery, devicesQuery, hoursQuery, systemsQuery } from './visitors.ts'

/** A search or two a panel, in the order in which they are wanted on the screen. */
export const OVERVIEW = {
  totals: totalsQuery,
  rate: rateQuery,
  requests: requestsQuery,
  unusual: unusualQuery,
  attempts: attemptsQuery,
  trend: trendQuery,
  timeTrend: timeTrendQuery,
  pages: pagesQuery,
  clients: clientsQuery,
  referrers: referrersQuery,
  statuses: statusesQuery,
  browsers: browsersQuery,
  systems: systemsQuery,
  devices: devicesQuery,
  countries: countriesQuery,
  hours: hoursQuery,
  productPaths: productPathsQuery,
  productWays: productWaysQuery,
  missingPages: missingPagesQuery,
  slowest: slowestQuery,
  vhosts: vhostsQuery,
  methods: methodsQuery,
  newest: (context: QueryContext) => newestQuery(context),
} as const satisfies Record<string, (context: QueryContext) => SearchBody>

export type PanelQuery = keyof typeof OVERVIEW

/** Every search that the Overview asks, by panel. */
export function overviewQueries(context: QueryContext): Record<string, SearchBody> {
  return Object.fromEntries(Object.entries(OVERVIEW).map(([name, build]) => [name, build(context)]))
}
