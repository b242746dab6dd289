import type { BulkItem } from '../../core/bulk.ts'
import { entries, isObject, rootNode } from '../../core/json.ts'
import { filterSource, sourceOf } from '../../core/request/source.ts'
import { withParameters } from '../../core/request/url.ts'
import { illegal, invalidRequest, noScripts, parsing } from '../../errors.ts'
import type { BulkOutcome } from '../../ports.ts'
import {
  BY_QUERY_PARAMETERS,
  type ByQueryOptions,
  batchesOf,
  emptyTally,
  optionsOf,
  scopeOf,
  showTally,
  type Tally,
} from '../by-query.ts'
import { type Answer, ok } from '../message.ts'
import { makeParameters } from '../parameters.ts'
import type { Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { checkWriteParameters, runItems } from '../write.ts'

export function byQueryRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['POST'],
      paths: ['/{index}/_delete_by_query'],
      parameters: BY_QUERY_PARAMETERS,
      run: (call) => deleteByQuery(room, call),
    },
    {
      methods: ['POST'],
      paths: ['/{index}/_update_by_query'],
      parameters: BY_QUERY_PARAMETERS,
      run: (call) => updateByQuery(room, call),
    },
    {
      methods: ['POST'],
      paths: ['/_reindex'],
      parameters: [
        'refresh',
        'timeout',
        'wait_for_active_shards',
        'wait_for_completion',
        'requests_per_second',
        'scroll',
        'slices',
        'max_docs',
        'require_alias',
      ],
      run: (call) => reindex(room, call),
    },
  ]
}

const KNOWN = ['query', 'max_docs', 'size', 'conflicts', 'slice']

function bodyOf(call: RouteCall): Readonly<Record<string, unknown>> {
  const body = call.json() ?? {}
  if (!isObject(body)) throw parsing('the request body must be a JSON object')
  for (const [name, { path }] of entries(rootNode(body), 'request')) {
    if (name === 'script') throw noScripts(path)
    if (!KNOWN.includes(name)) throw parsing(`request does not support [${name}]`, path)
  }
  if (body.slice !== undefined) throw illegal('[slice] is not served: a task here runs as one')
  const q = call.parameters.text('q')
  if (q === undefined) return body
  const only = makeParameters(
    Object.fromEntries(
      Object.entries(call.parameters.all).filter(([name]) =>
        ['q', 'df', 'default_operator', 'lenient'].includes(name),
      ),
    ),
  )
  return { ...body, query: withParameters({}, only).query }
}

async function deleteByQuery(room: Room, call: RouteCall): Promise<Answer> {
  const started = room.now()
  checkWriteParameters(call.parameters)
  const body = bodyOf(call)
  if (body.query === undefined) throw invalidRequest(['query is missing'])
  const { limit } = optionsOf(call.parameters, body)
  const found = room.searcher.find(call.place.index, call.parameters)
  const scope = await scopeOf(room, found, body.query)
  const deleted = await room.engine.deleteMatching(
    scope.names,
    scope.query,
    Number.isFinite(limit) ? limit : undefined,
  )
  const {
    updated: _,
    created: __,
    ...shown
  } = showTally(
    { ...emptyTally(), total: deleted, deleted, batches: deleted > 0 ? 1 : 0 },
    room.now() - started,
  )
  return ok(shown)
}

async function updateByQuery(room: Room, call: RouteCall): Promise<Answer> {
  const started = room.now()
  const { pipeline } = checkWriteParameters(call.parameters)
  const body = bodyOf(call)
  const options = optionsOf(call.parameters, body)
  const found = room.searcher.find(call.place.index, call.parameters)
  const scope = await scopeOf(room, found, body.query)
  const tally = emptyTally()
  for await (const hits of batchesOf(room, scope, options.size, options.limit)) {
    const bulk = hits.map(
      ({ index, id, source, sequence }): BulkItem => ({
        action: 'index',
        index,
        id,
        source,
        condition: { ifSequence: sequence ?? 0, ifTerm: 1 },
        pipeline: pipeline ?? '_none',
      }),
    )
    if (!count(tally, await runItems(room, bulk), options)) break
  }
  const { created: _, ...shown } = showTally(tally, room.now() - started)
  return { status: statusOf(tally, options), body: shown }
}

/** Adds a batch's outcomes; false when the task must stop. */
function count(tally: Tally, outcomes: readonly BulkOutcome[], { proceed }: ByQueryOptions): boolean {
  tally.batches++
  tally.total += outcomes.length
  let goOn = true
  for (const { index, id, status, result, error } of outcomes) {
    if (!error) {
      if (result === 'created') tally.created++
      else if (result === 'updated') tally.updated++
      else if (result === 'deleted') tally.deleted++
      else tally.noops++
      continue
    }
    if (status === 409) tally.conflicts++
    if (status === 409 && proceed) continue
    tally.failures.push({ index, id, cause: error, status })
    goOn = false
  }
  return goOn
}

const statusOf = (tally: Tally, { proceed }: ByQueryOptions) =>
  tally.failures.length === 0 ? 200 : tally.conflicts > 0 && !proceed ? 409 : 400

async function reindex(room: Room, call: RouteCall): Promise<Answer> {
  const started = room.now()
  const { requireAlias } = checkWriteParameters(call.parameters)
  const body = call.json()
  if (!isObject(body)) throw invalidRequest(['source and dest are missing'])
  const { source, dest, ...rest } = body
  for (const [name, { path }] of entries(rootNode(rest), 'reindex')) {
    if (name === 'script') throw noScripts(path)
    if (!['max_docs', 'size', 'conflicts'].includes(name))
      throw parsing(`[reindex] unknown field [${name}]`, path)
  }
  if (!isObject(source) || source.index === undefined)
    throw invalidRequest(['use _all if you really want to copy from all existing indexes'])
  if (!isObject(dest) || typeof dest.index !== 'string') throw invalidRequest(['index is missing'])
  checkNames('source', source, ['index', 'query', '_source', 'size'])
  checkNames('dest', dest, ['index', 'op_type', 'pipeline', 'version_type', 'routing'])
  const options = optionsOf(call.parameters, rest)
  const found = room.searcher.find(
    [source.index].flat().join(','),
    makeParameters({ allow_no_indices: 'true' }),
  )
  if (found.some(({ index }) => index.name === dest.index))
    throw invalidRequest([`reindex cannot write into an index its reading from [${dest.index}]`])
  const choice = sourceOf(
    source._source === undefined ? undefined : { value: source._source, path: ['source', '_source'] },
  )
  const scope = await scopeOf(room, found, source.query)
  const tally = emptyTally()
  for await (const hits of batchesOf(room, scope, Number(source.size ?? options.size), options.limit)) {
    const bulk = hits.map(
      (hit): BulkItem => ({
        action: dest.op_type === 'create' ? 'create' : 'index',
        index: dest.index as string,
        id: hit.id,
        source: choice ? filterSource(hit.source, choice) : hit.source,
        ...(typeof dest.pipeline === 'string' ? { pipeline: dest.pipeline } : {}),
        ...(requireAlias ? { requireAlias } : {}),
        ...(String(dest.version_type ?? 'internal').startsWith('external')
          ? { condition: { version: { value: hit.version ?? 1, kind: 'external' as const } } }
          : {}),
      }),
    )
    if (!count(tally, await runItems(room, bulk), options)) break
  }
  return { status: statusOf(tally, options), body: showTally(tally, room.now() - started) }
}

function checkNames(owner: string, given: Readonly<Record<string, unknown>>, known: readonly string[]) {
  for (const name of Object.keys(given)) {
    if (name === 'remote')
      throw illegal('[source] [remote] is not served: nothing is fetched from other clusters')
    if (!known.includes(name)) throw parsing(`[${owner}] unknown field [${name}]`)
  }
}
