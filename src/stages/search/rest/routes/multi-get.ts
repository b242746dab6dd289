import { parseMultiGet, type WantedDocument } from '../../core/documents-wanted.ts'
import { rootNode } from '../../core/json.ts'
import { filterSource, sourceOf } from '../../core/request/source.ts'
import { withParameters } from '../../core/request/url.ts'
import { readTarget } from '../../core/resolve.ts'
import { bodyRequired, SearchError } from '../../errors.ts'
import type { Hit } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import type { Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { showDocument } from './documents.ts'

export function multiGetRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['GET', 'POST'],
      paths: ['/_mget', '/{index}/_mget'],
      parameters: [
        '_source',
        '_source_includes',
        '_source_excludes',
        'preference',
        'realtime',
        'refresh',
        'routing',
      ],
      run: (call) => getSeveral(room, call),
    },
  ]
}

/** Ids of one index are looked up together, so many at a time. */
const TOGETHER = 1000

async function getSeveral(room: Room, call: RouteCall): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const { _source } = withParameters({}, call.parameters)
  const source = sourceOf(_source === undefined ? undefined : { value: _source, path: [] })
  const wanted = parseMultiGet(rootNode(body), call.place.index, source)
  const places = wanted.map((one) => placeOf(room, one))
  const hits = await lookUp(room, wanted, places)
  const docs = wanted.map((one, at) => {
    const place = places[at]
    if (place instanceof SearchError) {
      const error = { type: place.type, reason: place.message, ...place.detail }
      return { _index: one.index, _id: one.id, error: { root_cause: [error], ...error } }
    }
    const hit = hits.get(`${place}\n${one.id}`)
    if (!hit) return { _index: place, _id: one.id, found: false }
    return showDocument(
      hit,
      one.source === false
        ? undefined
        : filterSource(hit.source, one.source ?? { includes: [], excludes: [] }),
    )
  })
  return ok({ docs })
}

function placeOf({ catalogue, now }: Room, { index }: WantedDocument): string | SearchError {
  try {
    return readTarget(index, catalogue.directory(), now()).name
  } catch (error) {
    if (error instanceof SearchError) return error
    throw error
  }
}

async function lookUp(
  { engine }: Room,
  wanted: readonly WantedDocument[],
  places: readonly (string | SearchError)[],
): Promise<ReadonlyMap<string, Hit>> {
  const byIndex = new Map<string, Set<string>>()
  for (const [at, place] of places.entries()) {
    if (place instanceof SearchError) continue
    byIndex.set(place, (byIndex.get(place) ?? new Set()).add(wanted[at].id))
  }
  const hits = new Map<string, Hit>()
  for (const [index, ids] of byIndex) {
    const all = [...ids]
    for (let from = 0; from < all.length; from += TOGETHER) {
      const some = all.slice(from, from + TOGETHER)
      for (const hit of await byIds(engine, index, some)) hits.set(`${index}\n${hit.id}`, hit)
    }
  }
  return hits
}

async function byIds(
  engine: Room['engine'],
  index: string,
  values: readonly string[],
): Promise<readonly Hit[]> {
  if (values.length === 1) {
    const hit = await engine.get(index, values[0])
    return hit ? [hit] : []
  }
  const { hits } = await engine.search([index], {
    query: { kind: 'ids', values },
    from: 0,
    size: values.length,
    sort: [{ field: '_doc', order: 'asc' }],
    source: { includes: [], excludes: [] },
    trackTotalHits: false,
    aggregations: [],
  })
  return hits
}
