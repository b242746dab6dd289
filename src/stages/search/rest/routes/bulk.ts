import { parseBulk, showOutcome } from '../../core/bulk.ts'
import { type Answer, ok } from '../message.ts'
import { type Room, WRITE_PARAMETERS } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { checkWriteParameters, runItems } from '../write.ts'

export function bulkRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['POST', 'PUT'],
      paths: ['/_bulk', '/{index}/_bulk'],
      parameters: [...WRITE_PARAMETERS, ...['require_alias', 'pipeline', 'routing', 'batch_size']],
      run: (call) => bulk(room, call),
    },
  ]
}

/** The status is 200 whatever became of the items: each of them has its own. */
async function bulk(room: Room, call: RouteCall): Promise<Answer> {
  const started = room.now()
  const { refreshed, ...defaults } = checkWriteParameters(call.parameters)
  const bulkItems = parseBulk(call.body, call.place.index)
  const outcomes = await runItems(room, bulkItems, defaults)
  return ok({
    took: Math.max(0, Math.round(room.now() - started)),
    errors: outcomes.some(({ error }) => error !== undefined),
    items: outcomes.map((outcome, at) => ({ [bulkItems[at].action]: showOutcome(outcome, refreshed) })),
  })
}
