import { idTooLong, illegal, invalidRequest, mapperParsing, SearchError } from '../errors.ts'
import type { BulkAction, BulkOutcome } from '../ports.ts'
import { parseJson } from './body.ts'
import { checkIndexName } from './index-names.ts'
import { entries, isObject, type Node, rootNode, tokenOf } from './json.ts'
import { type SourceChoice, sourceOf } from './request/source.ts'
import { type WriteCondition, writeCondition } from './write-condition.ts'

/** One line pair of a bulk body: to be done, or already refused. */
export interface BulkItem {
  readonly action: BulkAction['action']
  readonly index: string
  readonly id?: string
  readonly source?: Readonly<Record<string, unknown>>
  /** For `update`: what to create when the document is missing. */
  readonly upsert?: Readonly<Record<string, unknown>>
  readonly condition?: WriteCondition
  /** For `update`: write even when nothing changes. */
  readonly always?: boolean
  readonly requireAlias?: boolean
  /** Ingest pipeline; `_none` for none, absent for the index's own. */
  readonly pipeline?: string
  /** For `update`: what of the new source the answer has. */
  readonly shown?: SourceChoice
  readonly refused?: SearchError
}

const ACTIONS = ['create', 'delete', 'index', 'update']
const UTF8 = new TextDecoder('utf-8', { fatal: true })

/**
 * NDJSON: an action line, then (except for `delete`) a document line. A malformed action line refuses the whole
 * request, as one can't tell what follows; a malformed document refuses only its own item.
 */
export function parseBulk(body: Uint8Array, defaultIndex?: string): readonly BulkItem[] {
  const lines = linesOf(body)
  const problems: string[] = []
  const bulk: BulkItem[] = []
  const soundNames = new Set<string>()
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    if (line.trim() === '') continue
    const { action, ...meta } = actionOf(line, at + 1, defaultIndex, problems)
    if (action === 'delete') bulk.push(checked({ action, ...meta }, soundNames))
    else {
      at++
      if (at >= lines.length) throw invalidRequest([`line ${at} ([${action}]) is not followed by a document`])
      bulk.push(withDocument({ action, ...meta }, lines[at], soundNames))
    }
  }
  if (bulk.length === 0) throw invalidRequest(['no requests added'])
  if (problems.length > 0) throw invalidRequest(problems)
  return bulk
}

function linesOf(body: Uint8Array): readonly string[] {
  if (body.length === 0) throw illegal('request body is required')
  if (body[body.length - 1] !== 0x0a) throw illegal('The bulk request must be terminated by a newline [\\n]')
  let text: string
  try {
    text = UTF8.decode(body)
  } catch {
    throw illegal('The bulk request is not valid UTF-8')
  }
  return text.split('\n').slice(0, -1)
}

function actionOf(line: string, number: number, defaultIndex: string | undefined, problems: string[]) {
  const malformed = (expected: string, found: string) =>
    illegal(`Malformed action/metadata line [${number}], expected ${expected} but found [${found}]`)
  let value: unknown
  try {
    value = parseJson(line)
  } catch (error) {
    throw illegal(`Malformed action/metadata line [${number}]: ${(error as Error).message}`)
  }
  if (!isObject(value)) throw malformed('START_OBJECT', tokenOf(value))
  const [first, second] = entries(rootNode(value), 'bulk')
  if (!first) throw malformed('FIELD_NAME', 'END_OBJECT')
  const [action, meta] = first
  if (!ACTIONS.includes(action)) throw malformed('field [create], [delete], [index] or [update]', action)
  if (second) throw malformed('END_OBJECT', 'FIELD_NAME')
  if (!isObject(meta.value)) throw malformed('START_OBJECT', tokenOf(meta.value))
  const { index = defaultIndex, id, opType, ...more } = metadataOf(meta, number, action)
  if (index === undefined) problems.push('index is missing')
  if (id === undefined && (action === 'update' || action === 'delete')) problems.push('id is missing')
  return {
    action: (action === 'index' ? (opType ?? action) : action) as BulkAction['action'],
    index: index ?? '',
    ...(id === undefined ? {} : { id }),
    ...more,
  }
}

interface Metadata extends Pick<BulkItem, 'condition' | 'requireAlias' | 'pipeline' | 'shown'> {
  opType?: 'index' | 'create'
  index?: string
  id?: string
}

function metadataOf(meta: Node, number: number, action: string): Metadata {
  const read: { -readonly [K in keyof Metadata]: Metadata[K] } = {}
  const conditions: Record<string, string> = {}
  for (const [name, { value }] of entries(meta, 'bulk')) {
    if (name === '_index' && typeof value === 'string') read.index = value
    else if (name === '_id' && (typeof value === 'string' || typeof value === 'number'))
      read.id = String(value)
    else if (name === '_id' && value === null) continue
    else if (name === 'require_alias' && typeof value === 'boolean') read.requireAlias = value
    else if (name === 'pipeline' && typeof value === 'string') read.pipeline = value
    else if (CONDITIONS.has(name) && (typeof value === 'number' || typeof value === 'string'))
      conditions[name] = String(value)
    else if (name === 'retry_on_conflict' && Number.isInteger(value)) continue
    // There is one shard to route to.
    else if ((name === 'routing' || name === '_routing') && (value === null || typeof value !== 'object'))
      continue
    else if (name === 'dynamic_templates' && isObject(value) && Object.keys(value).length === 0) continue
    else if (name === '_source' && action === 'update') {
      const shown = sourceOf({ value, path: [] })
      if (shown !== undefined) read.shown = shown
    } else if (name === 'op_type' && (value === 'index' || value === 'create')) read.opType = value
    else if (REFUSED.has(name)) {
      throw illegal(`Action/metadata line [${number}]: parameter [${name}] is not served by this engine`)
    } else throw illegal(`Action/metadata line [${number}] contains an unknown parameter [${name}]`)
  }
  const condition = writeCondition((name) => conditions[name], action)
  return condition ? { ...read, condition } : read
}

const CONDITIONS = new Set(['version', 'version_type', 'if_seq_no', 'if_primary_term'])
const REFUSED = new Set([
  ...CONDITIONS,
  'routing',
  '_routing',
  'pipeline',
  'require_alias',
  'dynamic_templates',
])

function withDocument(item: BulkItem, line: string, soundNames: Set<string>): BulkItem {
  let source: unknown
  try {
    source = parseJson(line)
  } catch (error) {
    return { ...item, refused: mapperParsing(`failed to parse: ${(error as Error).message}`) }
  }
  if (!isObject(source)) {
    return { ...item, refused: mapperParsing('failed to parse: the document must be a JSON object') }
  }
  if (item.action !== 'update') return checked({ ...item, source }, soundNames)
  try {
    return checked({ ...item, ...partialOf(rootNode(source)) }, soundNames)
  } catch (error) {
    if (error instanceof SearchError) return { ...item, refused: error }
    throw error
  }
}

/** An update's body: `doc`, perhaps with `upsert` or `doc_as_upsert`. */
export function partialOf(body: Node): Pick<BulkItem, 'source' | 'upsert' | 'always' | 'shown'> {
  const read: Record<string, unknown> = {}
  for (const [name, { value, path }] of entries(body, 'UpdateRequest')) {
    if (name === 'script' || name === 'scripted_upsert') {
      throw illegal(
        `[UpdateRequest] [${name}] is not served by this engine; send the changed fields in [doc]`,
        path,
      )
    }
    if (!['doc', 'upsert', 'doc_as_upsert', 'detect_noop', '_source'].includes(name)) {
      throw illegal(`[UpdateRequest] unknown field [${name}]`, path)
    }
    if (name === 'detect_noop' && typeof value !== 'boolean')
      throw illegal('[UpdateRequest] [detect_noop] must be true or false', path)
    read[name] = name === '_source' ? sourceOf({ value, path }) : value
  }
  const { doc, upsert, doc_as_upsert, detect_noop, _source } = read
  if (!isObject(doc)) throw invalidRequest(['script or doc is missing'])
  if (upsert !== undefined && !isObject(upsert)) throw illegal('[UpdateRequest] [upsert] must be an object')
  const create = doc_as_upsert === true ? doc : upsert
  return {
    source: doc,
    ...(create === undefined ? {} : { upsert: create as Record<string, unknown> }),
    ...(detect_noop === false ? { always: true } : {}),
    ...(_source === undefined ? {} : { shown: _source as SourceChoice }),
  }
}

/** Names and ids that no document can have refuse their own item only. */
function checked(item: BulkItem, soundNames: Set<string>): BulkItem {
  try {
    if (!soundNames.has(item.index) && !item.index.startsWith('<')) checkIndexName(item.index)
    soundNames.add(item.index)
    if (item.id !== undefined) checkId(item.id)
    return item
  } catch (error) {
    if (error instanceof SearchError) return { ...item, refused: error }
    throw error
  }
}

export function checkId(id: string) {
  if (id === '') throw illegal('if _id is specified it must not be empty')
  if (id.length <= 128) return
  const bytes = new TextEncoder().encode(id).length
  if (bytes > 512) throw idTooLong(id, bytes)
}

/** What one document operation answers, alone or as a bulk item. */
export function showOutcome(outcome: BulkOutcome, refreshed = false): Readonly<Record<string, unknown>> {
  const { index, id, status, error } = outcome
  if (error)
    return { _index: index, _id: id, status, error: { ...error, index, shard: '0', index_uuid: '_na_' } }
  return {
    _index: index,
    _id: id,
    _version: outcome.version ?? 1,
    result: outcome.result,
    ...(refreshed ? { forced_refresh: true } : {}),
    _shards: { total: 1, successful: 1, failed: 0 },
    _seq_no: outcome.sequence ?? 0,
    _primary_term: 1,
    ...(outcome.source
      ? { get: { _seq_no: outcome.sequence ?? 0, _primary_term: 1, found: true, _source: outcome.source } }
      : {}),
    status,
  }
}

export function refusalOutcome(item: BulkItem, error: SearchError): BulkOutcome {
  return {
    index: item.index,
    id: item.id ?? '',
    status: error.status,
    error: { type: error.type, reason: error.message, ...causeIn(error.detail) },
  }
}

const causeIn = ({ caused_by }: SearchError['detail']) => (caused_by === undefined ? {} : { caused_by })
