import { isObject } from '../../core/json.ts'
import { keepAliveOf } from '../../core/keep-alive.ts'
import { parseMultiSearch } from '../../core/multi-search.ts'
import { sliceOf } from '../../core/slice.ts'
import { illegal, parsing } from '../../errors.ts'
import { replied, SEARCH_PARAMETERS } from '../../searcher.ts'
import { type Answer, ok } from '../message.ts'
import { makeParameters, type Parameters } from '../parameters.ts'
import type { Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const COUNT_PARAMETERS = [
  ...['q', 'df', 'default_operator', 'analyzer', 'analyze_wildcard', 'lenient', 'preference', 'routing'],
  ...['ignore_unavailable', 'allow_no_indices', 'expand_wildcards', 'ignore_throttled'],
]
const MULTI_PARAMETERS = [
  ...['max_concurrent_searches', 'max_concurrent_shard_requests', 'pre_filter_shard_size', 'search_type'],
  ...['rest_total_hits_as_int', 'typed_keys', 'ccs_minimize_roundtrips'],
]

export function searchRoutes(room: Room): readonly Route[] {
  const { searcher } = room
  return [
    {
      methods: ['GET', 'POST'],
      paths: ['/_search', '/{index}/_search'],
      parameters: [...SEARCH_PARAMETERS, 'scroll', 'routing', 'include_named_queries_score'],
      run: (call) => search(room, call),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_count', '/{index}/_count'],
      parameters: COUNT_PARAMETERS,
      run: async (call) => ok(await searcher.count(call.place.index, call.json(), call.parameters)),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_msearch', '/{index}/_msearch'],
      parameters: MULTI_PARAMETERS,
      run: (call) => searchSeveral(room, call),
    },
  ]
}

async function search(room: Room, call: RouteCall): Promise<Answer> {
  const body = call.json() ?? {}
  const scroll = call.parameters.text('scroll')
  if (scroll === undefined) return ok(await searchOnce(room, call.place.index, body, call.parameters))
  if (!isObject(body)) throw parsing('Expected [START_OBJECT]: the request body must be a JSON object')
  const keepAlive = keepAliveOf('scroll', scroll)
  return ok(await room.scrolls.start(call.place.index, body, call.parameters, keepAlive))
}

/** A search of its own, or in the point in time that its body names. */
async function searchOnce(
  { searcher, points }: Room,
  expression: string | undefined,
  given: unknown,
  parameters: Parameters,
): Promise<object> {
  if (isObject(given) && given.slice !== undefined && given.pit === undefined)
    throw illegal('`slice` cannot be used outside of a scroll context or a point in time')
  if (!isObject(given) || given.pit === undefined) return searcher.search(expression, given, parameters)
  const { pit, slice, ...body } = given
  if (!isObject(pit) || typeof pit.id !== 'string')
    throw parsing('[pit] must be an object with an [id]', ['pit'])
  for (const name of Object.keys(pit))
    if (name !== 'id' && name !== 'keep_alive') throw parsing(`[pit] unknown field [${name}]`, ['pit', name])
  if (expression !== undefined) throw illegal('[indices] cannot be used with point in time')
  const keepAlive = pit.keep_alive === undefined ? undefined : keepAliveOf('keep_alive', pit.keep_alive)
  const point = points.get(pit.id, keepAlive)
  const view = slice === undefined ? point : { ...point, slice: sliceOf({ value: slice, path: ['slice'] }) }
  return { pit_id: pit.id, ...(await searcher.search(undefined, body, parameters, view)) }
}

/** Each search answers for itself: one that fails has its error in its place. */
async function searchSeveral(room: Room, call: RouteCall): Promise<Answer> {
  const started = room.now()
  const searches = parseMultiSearch(call.body, call.place.index)
  const responses = await Promise.all(
    searches.map(async ({ expression, body, parameters, text }) => {
      const asked = makeParameters({ ...call.parameters.all, ...parameters })
      const { status, body: answer } = await replied(() => searchOnce(room, expression, body, asked), text)
      return 'error' in answer ? answer : { ...answer, status }
    }),
  )
  return ok({ took: Math.max(0, Math.round(room.now() - started)), responses })
}
