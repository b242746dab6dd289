import { parseMultiSearch } from '../../core/multi-search.ts'
import { replied, SEARCH_PARAMETERS } from '../../searcher.ts'
import { type Answer, ok } from '../message.ts'
import { makeParameters } from '../parameters.ts'
import type { Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const COUNT_PARAMETERS = [
  ...['q', 'df', 'default_operator', 'analyzer', 'analyze_wildcard', 'lenient', 'preference'],
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
      parameters: SEARCH_PARAMETERS,
      run: async (call) => ok(await searcher.search(call.place.index, call.json(), call.parameters)),
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

/** Each search answers for itself: one that fails has its error in its place. */
async function searchSeveral({ searcher, now }: Room, call: RouteCall): Promise<Answer> {
  const started = now()
  const searches = parseMultiSearch(call.body, call.place.index)
  const responses = await Promise.all(
    searches.map(async ({ expression, body, parameters, text }) => {
      const asked = makeParameters({ ...call.parameters.all, ...parameters })
      const { status, body: answer } = await replied(() => searcher.search(expression, body, asked), text)
      return 'error' in answer ? answer : { ...answer, status }
    }),
  )
  return ok({ took: Math.max(0, Math.round(now() - started)), responses })
}
