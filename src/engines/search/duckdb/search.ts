import type { Aggregation, Hit, Query, SearchRequest, SearchResult } from '../../../stages/search/ports.ts'
import type { Catalogue } from './catalogue.ts'
import type { Session } from './database.ts'
import { indexNotFound } from './errors.ts'
import { aggregate } from './sql/aggregate.ts'
import type { CoverageOf } from './sql/coverage.ts'
import { findHits, scoreOf } from './sql/hits.ts'
import type { Env } from './sql/level.ts'
import type { Scope } from './sql/query.ts'
import { matchOf, withScores } from './sql/score.ts'
import { withWords } from './sql/word-sets.ts'

/**
 * Up to so many documents percentiles are exact; beyond, DuckDB's t-digest answers (OpenSearch's way as well),
 * good to about 1 % at the ends.
 */
const EXACT_DOCUMENTS = 200_000

const EVERYTHING = { includes: [], excludes: [] } as const

/** The indices as they are now; the first unknown one is an error. */
export function scopesOf(catalogue: Catalogue, indices: readonly string[]): Scope[] {
  return [...new Set(indices)].map((name) => {
    const index = catalogue.indices.get(name)
    if (!index) throw indexNotFound(name)
    return { index, prefixes: catalogue.prefixes }
  })
}

/** Runs a whole request in the session's transaction, so that all its statements see the same documents. */
export async function runSearch(
  session: Session,
  scopes: readonly Scope[],
  request: SearchRequest,
  coverageOf: CoverageOf,
): Promise<SearchResult> {
  const { trackTotalHits, aggregations, minScore } = request
  const plain = matchOf(request.query)
  const worded = await withWords(session, scopes, plain, aggregations, coverageOf)
  const known = wantsScores(request) ? await withScores(session, worded, request.query) : worded
  const query: Query = minScore === undefined ? plain : { kind: 'min_score', query: plain, least: minScore }
  const documents = scopes.reduce((sum, { index }) => sum + index.documents, 0)
  const env = { session, scopes: known, query, exact: documents <= EXACT_DOCUMENTS, documents, buckets: 0 }
  const { results, total } = await aggregate(env, aggregations, trackTotalHits !== false)
  const filtered = request.postFilter && matchOf(request.postFilter)
  const where = filtered ? [query, filtered] : [query]
  const hits = await findHits(session, known, { ...request, where })
  const shown = filtered && trackTotalHits !== false ? await countOf(env, where) : total
  return { ...totalOf(shown, trackTotalHits), hits, aggregations: results }
}

/** Documents that fit all of the queries. */
async function countOf(env: Env, where: readonly Query[]): Promise<number> {
  const query: Query = {
    kind: 'bool',
    must: [],
    filter: where,
    should: [],
    mustNot: [],
    minimumShouldMatch: 0,
  }
  return (await aggregate({ ...env, query }, [], true)).total
}

function wantsScores({ size, sort, trackScores, minScore, aggregations }: SearchRequest): boolean {
  if (minScore !== undefined || aggregations.some(isByScore)) return true
  return size > 0 && (trackScores === true || scoreOf(sort) !== null)
}

function isByScore(aggregation: Aggregation): boolean {
  if (aggregation.kind === 'sampler' || aggregation.kind === 'top_hits') return true
  return 'children' in aggregation && aggregation.children.some(isByScore)
}

export async function runCount(session: Session, scopes: readonly Scope[], query: Query): Promise<number> {
  const env = { session, scopes, query: matchOf(query), exact: true, documents: 0, buckets: 0 }
  return (await aggregate(env, [], true)).total
}

export async function runGet(session: Session, scope: Scope, id: string): Promise<Hit | undefined> {
  const where: Query[] = [{ kind: 'ids', values: [id] }]
  const [hit] = await findHits(session, [scope], { where, from: 0, size: 1, sort: [], source: EVERYTHING })
  return hit
}

function totalOf(total: number, tracked: boolean | number): Pick<SearchResult, 'total'> {
  if (tracked === false) return {}
  if (tracked === true || total <= tracked) return { total: { value: total, relation: 'eq' } }
  return { total: { value: tracked, relation: 'gte' } }
}
