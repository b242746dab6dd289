import { type QueryContext, scope } from './context.ts'
import { has } from './filter.ts'
import type { Clause, SearchBody } from './search-body.ts'

export const PRODUCT_PREFIX = '/product/'

const fromSearch = has('referer', '/search')
const fromRecommendation = has('referer', '/recommendation')

const how: Clause = {
  filters: {
    filters: {
      search: fromSearch,
      recommendation: { bool: { filter: [fromRecommendation], must_not: [fromSearch] } },
      other: { bool: { must_not: [fromSearch, fromRecommendation] } },
    },
  },
}

const ofProducts = (context: QueryContext) => scope(context, [{ prefix: { path: PRODUCT_PREFIX } }])

/** How visitors come to each of the most visited products. */
export function productPathsQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: true,
    query: ofProducts(context),
    aggs: { products: { terms: { field: 'path', size: 7 }, aggs: { how } } },
  }
}

/** How visitors come to all of them together. */
export function productWaysQuery(context: QueryContext): SearchBody {
  return { size: 0, track_total_hits: false, query: ofProducts(context), aggs: { total: how } }
}
