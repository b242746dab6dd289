import { emptyBatch } from '../../core/empty-batch.ts'
import { fieldCapabilities } from '../../core/field-capabilities.ts'
import { checkIndexName, resolveNames } from '../../core/index-names.ts'
import { entries, rootNode } from '../../core/json.ts'
import { parseMapping, showMapping, widening } from '../../core/mapping.ts'
import { shards } from '../../core/request/answer.ts'
import { parseSettings, showSettings, uuidOf } from '../../core/settings.ts'
import { bodyRequired, illegal, indexExists, noSuchIndex } from '../../errors.ts'
import type { IndexDescription, Mapping, SearchEngine } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const NAMED = [...NAME_PARAMETERS, ...CLUSTER_PARAMETERS]

export function indexRoutes(room: Room): readonly Route[] {
  const found = (call: RouteCall) => room.searcher.indices(call.place.index, call.parameters)
  const each = (call: RouteCall, show: (index: IndexDescription) => unknown) =>
    ok(Object.fromEntries(found(call).map((index) => [index.name, show(index)])))
  const mappings = (index: IndexDescription) => showMapping(index.mapping)
  return [
    {
      methods: ['PUT'],
      paths: ['/{index}'],
      parameters: [...CLUSTER_PARAMETERS, 'wait_for_active_shards'],
      run: (call) => create(room.engine, call),
    },
    { methods: ['DELETE'], paths: ['/{index}'], parameters: NAMED, run: (call) => remove(room, call) },
    { methods: ['HEAD'], paths: ['/{index}'], parameters: NAMED, run: (call) => exists(found(call), call) },
    {
      methods: ['GET'],
      paths: ['/{index}'],
      parameters: [...NAMED, 'include_defaults', 'flat_settings'],
      run: (call) =>
        each(call, (index) => ({ aliases: {}, mappings: mappings(index), settings: showSettings(index) })),
    },
    {
      methods: ['GET'],
      paths: ['/_mapping', '/_mappings', '/{index}/_mapping', '/{index}/_mappings'],
      parameters: NAMED,
      run: (call) => each(call, (index) => ({ mappings: mappings(index) })),
    },
    {
      methods: ['PUT', 'POST'],
      paths: ['/{index}/_mapping', '/{index}/_mappings'],
      parameters: NAMED,
      run: (call) => widen(room.engine, found(call), call),
    },
    {
      methods: ['GET'],
      paths: ['/_settings', '/{index}/_settings'],
      parameters: NAMED,
      run: (call) => each(call, (index) => ({ settings: showSettings(index) })),
    },
    {
      methods: ['GET'],
      paths: ['/_alias', '/_aliases', '/{index}/_alias', '/{index}/_aliases'],
      parameters: NAMED,
      run: (call) => each(call, () => ({ aliases: {} })),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_refresh', '/_flush', '/{index}/_refresh', '/{index}/_flush'],
      parameters: [...NAME_PARAMETERS, 'force', 'wait_if_ongoing'],
      run: (call) => ok({ _shards: withoutSkipped(found(call).length) }),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_field_caps', '/{index}/_field_caps'],
      parameters: [...NAME_PARAMETERS, 'fields', 'include_unmapped'],
      run: (call) => capabilities(found(call), call),
    },
    {
      methods: ['GET'],
      paths: ['/_resolve/index/{name}'],
      parameters: NAME_PARAMETERS,
      run: (call) => resolve(room.engine, call),
    },
  ]
}

/** Every write is durable and visible when it is answered: refresh and flush find nothing left to do. */
function withoutSkipped(count: number) {
  const { skipped: _, ...rest } = shards(count)
  return rest
}

function exists(found: readonly IndexDescription[], call: RouteCall): Answer {
  if (found.length === 0) throw noSuchIndex(call.place.index)
  return ok('')
}

async function create(engine: SearchEngine, call: RouteCall): Promise<Answer> {
  const { index } = call.place
  checkIndexName(index)
  const present = engine.indices().find(({ name }) => name === index)
  if (present) throw indexExists(index, uuidOf(present))
  await engine.createIndex(index, mappingOf(call.json()))
  return ok({ acknowledged: true, shards_acknowledged: true, index })
}

/** The body of an index creation: mappings are kept, settings that size shards have nothing to size. */
function mappingOf(body: unknown): Mapping | undefined {
  if (body === undefined) return undefined
  let mapping: Mapping | undefined
  for (const [name, value] of entries(rootNode(body), 'create index')) {
    if (name === 'mappings') mapping = parseMapping(value)
    else if (name === 'settings') parseSettings(value)
    else if (name === 'aliases' && entries(value, 'aliases').length === 0) continue
    else if (name === 'aliases') throw illegal('[aliases] are not served by this engine', value.path)
    else throw illegal(`unknown key [${name}] for create index`, value.path)
  }
  return mapping
}

async function remove({ engine, searcher }: Room, call: RouteCall): Promise<Answer> {
  const found = searcher.indices(call.place.index, call.parameters)
  for (const { name } of found) await engine.deleteIndex(name)
  return ok({ acknowledged: true })
}

/** New fields come in as a batch without rows, the engine's own way to widen a mapping. */
async function widen(
  engine: SearchEngine,
  found: readonly IndexDescription[],
  call: RouteCall,
): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const wanted = parseMapping(rootNode(body))
  const writes = found
    .map(({ name, mapping }) => ({ index: name, added: widening(mapping, wanted) }))
    .filter(({ added }) => Object.keys(added).length > 0)
    .map(({ index, added }) => ({ index, documents: emptyBatch(added), ids: { prefix: '', first: 0 } }))
  if (writes.length > 0) await engine.append(writes)
  return ok({ acknowledged: true })
}

function capabilities(found: readonly IndexDescription[], call: RouteCall): Answer {
  const fields = call.parameters.text('fields')
  const body = call.json()
  if (body !== undefined && entries(rootNode(body), 'field_caps').length > 0) {
    throw illegal('[index_filter] is not served by this engine')
  }
  if (fields === undefined || fields === '') throw illegal("specified fields can't be null or empty")
  return ok(fieldCapabilities(found, fields.split(','), call.parameters.flag('include_unmapped', false)))
}

function resolve(engine: SearchEngine, call: RouteCall): Answer {
  const names = resolveNames(
    call.place.name,
    engine.indices().map(({ name }) => name),
    { ignoreUnavailable: true },
  )
  return ok({ indices: names.map((name) => ({ name, attributes: ['open'] })), aliases: [], data_streams: [] })
}
