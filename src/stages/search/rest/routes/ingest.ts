import { failureBody } from '../../core/failure.ts'
import { globMatches } from '../../core/glob.ts'
import type { IngestDocument } from '../../core/ingest/document.ts'
import { GROK } from '../../core/ingest/grok.ts'
import {
  compilePipeline,
  PIPELINE_PREFIX,
  type Pipeline,
  type pipelinesOf,
} from '../../core/ingest/pipeline.ts'
import { isObject, items, type Node, rootNode } from '../../core/json.ts'
import { bodyRequired, illegal, missing, SearchError } from '../../errors.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

type Pipelines = ReturnType<typeof pipelinesOf>

export function ingestRoutes(room: Room, pipelines: Pipelines): readonly Route[] {
  return [
    {
      methods: ['PUT'],
      paths: ['/_ingest/pipeline/{id}'],
      parameters: CLUSTER_PARAMETERS,
      run: (call) => put(room, pipelines, call),
    },
    {
      methods: ['GET'],
      paths: ['/_ingest/pipeline', '/_ingest/pipeline/{id}'],
      parameters: [...CLUSTER_PARAMETERS, 'local'],
      run: (call) => get(room, call),
    },
    {
      methods: ['DELETE'],
      paths: ['/_ingest/pipeline/{id}'],
      parameters: CLUSTER_PARAMETERS,
      run: (call) => remove(room, call),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_ingest/pipeline/_simulate', '/_ingest/pipeline/{id}/_simulate'],
      parameters: ['verbose'],
      run: (call) => simulate(room, pipelines, call),
    },
    {
      methods: ['GET'],
      paths: ['/_ingest/processor/grok'],
      parameters: ['s'],
      run: () => ok({ patterns: GROK }),
    },
  ]
}

async function put({ engine }: Room, { env }: Pipelines, call: RouteCall): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  compilePipeline(rootNode(body), env)
  await engine.change({ state: { [`${PIPELINE_PREFIX}${call.place.id}`]: body } })
  return ok({ acknowledged: true })
}

function named({ engine }: Room, expression: string): readonly (readonly [string, unknown])[] {
  const patterns = expression.split(',')
  return [...engine.state()]
    .filter(([key]) => key.startsWith(PIPELINE_PREFIX))
    .map(([key, value]) => [key.slice(PIPELINE_PREFIX.length), value] as const)
    .filter(([name]) => patterns.some((pattern) => globMatches(pattern, name)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function get(room: Room, { place }: RouteCall): Answer {
  const found = named(room, place.id ?? '*')
  const absent = found.length === 0 && place.id !== undefined && !place.id.includes('*')
  return { status: absent ? 404 : 200, body: Object.fromEntries(found) }
}

async function remove(room: Room, { place }: RouteCall): Promise<Answer> {
  const found = named(room, place.id)
  if (found.length === 0 && !place.id.includes('*')) throw missing('pipeline', place.id)
  await room.engine.change({
    state: Object.fromEntries(found.map(([name]) => [`${PIPELINE_PREFIX}${name}`, null])),
  })
  return ok({ acknowledged: true })
}

function simulate({ now }: Room, pipelines: Pipelines, call: RouteCall): Answer {
  const body = call.json()
  if (!isObject(body)) throw bodyRequired()
  for (const name of Object.keys(body))
    if (name !== 'pipeline' && name !== 'docs') throw illegal(`[_simulate] unknown field [${name}]`)
  const pipeline =
    call.place.id === undefined ? given(body.pipeline, pipelines) : pipelines.get(call.place.id)
  if (body.docs === undefined) throw illegal('[docs] required property is missing')
  const verbose = call.parameters.flag('verbose', false)
  const docs = items({ value: body.docs, path: ['docs'] }).map((node) => {
    const document = documentOf(node, now())
    return verbose
      ? { processor_results: stepByStep(pipeline, document) }
      : outcome(() => pipeline.run(document), document)
  })
  if (docs.length === 0) throw illegal('must specify at least one document in [docs]')
  return ok({ docs })
}

function given(body: unknown, { env }: Pipelines): Pipeline {
  if (body === undefined) throw illegal('[pipeline] required property is missing')
  return compilePipeline({ value: body, path: ['pipeline'] }, env)
}

function documentOf({ value, path }: Node, now: number): IngestDocument {
  if (!isObject(value) || !isObject(value._source))
    throw illegal('[_source] required property is missing', path)
  const meta = { _index: String(value._index ?? '_index'), _id: String(value._id ?? '_id') }
  return { source: structuredClone(value._source) as Record<string, unknown>, meta, now }
}

function outcome(run: () => 'drop' | undefined, document: IngestDocument): object | null {
  try {
    if (run() === 'drop') return null
    return { doc: shown(document) }
  } catch (error) {
    if (error instanceof SearchError) return { error: failureBody(error).error }
    throw error
  }
}

const shown = ({ source, meta, now }: IngestDocument) => ({
  ...meta,
  _source: structuredClone(source),
  _ingest: { timestamp: new Date(now).toISOString() },
})

/** What each processor made of the document, up to the one that failed. */
function stepByStep({ steps }: Pipeline, document: IngestDocument): readonly object[] {
  const results: object[] = []
  for (const { kind, tag, run } of steps) {
    const made = outcome(() => run(document), document)
    const head = { processor_type: kind, ...(tag === undefined ? {} : { tag }) }
    const status = made === null ? 'dropped' : 'error' in made ? 'error' : 'success'
    results.push({ ...head, status, ...made })
    if (status !== 'success') break
  }
  return results
}
