import { fieldsOf } from '../core/fields.ts'
import { rootNode } from '../core/json.ts'
import { planCount } from '../core/request/search.ts'
import type { Found } from '../core/resolve.ts'
import { visible } from '../core/visible.ts'
import { illegal } from '../errors.ts'
import type { Hit, Query } from '../ports.ts'
import type { Parameters } from './parameters.ts'
import type { Room } from './room.ts'

/** URL parameters that `_delete_by_query`, `_update_by_query` and `_reindex` share. */
export const BY_QUERY_PARAMETERS = [
  ...['q', 'df', 'default_operator', 'analyzer', 'analyze_wildcard', 'lenient', 'size', 'routing'],
  ...['ignore_unavailable', 'allow_no_indices', 'expand_wildcards', 'preference', 'request_cache'],
  ...['conflicts', 'max_docs', 'refresh', 'timeout', 'wait_for_active_shards', 'scroll', 'scroll_size'],
  ...['search_type', 'search_timeout', 'wait_for_completion', 'requests_per_second', 'slices', 'pipeline'],
]

/** What a task over many documents did. */
export interface Tally {
  updated: number
  created: number
  deleted: number
  noops: number
  conflicts: number
  total: number
  batches: number
  readonly failures: unknown[]
}

export const emptyTally = (): Tally => ({
  updated: 0,
  created: 0,
  deleted: 0,
  noops: 0,
  conflicts: 0,
  total: 0,
  batches: 0,
  failures: [],
})

export function showTally(tally: Tally, took: number) {
  return {
    took: Math.max(0, Math.round(took)),
    timed_out: false,
    total: tally.total,
    updated: tally.updated,
    created: tally.created,
    deleted: tally.deleted,
    batches: tally.batches,
    version_conflicts: tally.conflicts,
    noops: tally.noops,
    retries: { bulk: 0, search: 0 },
    throttled_millis: 0,
    requests_per_second: -1,
    throttled_until_millis: 0,
    failures: tally.failures,
  }
}

/** The documents that such a task is about: what matches, of what had arrived when it began. */
export async function scopeOf(
  room: Room,
  found: readonly Found[],
  query: unknown,
): Promise<{ readonly names: readonly string[]; readonly query: Query }> {
  const fields = fieldsOf(found.map(({ index }) => index))
  const asked = planCount(rootNode(query === undefined ? {} : { query }), fields, room.now())
  const before = await room.engine.nextSequence()
  return {
    names: found.map(({ index }) => index.name),
    query: visible(asked, found, fields, room.now(), { before }),
  }
}

/** Documents of a scope in arrival order, a batch at a time. */
export async function* batchesOf(
  { engine }: Room,
  { names, query }: { readonly names: readonly string[]; readonly query: Query },
  size: number,
  limit: number,
): AsyncGenerator<readonly Hit[]> {
  let after: readonly (string | number | boolean | null)[] | undefined
  let left = limit
  while (left > 0) {
    const { hits } = await engine.search(names, {
      query,
      from: 0,
      size: Math.min(size, left),
      sort: [{ field: '_doc', order: 'asc' }],
      source: { includes: [], excludes: [] },
      trackTotalHits: false,
      aggregations: [],
      ...(after ? { searchAfter: after } : {}),
    })
    if (hits.length === 0) return
    yield hits
    left -= hits.length
    after = hits[hits.length - 1].sort
    if (hits.length < size) return
  }
}

export interface ByQueryOptions {
  readonly proceed: boolean
  readonly limit: number
  readonly size: number
}

/** Options from the URL, overruled by what the body says. */
export function optionsOf(
  parameters: Parameters,
  body: Readonly<Record<string, unknown>> = {},
): ByQueryOptions {
  if (!parameters.flag('wait_for_completion', true))
    throw illegal('[wait_for_completion=false] is not served: there are no tasks in the background here')
  const conflicts = body.conflicts ?? parameters.text('conflicts') ?? 'abort'
  if (conflicts !== 'abort' && conflicts !== 'proceed')
    throw illegal(`conflicts may only be "proceed" or "abort" but was [${String(conflicts)}]`)
  const limit = body.max_docs ?? parameters.text('max_docs') ?? body.size ?? parameters.text('size')
  if (limit !== undefined && !(Number.isInteger(Number(limit)) && Number(limit) > 0))
    throw illegal(`[max_docs] parameter must be greater than 0, found [${String(limit)}]`)
  const size = Number(parameters.text('scroll_size') ?? 1000)
  if (!(Number.isInteger(size) && size > 0 && size <= 10_000))
    throw illegal(
      `[scroll_size] must be an integer from 1 to 10000, found [${parameters.text('scroll_size')}]`,
    )
  return {
    proceed: conflicts === 'proceed',
    limit: limit === undefined ? Number.POSITIVE_INFINITY : Number(limit),
    size,
  }
}
