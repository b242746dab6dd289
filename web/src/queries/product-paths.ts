import { type QueryContext, scope } from './context.ts'
import { has } from './filter.ts'
import type { Clause, SearchBody } from './search-body.ts'

export const PRODUCT_PREFIX = '/product/'

const fromSearch = has('referer', '/search')
const fromRecommendation = has('referer', '/recommendation')

/** How visitors come to product pages, for each of the most visited products and for each hour. */
export function productPathsQuery(context: QueryContext): SearchBody {
  const how: Clause = {
    filters: {
      filters: {
        search: fromSearch,
        recommendation: { bool: { filter: [fromRecommendation], must_not: [fromSearch] } },
        other: { bool: { must_not: [fromSearch, fromRecommendation] } },
      },
    },
  }
  return {
    size: 0,
    track_total_hits: true,
    query: scope(context, [{ prefix: { path: PRODUCT_PREFIX } }]),
    aggs: {
      total: how,
      products: { terms: { field: 'path', size: 7 }, aggs: { how } },
    },
  }
}
