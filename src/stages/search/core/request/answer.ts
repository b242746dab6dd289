import type { Hit, SearchResult } from '../../ports.ts'
import { type BucketCount, presentAll } from '../aggregation/plan.ts'
import { withTypes } from '../aggregation/typed-keys.ts'
import { highlightHit } from './highlight.ts'
import { fieldsOfHit } from './hit-fields.ts'
import type { SearchPlan } from './search.ts'
import { showSort } from './sort.ts'
import { filterSource } from './source.ts'

export interface AnswerOptions {
  readonly tookMillis: number
  readonly indices: number
  /** `rest_total_hits_as_int` of clients older than OpenSearch. */
  readonly totalAsInt: boolean
  /** `typed_keys`: aggregations are named with the type of their result. */
  readonly typedKeys?: boolean
}

/** The engine's result as the JSON that `_search` answers. */
export function answerOf(result: SearchResult, plan: SearchPlan, options: AnswerOptions) {
  const { total } = result
  const byScore = plan.sorts.length === 0 || plan.sorts.some(({ key }) => key.field === '_score')
  const scored = byScore || plan.view.scored
  const count: BucketCount = { buckets: 0 }
  const shown = presentAll(result.aggregations, plan.aggregations, count)
  const typed = plan.aggregations.flatMap((one) => one.typed ?? [])
  return {
    took: Math.max(0, Math.round(options.tookMillis)),
    timed_out: false,
    _shards: shards(options.indices),
    hits: {
      ...(total === undefined ? {} : { total: options.totalAsInt ? total.value : total }),
      max_score: scored ? maxScore(result.hits) : null,
      hits: result.hits.map((hit) => showHit(hit, plan, scored)),
    },
    ...(plan.view.aggregated ? { aggregations: options.typedKeys ? withTypes(shown, typed) : shown } : {}),
    ...(plan.view.profile ? { profile: profileOf(plan, options) } : {}),
  }
}

/** One engine answers for all shards, and is timed as a whole. */
function profileOf({ request }: SearchPlan, { tookMillis }: AnswerOptions) {
  const nanos = Math.max(0, Math.round(tookMillis * 1e6))
  const timed = (type: string, description: string) => ({
    type,
    description,
    time_in_nanos: nanos,
    breakdown: {},
  })
  const collector = { name: 'DuckDB', reason: 'search_top_hits', time_in_nanos: nanos }
  const search = {
    query: [timed(request.query.kind, JSON.stringify(request.query).slice(0, 1000))],
    rewrite_time: 0,
    collector: [collector],
  }
  const aggregations = request.aggregations.map(({ kind, name }) => timed(kind, name))
  return { shards: [{ id: '[tailrace][0]', searches: [search], aggregations }] }
}

export const shards = (indices: number) => ({ total: indices, successful: indices, skipped: 0, failed: 0 })

function maxScore(hits: readonly Hit[]): number | null {
  return hits.reduce<number | null>(
    (best, { score }) => (score === null ? best : Math.max(best ?? 0, score)),
    null,
  )
}

function showHit(hit: Hit, plan: SearchPlan, scored: boolean) {
  const { source, wishes, highlight, version, sequence } = plan.view
  const fields = wishes.length > 0 ? fieldsOfHit(hit, wishes, plan.fields) : {}
  const marks = highlight ? highlightHit(hit, highlight) : {}
  return {
    _index: hit.index,
    _id: hit.id,
    ...(version ? { _version: hit.version ?? 1 } : {}),
    ...(sequence ? { _seq_no: hit.sequence ?? 0, _primary_term: 1 } : {}),
    _score: scored ? (hit.score ?? 1) : null,
    ...(source === false ? {} : { _source: filterSource(hit.source, source) }),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
    ...(Object.keys(marks).length > 0 ? { highlight: marks } : {}),
    ...(hit.sort && plan.sorts.length > 0 ? { sort: showSort(hit.sort, plan.sorts) } : {}),
  }
}
