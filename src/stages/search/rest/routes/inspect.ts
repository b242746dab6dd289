import { analyze, parseAnalyze } from '../../core/analyze.ts'
import { failureBody } from '../../core/failure.ts'
import { fieldsOf } from '../../core/fields.ts'
import { isObject, rootNode } from '../../core/json.ts'
import { shards } from '../../core/request/answer.ts'
import { planCount } from '../../core/request/search.ts'
import { filterSource, sourceOf } from '../../core/request/source.ts'
import { withParameters } from '../../core/request/url.ts'
import { readTarget } from '../../core/resolve.ts'
import { illegal, invalidRequest, SearchError } from '../../errors.ts'
import { type Answer, ok } from '../message.ts'
import { NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const QUERY = ['q', 'df', 'default_operator', 'analyzer', 'analyze_wildcard', 'lenient']

/** Looks at text, queries and documents without searching. */
export function inspectRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['GET', 'POST'],
      paths: ['/_analyze', '/{index}/_analyze'],
      parameters: [],
      run: (call) => analyzed(room, call),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_validate/query', '/{index}/_validate/query'],
      parameters: [...QUERY, ...NAME_PARAMETERS, 'explain', 'rewrite', 'all_shards'],
      run: (call) => validate(room, call),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/{index}/_explain/{id}'],
      parameters: [
        ...QUERY,
        '_source',
        '_source_includes',
        '_source_excludes',
        'preference',
        'routing',
        'stored_fields',
      ],
      run: (call) => explain(room, call),
    },
  ]
}

function analyzed({ catalogue, now }: Room, call: RouteCall): Answer {
  const { texts, analyzer, lowercase, field } = parseAnalyze(rootNode(call.json() ?? {}))
  if (field === undefined) return ok({ tokens: analyze(texts, analyzer, lowercase) })
  if (call.place.index === undefined) throw illegal('analysis based on a specific field requires an index')
  const index = readTarget(call.place.index, catalogue.directory(), now())
  const type = fieldsOf([index]).typeOf(field)
  return ok({ tokens: analyze(texts, type === 'text' || type === undefined ? 'standard' : 'keyword') })
}

function queryOf(call: RouteCall): unknown {
  const { query } = withParameters(call.json() ?? {}, call.parameters)
  return query
}

/** Whether a query is sound; with `explain` what is wrong with it. */
function validate({ searcher, now }: Room, call: RouteCall): Answer {
  const found = searcher.find(call.place.index, call.parameters)
  const explained = call.parameters.flag('explain', false) || call.parameters.flag('rewrite', false)
  const indices = found.map(({ index }) => index.name)
  const { skipped: _, ...counted } = shards(1)
  try {
    const body = call.json() ?? {}
    if (isObject(body)) {
      const other = Object.keys(body).find((name) => name !== 'query')
      if (other !== undefined) throw illegal(`request does not support [${other}]`)
    }
    const query = queryOf(call)
    planCount(
      rootNode(query === undefined ? {} : { query }),
      fieldsOf(found.map(({ index }) => index)),
      now(),
    )
    const shown = query === undefined ? { match_all: {} } : query
    const explanations = indices.map((index) => ({ index, valid: true, explanation: JSON.stringify(shown) }))
    return ok({ valid: true, _shards: counted, ...(explained ? { explanations } : {}) })
  } catch (error) {
    if (!(error instanceof SearchError)) throw error
    const why = failureBody(error).error
    const cause = why.caused_by as { type: string; reason: string } | undefined
    const nested = cause ? `; nested: ${cause.type}: ${cause.reason}` : ''
    const reason = `${error.type}: ${String(why.reason)}${nested}`
    const explanations = (indices.length === 0 ? [null] : indices).map((index) => ({
      ...(index === null ? {} : { index }),
      valid: false,
      error: reason,
    }))
    return ok({ valid: false, _shards: counted, ...(explained ? { error: reason, explanations } : {}) })
  }
}

/** Whether a document matches and with what score; the score's sum is not taken apart. */
async function explain({ engine, catalogue, now }: Room, call: RouteCall): Promise<Answer> {
  const index = readTarget(call.place.index, catalogue.directory(), now())
  const { id } = call.place
  const query = queryOf(call)
  if (query === undefined) throw invalidRequest(['query is missing'])
  const asked = planCount(rootNode({ query }), fieldsOf([index]), now())
  const there = await engine.get(index.name, id)
  if (!there) return { status: 404, body: { _index: index.name, _id: id, matched: false } }
  const { hits } = await engine.search([index.name], {
    query: {
      kind: 'bool',
      must: [asked],
      filter: [{ kind: 'ids', values: [id] }],
      should: [],
      mustNot: [],
      minimumShouldMatch: 0,
    },
    from: 0,
    size: 1,
    sort: [],
    source: { includes: [], excludes: [] },
    trackTotalHits: false,
    aggregations: [],
  })
  const matched = hits.length > 0
  const value = matched ? (hits[0].score ?? 1) : 0
  const { _source } = withParameters({}, call.parameters.without(...QUERY))
  const choice = sourceOf(_source === undefined ? undefined : { value: _source, path: [] })
  return ok({
    _index: index.name,
    _id: id,
    matched,
    explanation: {
      value,
      description: matched ? `the document matches ${JSON.stringify(query)}` : 'no matching clause',
      details: [],
    },
    ...(choice === undefined || choice === false
      ? {}
      : { get: { found: true, _source: filterSource(there.source, choice) } }),
  })
}
