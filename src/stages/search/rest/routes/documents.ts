import { type BulkItem, checkId, partialOf, showOutcome } from '../../core/bulk.ts'
import { rootNode } from '../../core/json.ts'
import { filterSource, sourceOf } from '../../core/request/source.ts'
import { withParameters } from '../../core/request/url.ts'
import { readTarget } from '../../core/resolve.ts'
import { writeCondition } from '../../core/write-condition.ts'
import { bodyRequired, documentMissing, illegal, SearchError, sequenceMismatch } from '../../errors.ts'
import type { Hit } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { type Room, WRITE_PARAMETERS } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { answerOutcome, checkWriteParameters, documentOf, runItems } from '../write.ts'

const CONDITIONS = ['if_seq_no', 'if_primary_term', 'version', 'version_type', 'routing']
const WRITE = [...WRITE_PARAMETERS, ...CONDITIONS, 'require_alias', 'pipeline']
const READ = [
  ...['_source', '_source_includes', '_source_excludes', 'refresh', 'realtime', 'preference'],
  ...['routing', 'version', 'version_type', 'stored_fields'],
]

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
      parameters: [...WRITE, 'op_type'],
      run: (call) => store(room, call, opTypeOf(call)),
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
      parameters: [...WRITE, 'retry_on_conflict', '_source', '_source_includes', '_source_excludes', 'lang'],
      run: (call) => update(room, call),
    },
  ]
}

function opTypeOf({ parameters }: RouteCall): 'index' | 'create' {
  const type = parameters.text('op_type') ?? 'index'
  if (type === 'index' || type === 'create') return type
  throw illegal(`opType must be 'create' or 'index', found: [${type}]`)
}

function conditionOf({ parameters }: RouteCall, action: string): Pick<BulkItem, 'condition'> {
  const condition = writeCondition(parameters.text, action)
  return condition ? { condition } : {}
}

/** One item as a request of its own: what refuses it is the answer. */
async function runOne(room: Room, item: BulkItem, call: RouteCall) {
  const defaults = checkWriteParameters(call.parameters)
  const [outcome] = await runItems(room, [item], defaults)
  return { outcome, refreshed: defaults.refreshed }
}

async function store(room: Room, call: RouteCall, action: 'index' | 'create'): Promise<Answer> {
  const { index, id } = call.place
  if (id !== undefined) checkId(id)
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const named = id === undefined ? {} : { id }
  const item = { action, index, source: documentOf(body), ...named, ...conditionOf(call, action) }
  const { outcome, refreshed } = await runOne(room, item, call)
  return answerOutcome(outcome, refreshed)
}

async function remove(room: Room, call: RouteCall): Promise<Answer> {
  const { index, id } = call.place
  const item = { action: 'delete' as const, index, id, ...conditionOf(call, 'delete') }
  const { outcome, refreshed } = await runOne(room, item, call)
  if (outcome.status !== 404 || outcome.error) return answerOutcome(outcome, refreshed)
  const { status, ...body } = showOutcome(outcome, refreshed)
  return { status: Number(status), body }
}

async function update(room: Room, call: RouteCall): Promise<Answer> {
  const { index, id } = call.place
  checkId(id)
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const { _source } = withParameters({}, call.parameters)
  const shown = sourceOf(_source === undefined ? undefined : { value: _source, path: [] })
  const item = {
    action: 'update' as const,
    index,
    id,
    ...(shown === undefined ? {} : { shown }),
    ...partialOf(rootNode(body)),
    ...conditionOf(call, 'update'),
  }
  const { outcome, refreshed } = await runOne(room, item, call)
  if (outcome.status === 404 && outcome.error?.type === 'document_missing_exception')
    throw documentMissing(outcome.index, id)
  return answerOutcome(outcome, refreshed)
}

async function find(
  { engine, catalogue, now }: Room,
  call: RouteCall,
): Promise<{ index: string; hit?: Hit }> {
  const { name: index } = readTarget(call.place.index, catalogue.directory(), now())
  const hit = await engine.get(index, call.place.id)
  checkVersion(call, index, hit)
  return hit ? { index, hit } : { index }
}

/** `version` on a read: the document must have it (or, if external, no older one). */
function checkVersion({ parameters, place }: RouteCall, index: string, hit: Hit | undefined) {
  const wanted = parameters.text('version')
  if (wanted === undefined || !hit) return
  if (!/^\d{1,15}$/.test(wanted))
    throw illegal(`Failed to parse long parameter [version] with value [${wanted}]`)
  const type = parameters.text('version_type') ?? 'internal'
  const there = hit.version ?? 1
  if (type === 'external_gte' ? there >= Number(wanted) : there === Number(wanted)) return
  throw sequenceMismatch(index, place.id, there, Number(wanted))
}

/** A document as `_doc` and `_mget` show it. */
export function showDocument(hit: Hit, source: Readonly<Record<string, unknown>> | undefined) {
  return {
    _index: hit.index,
    _id: hit.id,
    _version: hit.version ?? 1,
    _seq_no: hit.sequence ?? 0,
    _primary_term: 1,
    found: true,
    ...(source === undefined ? {} : { _source: source }),
  }
}

async function read(room: Room, call: RouteCall): Promise<Answer> {
  const { index, hit } = await find(room, call)
  const { id } = call.place
  if (!hit) return { status: 404, body: { _index: index, _id: id, found: false } }
  return ok(showDocument(hit, chosen(hit, call)))
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
  const stored = parameters.text('stored_fields')
  if (stored !== undefined && stored !== '_source' && stored !== '_none_')
    throw illegal(`[stored_fields] is not served here: there are none but [_source]; use _source_includes`)
  const { _source } = withParameters({}, parameters.without('stored_fields', 'version'))
  const choice = sourceOf(_source === undefined ? undefined : { value: _source, path: [] })
  if (choice === false || (stored === '_none_' && choice === undefined)) return undefined
  return choice ? filterSource(hit.source, choice) : hit.source
}
