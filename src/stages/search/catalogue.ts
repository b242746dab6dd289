import { indexNameOf } from './core/date-math-name.ts'
import { type Directory, directoryOf } from './core/directory.ts'
import { mergedBody, parseIndexBody } from './core/index-body.ts'
import { checkIndexName } from './core/index-names.ts'
import { type Composed, templateFor } from './core/index-templates.ts'
import { rootNode } from './core/json.ts'
import type { Json } from './core/merge.ts'
import { type Found, type NameOptions, resolve, writeTarget } from './core/resolve.ts'
import { uuidOf } from './core/settings.ts'
import { backingIndex, STREAM_PREFIX, type Stream, TIMESTAMP } from './core/streams.ts'
import {
  aliasRequired,
  autoCreateForbidden,
  blocked,
  illegal,
  indexExists,
  onlyCreateInStream,
  SearchError,
} from './errors.ts'
import type { SearchEngine } from './ports.ts'

/** Names and what they stand for; new indices are made here, by the templates. */
export interface Catalogue {
  directory(): Directory
  find(expression: string | undefined, options?: NameOptions): readonly Found[]
  /** The index that a document goes to, made when nothing has the name yet. */
  target(name: string, write: WriteWish): Promise<Target>
  /** Makes an index that is not there yet, if a template fits its name. */
  prepare(name: string): Promise<void>
  /** An index of that name and body, over what the templates say. */
  create(name: string, body: Json): Promise<void>
  /** A data stream by the template that fits its name. */
  createStream(name: string): Promise<void>
  stream(name: string): Stream | undefined
}

export interface WriteWish {
  readonly create: boolean
  readonly requireAlias?: boolean
  /** The write needs a document that is there: nothing is made for it. */
  readonly missing?: boolean
}

export interface Target {
  readonly index: string
  readonly settings: Readonly<Record<string, string>>
  /** Documents must have this field: the index is a data stream's. */
  readonly timestamp?: string
}

export function createCatalogue(engine: SearchEngine, now: () => number): Catalogue {
  const directory = () => directoryOf(engine.indices())
  const streamOf = (name: string) => engine.state().get(`${STREAM_PREFIX}${name}`) as Stream | undefined

  async function create(name: string, body: Json): Promise<void> {
    checkIndexName(name)
    const { indices, aliases, streams } = directory()
    const present = indices.get(name)
    if (present) throw indexExists(name, uuidOf(present))
    if (aliases.has(name) || streams.has(name)) throw nameTaken(name)
    const template = templateFor(name, engine.state())
    const whole = template && !template.dataStream ? mergedBody(template.body, body) : body
    const { mapping, attributes } = parseIndexBody(rootNode(whole))
    for (const alias of Object.keys(attributes.aliases ?? {})) {
      if (indices.has(alias) || alias === name)
        throw illegal(
          `Invalid alias name [${alias}]: an index or data stream exists with the same name as the alias`,
        )
    }
    await engine.change({ create: [{ index: name, mapping, attributes }] })
  }

  async function createStream(name: string): Promise<void> {
    checkIndexName(name)
    const { indices, aliases, streams } = directory()
    if (streams.has(name))
      throw new SearchError('resource_already_exists_exception', `data_stream [${name}] already exists`)
    if (indices.has(name) || aliases.has(name)) throw nameTaken(name)
    const template = templateFor(name, engine.state())
    if (!template?.dataStream) throw illegal(`no matching index template found for data stream [${name}]`)
    const stream = streamBy(template)
    await engine.change({
      create: [backingIndex(name, stream, template)],
      state: { [`${STREAM_PREFIX}${name}`]: stream },
    })
  }

  async function make(name: string): Promise<void> {
    const template = templateFor(name, engine.state())
    const { persistent = {}, transient = {} } = (engine.state().get('settings') ?? {}) as Record<string, Json>
    if ({ ...persistent, ...transient }['action.auto_create_index'] === 'false')
      throw autoCreateForbidden(name)
    checkIndexName(name)
    if (!template) return
    try {
      await (template.dataStream ? createStream(name) : create(name, {}))
    } catch (error) {
      // Somebody was quicker.
      if (!(error instanceof Error && 'type' in error && error.type === 'resource_already_exists_exception'))
        throw error
    }
  }

  async function target(given: string, wish: WriteWish): Promise<Target> {
    const { create: isCreate, requireAlias, missing } = wish
    const name = indexNameOf(given, now())
    const { aliases } = directory()
    if (requireAlias && !aliases.has(name)) throw aliasRequired(name)
    let found = writeTarget(name, directory())
    if (!found && !missing) {
      await make(name)
      found = writeTarget(name, directory())
    }
    if (!found) return { index: name, settings: {} }
    if (directory().streams.has(name) && !isCreate) throw onlyCreateInStream()
    const settings = found.attributes?.settings ?? {}
    if (settings['blocks.write'] === 'true') throw blocked(found.name, '8/index write (api)')
    if (settings['blocks.read_only'] === 'true') throw blocked(found.name, '5/index read-only (api)')
    const stream = found.attributes?.stream
    return {
      index: found.name,
      settings,
      ...(stream === undefined ? {} : { timestamp: streamOf(stream)?.timestamp_field.name ?? TIMESTAMP }),
    }
  }

  return {
    directory,
    find: (expression, options = {}) => resolve(expression, directory(), { now: now(), ...options }),
    target,
    async prepare(name) {
      if (!directory().indices.has(name) && templateFor(name, engine.state())) await make(name)
    },
    create,
    createStream,
    stream: streamOf,
  }
}

const nameTaken = (name: string) =>
  new SearchError(
    'invalid_index_name_exception',
    `Invalid index name [${name}], already exists as alias`,
    400,
    { detail: { index: name, index_uuid: '_na_' } },
  )

function streamBy({ name, dataStream }: Composed): Stream {
  const given = (dataStream?.timestamp_field as { name?: string } | undefined)?.name
  return { timestamp_field: { name: given ?? TIMESTAMP }, generation: 1, template: name }
}
