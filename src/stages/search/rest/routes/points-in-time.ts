import { isObject } from '../../core/json.ts'
import { keepAliveOf } from '../../core/keep-alive.ts'
import { shards } from '../../core/request/answer.ts'
import { illegal, invalidRequest } from '../../errors.ts'
import { type Answer, ok } from '../message.ts'
import { NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

export function pointInTimeRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['POST'],
      paths: ['/{index}/_search/point_in_time'],
      parameters: [...NAME_PARAMETERS, 'keep_alive', 'preference', 'routing', 'allow_partial_pit_creation'],
      run: (call) => create(room, call),
    },
    {
      methods: ['GET'],
      paths: ['/_search/point_in_time/_all'],
      parameters: [],
      run: () =>
        ok({
          pits: room.points.all().map(({ id, createdAt, keepAlive }) => ({
            pit_id: id,
            creation_time: createdAt,
            keep_alive: keepAlive,
          })),
        }),
    },
    {
      methods: ['DELETE'],
      paths: ['/_search/point_in_time/_all'],
      parameters: [],
      run: () =>
        remove(
          room,
          room.points.all().map(({ id }) => id),
        ),
    },
    {
      methods: ['DELETE'],
      paths: ['/_search/point_in_time'],
      parameters: [],
      run: (call) => remove(room, idsOf(call)),
    },
  ]
}

/** A view of what has arrived so far: documents that change later leave it, none come into it. */
async function create({ searcher, engine, points, now }: Room, call: RouteCall): Promise<Answer> {
  const given = call.parameters.text('keep_alive')
  if (given === undefined) throw invalidRequest(['keep alive not specified'])
  const keepAlive = keepAliveOf('keep_alive', given)
  const found = searcher.find(call.place.index, call.parameters)
  const before = await engine.nextSequence()
  return ok({
    pit_id: points.open({ found, before }, keepAlive),
    _shards: shards(found.length),
    creation_time: now(),
  })
}

function idsOf(call: RouteCall): readonly string[] {
  const body = call.json()
  if (!isObject(body)) throw invalidRequest(['no pit ids specified'])
  for (const name of Object.keys(body))
    if (name !== 'pit_id')
      throw illegal(`Unknown parameter [${name}] in request body or parameter is of the wrong type`)
  const ids = [body.pit_id ?? []].flat().map(String)
  if (ids.length === 0) throw invalidRequest(['no pit ids specified'])
  return ids
}

function remove({ points }: Room, ids: readonly string[]): Answer {
  const pits = ids.map((id) => ({ successful: points.close(id), pit_id: id }))
  const missing = pits.length > 0 && pits.every(({ successful }) => !successful)
  return { status: missing ? 404 : 200, body: { pits } }
}
