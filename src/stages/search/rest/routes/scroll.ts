import { isObject } from '../../core/json.ts'
import { keepAliveOf } from '../../core/keep-alive.ts'
import { illegal, invalidRequest } from '../../errors.ts'
import { type Answer, ok } from '../message.ts'
import type { Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import type { Scrolls } from '../scroll.ts'

export function scrollRoutes({ scrolls }: Room): readonly Route[] {
  return [
    {
      methods: ['GET', 'POST'],
      paths: ['/_search/scroll', '/_search/scroll/{scroll_id}'],
      parameters: ['scroll', 'scroll_id', 'rest_total_hits_as_int'],
      run: (call) => next(scrolls, call),
    },
    {
      methods: ['DELETE'],
      paths: ['/_search/scroll', '/_search/scroll/{scroll_id}'],
      parameters: ['scroll_id'],
      run: (call) => clear(scrolls, call),
    },
  ]
}

/** Ids and the like come in the path, the URL or the body; the body rules. */
function given(call: RouteCall): Readonly<Record<string, unknown>> {
  const body = call.json() ?? {}
  if (!isObject(body)) throw illegal('the request body must be a JSON object')
  for (const name of Object.keys(body))
    if (name !== 'scroll' && name !== 'scroll_id')
      throw illegal(`Unknown parameter [${name}] in request body or parameter is of the wrong type`)
  return { ...call.parameters.all, ...call.place, ...body }
}

async function next(scrolls: Scrolls, call: RouteCall): Promise<Answer> {
  const { scroll, scroll_id } = given(call)
  if (typeof scroll_id !== 'string' || scroll_id === '') throw invalidRequest(['scrollId is missing'])
  const keepAlive = scroll === undefined ? undefined : keepAliveOf('scroll', scroll)
  return ok(await scrolls.next(scroll_id, keepAlive, call.parameters.flag('rest_total_hits_as_int', false)))
}

function clear(scrolls: Scrolls, call: RouteCall): Answer {
  const { scroll_id } = given(call)
  const ids = [scroll_id ?? []].flat().flatMap((id) => String(id).split(','))
  if (ids.length === 0) throw invalidRequest(['no scroll ids specified'])
  const freed = ids.includes('_all') ? scrolls.closeAll() : ids.filter((id) => scrolls.close(id)).length
  const found = freed > 0 || ids.includes('_all')
  return { status: found ? 200 : 404, body: { succeeded: true, num_freed: freed } }
}
