import { TIME } from './context.ts'
import type { SearchBody } from './search-body.ts'

/** First and last time of all that is stored, and how much there is. */
export const boundsQuery: SearchBody = {
  size: 0,
  track_total_hits: true,
  query: { match_all: {} },
  aggs: { first: { min: { field: TIME } }, last: { max: { field: TIME } } },
}
