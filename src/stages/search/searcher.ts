import { ServiceError } from '../../record/index.ts'
import type { Catalogue } from './catalogue.ts'
import { failureBody } from './core/failure.ts'
import { fieldsOf } from './core/fields.ts'
import { rootNode } from './core/json.ts'
import { answerOf, shards } from './core/request/answer.ts'
import { planCount, planSearch } from './core/request/search.ts'
import { withParameters } from './core/request/url.ts'
import type { Found, NameOptions } from './core/resolve.ts'
import { visible } from './core/visible.ts'
import { engineFailed, illegal, SearchError } from './errors.ts'
import type { IndexDescription, Query, SearchEngine } from './ports.ts'
import type { Parameters } from './rest/parameters.ts'

/** `_search` and `_count` without HTTP: the same JSON bodies, errors as bodies too. */
export interface Searcher {
  search(expression: string | undefined, body: unknown, parameters: Parameters, view?: View): Promise<object>
  count(expression: string | undefined, body: unknown, parameters: Parameters): Promise<object>
  /** The indices that an expression names, by the request's own options; closed ones too if `closed`. */
  indices(
    expression: string | undefined,
    parameters: Parameters,
    closed?: boolean,
  ): readonly IndexDescription[]
  /** The same of indices and data streams only: an alias is no such name. `lenient`: unknown names are passed over. */
  named(
    expression: string | undefined,
    parameters: Parameters,
    lenient?: boolean,
  ): readonly IndexDescription[]
  find(expression: string | undefined, parameters: Parameters): readonly Found[]
}

/** What a search sees when it does not say so itself. */
export interface View {
  readonly found: readonly Found[]
  /** Documents that arrived before this sequence number only. */
  readonly before?: number
  /** One part of those documents. */
  readonly slice?: Query
}

export interface SearcherPorts {
  readonly engine: SearchEngine
  readonly catalogue: Catalogue
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

export function createSearcher({ engine, catalogue, now }: SearcherPorts): Searcher {
  const find = (expression: string | undefined, parameters: Parameters) =>
    catalogue.find(expression, nameOptions(parameters))
  const namesOf = (found: readonly Found[]) => found.map(({ index }) => index.name)
  return {
    find,
    indices: (expression, parameters, closed) =>
      catalogue.find(expression, nameOptions(parameters, closed)).map(({ index }) => index),
    named: (expression, parameters, lenient = false) => {
      const options = { ...nameOptions(parameters, true), withoutAliases: true }
      return catalogue
        .find(expression, lenient ? { ...options, ignoreUnavailable: true } : options)
        .map(({ index }) => index)
    },
    async search(expression, body, parameters, view) {
      const started = now()
      const found = view?.found ?? find(expression, parameters)
      const fields = fieldsOf(found.map(({ index }) => index))
      const plan = planSearch(rootNode(withParameters(body ?? {}, parameters)), fields, started)
      const query = visible(plan.request.query, found, fields, started, view)
      const result = await engine.search(namesOf(found), { ...plan.request, query })
      return answerOf(result, plan, {
        tookMillis: now() - started,
        indices: found.length,
        totalAsInt: parameters.flag('rest_total_hits_as_int', false),
        typedKeys: parameters.flag('typed_keys', false),
      })
    },
    async count(expression, body, parameters) {
      const found = find(expression, parameters)
      const fields = fieldsOf(found.map(({ index }) => index))
      const asked = planCount(rootNode(withParameters(body ?? {}, parameters)), fields, now())
      const count = await engine.count(namesOf(found), visible(asked, found, fields, now()))
      return { count, _shards: shards(found.length) }
    },
  }
}

/** `closed`: closed indices may be named, and patterns find them as well. */
export function nameOptions(parameters: Parameters, closed = false): NameOptions {
  const expand = parameters.text('expand_wildcards')
  const words = (expand ?? (closed ? 'open,closed' : 'open')).split(',')
  for (const word of words)
    if (!['open', 'closed', 'hidden', 'all', 'none'].includes(word))
      throw illegal(`No valid expand wildcard value [${word}]`)
  const all = words.includes('all')
  return {
    ignoreUnavailable: parameters.flag('ignore_unavailable', false),
    allowNoIndices: parameters.flag('allow_no_indices', true),
    closed: closed || (expand !== undefined && (all || words.includes('closed'))),
    expand: {
      open: all || words.includes('open'),
      closed: all || words.includes('closed'),
      hidden: all || words.includes('hidden'),
    },
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
