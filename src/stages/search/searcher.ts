import { ServiceError } from '../../record/index.ts'
import { failureBody } from './core/failure.ts'
import { fieldsOf } from './core/fields.ts'
import { type NameOptions, resolveNames } from './core/index-names.ts'
import { rootNode } from './core/json.ts'
import { answerOf, shards } from './core/request/answer.ts'
import { planCount, planSearch } from './core/request/search.ts'
import { withParameters } from './core/request/url.ts'
import { engineFailed, illegal, SearchError } from './errors.ts'
import type { IndexDescription, SearchEngine } from './ports.ts'
import type { Parameters } from './rest/parameters.ts'

/** `_search` and `_count` without HTTP: the same JSON bodies, errors as bodies too. */
export interface Searcher {
  search(expression: string | undefined, body: unknown, parameters: Parameters): Promise<object>
  count(expression: string | undefined, body: unknown, parameters: Parameters): Promise<object>
  /** The indices that an expression names, by the request's own options. */
  indices(expression: string | undefined, parameters: Parameters): readonly IndexDescription[]
}

export interface SearcherPorts {
  readonly engine: SearchEngine
  readonly now: () => number
}

/** URL parameters of `_search`; the ones about shards, caches and routing have nothing to act on here. */
export const SEARCH_PARAMETERS = [
  ...[
    'q',
    'df',
    'default_operator',
    'analyzer',
    'analyze_wildcard',
    'lenient',
    'from',
    'size',
    'sort',
    'timeout',
  ],
  ...['_source', '_source_includes', '_source_excludes', 'docvalue_fields', 'stored_fields', 'version'],
  ...[
    'track_total_hits',
    'track_scores',
    'rest_total_hits_as_int',
    'typed_keys',
    'explain',
    'seq_no_primary_term',
  ],
  ...[
    'ignore_unavailable',
    'allow_no_indices',
    'expand_wildcards',
    'ignore_throttled',
    'preference',
    'search_type',
  ],
  ...['request_cache', 'batched_reduce_size', 'pre_filter_shard_size', 'max_concurrent_shard_requests'],
  ...[
    'ccs_minimize_roundtrips',
    'allow_partial_search_results',
    'cancel_after_time_interval',
    'terminate_after',
  ],
]

export function createSearcher({ engine, now }: SearcherPorts): Searcher {
  const indices = (expression: string | undefined, parameters: Parameters) => {
    const all = engine.indices()
    const names = new Set(
      resolveNames(
        expression,
        all.map(({ name }) => name),
        nameOptions(parameters),
      ),
    )
    return all.filter(({ name }) => names.has(name))
  }
  return {
    indices,
    async search(expression, body, parameters) {
      const started = now()
      const found = indices(expression, parameters)
      const plan = planSearch(rootNode(withParameters(body ?? {}, parameters)), fieldsOf(found), started)
      const result = await engine.search(
        found.map(({ name }) => name),
        plan.request,
      )
      return answerOf(result, plan, {
        tookMillis: now() - started,
        indices: found.length,
        totalAsInt: parameters.flag('rest_total_hits_as_int', false),
      })
    },
    async count(expression, body, parameters) {
      const found = indices(expression, parameters)
      const query = planCount(rootNode(withParameters(body ?? {}, parameters)), fieldsOf(found), now())
      const count = await engine.count(
        found.map(({ name }) => name),
        query,
      )
      return { count, _shards: shards(found.length) }
    },
  }
}

export function nameOptions(parameters: Parameters): NameOptions {
  const expand = parameters.text('expand_wildcards')
  if (expand !== undefined && !/\b(?:open|all)\b/.test(expand)) {
    throw illegal(`[expand_wildcards] must include open, as every index here is: [${expand}]`)
  }
  return {
    ignoreUnavailable: parameters.flag('ignore_unavailable', false),
    allowNoIndices: parameters.flag('allow_no_indices', true),
  }
}

export interface SearchReply {
  readonly status: number
  /** OpenSearch's JSON: a search response, or `{error, status}`. */
  readonly body: object
}

/** Runs `make` and turns whatever goes wrong into a reply. */
export async function replied(make: () => Promise<object>, text?: string): Promise<SearchReply> {
  try {
    return { status: 200, body: await make() }
  } catch (error) {
    const failure = asSearchError(error)
    return { status: failure.status, body: failureBody(failure, text) }
  }
}

const ON_SHARD = new Set(['query_shard_exception', 'too_many_buckets_exception'])

/** An engine's own refusals keep their type; anything else is a failure of the engine, status 500. */
export function asSearchError(error: unknown): SearchError {
  if (error instanceof SearchError) return error
  if (error instanceof ServiceError) {
    return new SearchError(error.type, error.message, error.status, { onShard: ON_SHARD.has(error.type) })
  }
  return engineFailed(error instanceof Error ? error.message : String(error))
}
