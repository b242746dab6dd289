import { illegal, SearchError } from '../../errors.ts'
import { entries, flag, isObject, items, type Node, onlyEntry, text } from '../json.ts'
import type { IngestDocument } from './document.ts'
import { KINDS, NOT_SERVED } from './kinds.ts'
import type { Processor, ProcessorEnv } from './processor.ts'

/** A pipeline that has been checked, ready to run. */
export interface Pipeline {
  readonly run: Processor
  /** The same processors one by one, for a verbose simulation. */
  readonly steps: readonly { readonly kind: string; readonly tag?: string; readonly run: Processor }[]
}

/** `{description, processors: […], on_failure: […]}`. Throws for whatever is not served, by name. */
export function compilePipeline(body: Node, env: ProcessorEnv): Pipeline {
  let steps: Pipeline['steps'] = []
  let rescue: readonly Processor[] = []
  let found = false
  for (const [name, value] of entries(body, 'pipeline')) {
    if (name === 'processors') {
      found = true
      steps = stepsOf(value, env)
    } else if (name === 'on_failure') rescue = stepsOf(value, env).map(({ run }) => run)
    else if (!['description', 'version', '_meta', 'deprecated'].includes(name))
      throw illegal(
        `pipeline doesn't support one or more provided configuration parameters [${name}]`,
        value.path,
      )
  }
  if (!found) throw illegal('[processors] required property is missing', body.path)
  const all = inOrder(steps.map(({ run }) => run))
  return { steps, run: rescue.length === 0 ? all : rescued(all, rescue) }
}

function stepsOf(node: Node, env: ProcessorEnv): Pipeline['steps'] {
  return items(node).map((item) => {
    const [kind, options] = onlyEntry(item, 'processors')
    return stepOf(kind, options, env)
  })
}

function stepOf(kind: string, options: Node, env: ProcessorEnv) {
  if (Object.hasOwn(NOT_SERVED, kind))
    throw illegal(`processor [${kind}] is not served by this engine: ${NOT_SERVED[kind]}`, options.path)
  if (!Object.hasOwn(KINDS, kind)) throw illegal(`No processor type exists with name [${kind}]`, options.path)
  const own: Record<string, unknown> = {}
  let rescue: readonly Processor[] = []
  let ignore = false
  let tag: string | undefined
  for (const [name, value] of entries(options, kind)) {
    if (name === 'if')
      throw illegal(
        `[if] of processor [${kind}] is not served by this engine: no scripts run here`,
        value.path,
      )
    if (name === 'ignore_failure') ignore = flag(value, name, kind)
    else if (name === 'on_failure') rescue = stepsOf(value, env).map(({ run }) => run)
    else if (name === 'tag') tag = text(value, name, kind)
    else if (name !== 'description') own[name] = value.value
  }
  const plain = KINDS[kind]({ value: own, path: options.path }, env)
  const run = ignore ? rescued(plain, []) : rescue.length > 0 ? rescued(plain, rescue) : plain
  return { kind, run, ...(tag === undefined ? {} : { tag }) }
}

const inOrder =
  (processors: readonly Processor[]): Processor =>
  (document) => {
    for (const run of processors) if (run(document) === 'drop') return 'drop'
    return undefined
  }

/** What to do when a processor fails: nothing more, if there is nothing. */
function rescued(plain: Processor, rescue: readonly Processor[]): Processor {
  return (document) => {
    try {
      return plain(document)
    } catch (error) {
      if (!(error instanceof SearchError)) throw error
      return inOrder(rescue)(document)
    }
  }
}

export const PIPELINE_PREFIX = 'pipeline/'
/** Pipelines may call each other so deep. */
const DEEPEST = 20

/** Pipelines by name, from the room's state, compiled when first needed. */
export function pipelinesOf(state: () => ReadonlyMap<string, unknown>) {
  const compiled = new Map<string, { readonly body: unknown; readonly made: Pipeline }>()
  let depth = 0
  const env: ProcessorEnv = { pipeline: (name) => (document) => nested(name, document) }

  function nested(name: string, document: IngestDocument) {
    if (depth >= DEEPEST) throw illegal(`Cycle detected for pipeline: ${name}`)
    depth++
    try {
      return get(name).run(document)
    } finally {
      depth--
    }
  }

  function get(name: string): Pipeline {
    const body = state().get(`${PIPELINE_PREFIX}${name}`)
    if (!isObject(body)) throw illegal(`pipeline with id [${name}] does not exist`)
    const known = compiled.get(name)
    if (known?.body === body) return known.made
    const made = compilePipeline({ value: body, path: [] }, env)
    compiled.set(name, { body, made })
    return made
  }
  return { get, env }
}
