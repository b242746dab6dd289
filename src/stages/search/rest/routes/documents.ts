import { checkId, partialOf, showOutcome } from '../../core/bulk.ts'
import { checkIndexName, resolveNames } from '../../core/index-names.ts'
import { isObject, rootNode } from '../../core/json.ts'
import { filterSource, sourceOf } from '../../core/request/source.ts'
import { withParameters } from '../../core/request/url.ts'
import {
  bodyRequired,
  documentMissing,
  illegal,
  mapperParsing,
  noSuchIndex,
  notOneIndex,
  SearchError,
} from '../../errors.ts'
import type { Hit } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { type Room, WRITE_PARAMETERS } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { answerOutcome, checkWriteParameters, runItems } from '../write.ts'

const WRITE = [...WRITE_PARAMETERS, 'require_alias', 'pipeline']
const READ = ['_source', '_source_includes', '_source_excludes', 'refresh', 'realtime', 'preference']

export function documentRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['PUT', 'POST'],
      paths: ['/{index}/_doc/{id}'],
      parameters: [...WRITE, 'op_type'],
      run: (call) => store(room, call, opTypeOf(call)),
    },
    {
      methods: ['POST'],
      paths: ['/{index}/_doc'],
      parameters: WRITE,
      run: (call) => store(room, call, 'index'),
    },
    {
      methods: ['PUT', 'POST'],
      paths: ['/{index}/_create/{id}'],
      parameters: WRITE,
      run: (call) => store(room, call, 'create'),
    },
    {
      methods: ['GET', 'HEAD'],
      paths: ['/{index}/_doc/{id}'],
      parameters: READ,
      run: (call) => read(room, call),
    },
    {
      methods: ['GET', 'HEAD'],
      paths: ['/{index}/_source/{id}'],
      parameters: READ,
      run: (call) => readSource(room, call),
    },
    {
      methods: ['DELETE'],
      paths: ['/{index}/_doc/{id}'],
      parameters: WRITE,
      run: (call) => remove(room, call),
    },
    {
      methods: ['POST'],
      paths: ['/{index}/_update/{id}'],
      parameters: [...WRITE, 'retry_on_conflict', '_source'],
      run: (call) => update(room, call),
    },
  ]
}

function opTypeOf({ parameters }: RouteCall): 'index' | 'create' {
  const type = parameters.text('op_type') ?? 'index'
  if (type === 'index' || type === 'create') return type
  throw illegal(`opType must be 'create' or 'index', found: [${type}]`)
}

async function store({ engine }: Room, call: RouteCall, action: 'index' | 'create'): Promise<Answer> {
  checkWriteParameters(call.parameters)
  const { index, id } = call.place
  checkIndexName(index)
  if (id !== undefined) checkId(id)
  const source = call.json()
  if (source === undefined) throw bodyRequired()
  if (!isObject(source)) throw mapperParsing('failed to parse: the document must be a JSON object')
  const [outcome] = await engine.bulk([{ action, index, source, ...(id === undefined ? {} : { id }) }])
  return answerOutcome(outcome)
}

async function remove({ engine }: Room, call: RouteCall): Promise<Answer> {
  checkWriteParameters(call.parameters)
  const { index, id } = call.place
  oneIndex(engine.indices(), index)
  const [outcome] = await engine.bulk([{ action: 'delete', index, id }])
  if (outcome.status !== 404) return answerOutcome(outcome)
  const { error: _, status, ...body } = showOutcome({ ...outcome, error: undefined, result: 'not_found' })
  return { status: Number(status), body }
}

async function update({ engine }: Room, call: RouteCall): Promise<Answer> {
  checkWriteParameters(call.parameters)
  if (call.parameters.text('_source') !== undefined && call.parameters.flag('_source', false)) {
    throw illegal('[_source] in the answer of an update is not served; read the document afterwards')
  }
  const { index, id } = call.place
  checkIndexName(index)
  checkId(id)
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const [outcome] = await runItems(engine, [{ action: 'update', index, id, ...partialOf(rootNode(body)) }])
  if (outcome.status === 404) throw documentMissing(index, id)
  return answerOutcome(outcome)
}

/** Documents are read from one index, by its name or by a pattern that fits only one. */
function oneIndex(indices: readonly { readonly name: string }[], expression: string): string {
  const names = resolveNames(
    expression,
    indices.map(({ name }) => name),
  )
  if (names.length === 0) throw noSuchIndex(expression)
  if (names.length > 1) throw notOneIndex(expression, names.length)
  return names[0]
}

async function find({ engine }: Room, call: RouteCall): Promise<{ index: string; hit?: Hit }> {
  const index = oneIndex(engine.indices(), call.place.index)
  const hit = await engine.get(index, call.place.id)
  return hit ? { index, hit } : { index }
}

async function read(room: Room, call: RouteCall): Promise<Answer> {
  const { index, hit } = await find(room, call)
  const { id } = call.place
  if (!hit) return { status: 404, body: { _index: index, _id: id, found: false } }
  const source = chosen(hit, call)
  return ok({
    _index: index,
    _id: id,
    _version: 1,
    _seq_no: 0,
    _primary_term: 1,
    found: true,
    ...(source === undefined ? {} : { _source: source }),
  })
}

async function readSource(room: Room, call: RouteCall): Promise<Answer> {
  const { index, hit } = await find(room, call)
  if (hit) return ok(chosen(hit, call) ?? {})
  throw new SearchError(
    'resource_not_found_exception',
    `Document not found [${index}]/[${call.place.id}]`,
    404,
  )
}

function chosen(hit: Hit, { parameters }: RouteCall) {
  const { _source } = withParameters({}, parameters)
  const choice = sourceOf(_source === undefined ? undefined : { value: _source, path: [] })
  if (choice === false) return undefined
  return choice ? filterSource(hit.source, choice) : hit.source
}
