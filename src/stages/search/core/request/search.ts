import { illegal, parsing, unknownSearchKey, windowTooLarge } from '../../errors.ts'
import type { Query, SearchRequest } from '../../ports.ts'
import { parseAggregations } from '../aggregation/index.ts'
import { durationOf } from '../aggregation/interval.ts'
import { aggregationsOf as engineAggregations, type Plan } from '../aggregation/plan.ts'
import { type Fields, isNumeric } from '../fields.ts'
import {
  entries,
  flag,
  integer,
  isObject,
  listOf,
  members,
  type Node,
  node,
  number,
  only,
  type Reader,
  text,
  tokenOf,
} from '../json.ts'
import { ALL } from '../query/clause.ts'
import { type QueryContext, queryContext } from '../query/context.ts'
import { parseQuery } from '../query/index.ts'
import { type Highlight, highlightOf } from './highlight.ts'
import { type FieldWish, fieldWishes } from './hit-fields.ts'
import { type Sort, searchAfterOf, sortOf } from './sort.ts'
import { type SourceChoice, sourceOf, WHOLE } from './source.ts'

/** A search body, understood: what the engine must do, and how its answer is shown. */
export interface SearchPlan {
  readonly request: SearchRequest
  readonly aggregations: readonly Plan[]
  readonly sorts: readonly Sort[]
  readonly fields: Fields
  readonly view: {
    /** What of the source the client wants; the engine may have been asked for more. */
    readonly source: SourceChoice
    readonly wishes: readonly FieldWish[]
    readonly highlight?: Highlight
    readonly version: boolean
    /** Whether hits show their sequence numbers. */
    readonly sequence: boolean
    readonly profile: boolean
    /** Scores are shown whatever the order. */
    readonly scored: boolean
    readonly aggregated: boolean
  }
}

/** OpenSearch's default of `index.max_result_window`. */
export const MAX_WINDOW = 10_000
const DEFAULT_TRACKED = 10_000

/** `{}` is accepted, anything in it refused by name. */
const emptyObject: Reader<void> = (value, name, owner) => {
  if (isObject(value.value) && Object.keys(value.value).length === 0) return
  only()(value, name, owner)
}

const duration: Reader<number> = (value, name) => {
  const millis = durationOf(value.value)
  if (millis !== undefined) return millis
  throw illegal(
    `failed to parse setting [${name}] with value [${String(value.value)}] as a time value: unit is missing or unrecognized`,
    value.path,
  )
}

/** The members of a search body. `timeout` is an upper bound that a local search has no need of. */
const BODY = {
  query: node,
  from: node,
  size: node,
  sort: node,
  search_after: node,
  _source: node,
  track_total_hits: node,
  aggs: node,
  aggregations: node,
  fields: node,
  docvalue_fields: node,
  stored_fields: listOf(text),
  script_fields: emptyObject,
  highlight: node,
  timeout: duration,
  version: flag,
  track_scores: flag,
  seq_no_primary_term: flag,
  explain: only(false),
  profile: flag,
  terminate_after: only(0),
  min_score: number,
  stats: listOf(text),
  post_filter: node,
  collapse: node,
  rescore: only(null),
  suggest: emptyObject,
  ext: emptyObject,
  runtime_mappings: emptyObject,
  indices_boost: emptyObject,
  pit: only(null),
} as const

export function planSearch(body: Node, fields: Fields, now: number): SearchPlan {
  const read = members(body, 'search', BODY, (_owner, name, _hint, path) =>
    unknownSearchKey(tokenOf((body.value as Record<string, unknown>)[name]), name, path),
  )
  const context = queryContext(now, fields)
  const query = read.query ? parseQuery(read.query, context) : ALL
  const sorts = sortOf(read.sort, fields)
  const searchAfter = searchAfterOf(read.search_after, sorts, fields, now)
  const { from, size } = windowOf(read.from, read.size, searchAfter !== undefined)
  const aggregations = aggregationsOf(read.aggs, read.aggregations, context)
  const source = chosenSource(read._source, read.stored_fields)
  const postFilter =
    read.post_filter && read.post_filter.value !== null && parseQuery(read.post_filter, context)
  const collapse = read.collapse && collapsedBy(read.collapse, fields, read.search_after)
  const wishes = [
    ...fieldWishes(read.fields, 'fields'),
    ...fieldWishes(read.docvalue_fields, 'docvalue_fields'),
    ...(collapse === undefined ? [] : [{ field: collapse }]),
  ]
  const highlight = highlightOf(read.highlight, query)
  return {
    request: {
      query,
      from,
      size,
      sort: sorts.map(({ key }) => key),
      ...(searchAfter ? { searchAfter } : {}),
      source: wishes.length > 0 || highlight ? WHOLE : source,
      trackTotalHits: trackedOf(read.track_total_hits),
      ...(read.track_scores ? { trackScores: true } : {}),
      ...(read.min_score === undefined ? {} : { minScore: read.min_score }),
      ...(collapse === undefined ? {} : { collapse }),
      ...(postFilter ? { postFilter } : {}),
      aggregations: engineAggregations(aggregations),
    },
    aggregations,
    sorts,
    fields,
    view: {
      source,
      wishes,
      ...(highlight ? { highlight } : {}),
      version: read.version ?? false,
      sequence: read.seq_no_primary_term ?? false,
      profile: read.profile ?? false,
      scored: read.track_scores ?? false,
      aggregated: read.aggs !== undefined || read.aggregations !== undefined,
    },
  }
}

function collapsedBy(given: Node, fields: Fields, after: Node | undefined): string {
  const { field } = members(given, 'collapse', {
    field: text,
    inner_hits: only(null),
    max_concurrent_group_searches: integer(1),
  })
  if (field === undefined) throw parsing('[collapse] needs a [field]', given.path)
  if (after) throw illegal('cannot use `collapse` in conjunction with `search_after`', given.path)
  const type = fields.typeOf(field)
  if (type === undefined)
    throw illegal(`no mapping found for \`${field}\` in order to collapse on`, given.path)
  if (type !== 'keyword' && !isNumeric(type)) {
    throw illegal(
      `unknown type for collapse field \`${field}\`, only keywords and numbers are accepted`,
      given.path,
    )
  }
  return field
}

function windowOf(from: Node | undefined, size: Node | undefined, after: boolean) {
  const least = (value: Node | undefined, name: string, fallback: number) => {
    if (value === undefined || value.value === -1 || value.value === '-1') return fallback
    const read = integer(Number.MIN_SAFE_INTEGER)(value, name, 'search')
    if (read < 0) throw illegal(`[${name}] parameter cannot be negative, found [${read}]`, value.path)
    return read
  }
  const first = least(from, 'from', 0)
  const count = least(size, 'size', 10)
  if (after && first > 0)
    throw illegal('`from` parameter must be set to 0 when `search_after` is used.', from?.path)
  if (first + count > MAX_WINDOW) throw windowTooLarge(first + count, MAX_WINDOW)
  return { from: first, size: count }
}

function aggregationsOf(
  aggs: Node | undefined,
  long: Node | undefined,
  context: QueryContext,
): readonly Plan[] {
  if (aggs && long) throw parsing('Found two aggregation definitions: [aggs] and [aggregations]', long.path)
  const given = aggs ?? long
  return given ? parseAggregations(given, context) : []
}

/** `stored_fields` without `_source` hides the source, unless it asks for everything. */
function chosenSource(given: Node | undefined, stored: readonly string[] | undefined): SourceChoice {
  const chosen = sourceOf(given)
  if (chosen !== undefined) return chosen
  return stored === undefined || stored.includes('*') || stored.includes('_source') ? WHOLE : false
}

function trackedOf(given: Node | undefined): boolean | number {
  if (given === undefined) return DEFAULT_TRACKED
  if (given.value === true || given.value === 'true') return true
  if (given.value === false || given.value === 'false') return false
  const limit = integer(-1)(given, 'track_total_hits', 'search')
  return limit === -1 ? true : limit
}

/** A `_count` body: only a query. */
export function planCount(body: Node, fields: Fields, now: number): Query {
  for (const [name, value] of entries(body, 'count')) {
    if (name !== 'query') throw parsing(`request does not support [${name}]`, value.path)
  }
  const query = (body.value as { query?: unknown }).query
  if (query === undefined) return ALL
  return parseQuery({ value: query, path: ['query'] }, queryContext(now, fields))
}
