import {
  type AliasAction,
  aliasesOf,
  checkAliasName,
  parseAlias,
  parseAliasActions,
  withoutAliases,
} from '../../core/aliases.ts'
import { fieldsOf } from '../../core/fields.ts'
import { isObject, rootNode } from '../../core/json.ts'
import { queryContext } from '../../core/query/context.ts'
import { parseQuery } from '../../core/query/index.ts'
import { bodyRequired, illegal, illegalState, noAliases } from '../../errors.ts'
import type { AliasAttributes, IndexAttributes, IndexDescription } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { makeParameters } from '../parameters.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

export function aliasRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['GET', 'HEAD'],
      paths: [
        '/_alias',
        '/_aliases',
        '/{index}/_alias',
        '/{index}/_aliases',
        '/_alias/{name}',
        '/{index}/_alias/{name}',
        '/{index}/_aliases/{name}',
        '/_aliases/{name}',
      ],
      parameters: [...NAME_PARAMETERS, ...CLUSTER_PARAMETERS],
      run: (call) => show(room, call),
    },
    {
      methods: ['POST'],
      paths: ['/_aliases'],
      parameters: CLUSTER_PARAMETERS,
      run: (call) => change(room, call),
    },
    {
      methods: ['PUT', 'POST'],
      paths: [
        '/{index}/_alias/{name}',
        '/_alias/{name}',
        '/{index}/_aliases/{name}',
        '/_aliases/{name}',
        '/{index}/_alias',
        '/_alias',
      ],
      parameters: CLUSTER_PARAMETERS,
      run: (call) => put(room, call),
    },
    {
      methods: ['DELETE'],
      paths: ['/{index}/_alias/{name}', '/{index}/_aliases/{name}'],
      parameters: CLUSTER_PARAMETERS,
      run: (call) => remove(room, call),
    },
  ]
}

function show({ searcher }: Room, call: RouteCall): Answer {
  const found = searcher.indices(call.place.index, call.parameters, true)
  const names = call.place.name?.split(',')
  const { shown, missing } = aliasesOf(found, names)
  if (missing.length === 0) {
    const empty = call.method === 'HEAD' && Object.keys(shown).length === 0
    return { status: empty ? 404 : 200, body: shown }
  }
  const error = `alias [${missing.join(',')}] missing`
  return { status: 404, body: { error, status: 404, ...shown } }
}

async function change(room: Room, call: RouteCall): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  return apply(room, parseAliasActions(rootNode(body)))
}

async function put(room: Room, call: RouteCall): Promise<Answer> {
  const body = call.json() ?? {}
  if (!isObject(body)) throw illegal('request body must be a JSON object')
  const { index = body.index ?? '_all', name = body.alias } = call.place as Record<string, unknown>
  if (typeof name !== 'string' || typeof index !== 'string')
    throw illegal('[alias] and [index] must be names')
  checkAliasName(name)
  const { index: _, alias: __, ...rest } = body
  const attributes = parseAlias(rootNode(rest))
  return apply(room, [
    { kind: 'add', indices: index.split(','), aliases: [name], attributes, mustExist: false },
  ])
}

async function remove(room: Room, { place }: RouteCall): Promise<Answer> {
  const aliases = place.name.split(',')
  const action = {
    kind: 'remove' as const,
    indices: place.index.split(','),
    aliases,
    attributes: {},
    mustExist: true,
  }
  return apply(room, [action])
}

/** All of the actions or none, in their order. */
async function apply(room: Room, actions: readonly AliasAction[]): Promise<Answer> {
  const { engine, searcher } = room
  const changed = new Map<
    string,
    { index: IndexDescription; aliases: Readonly<Record<string, AliasAttributes>> }
  >()
  const removed = new Set<string>()
  const open = (index: IndexDescription) =>
    changed.get(index.name) ?? { index, aliases: index.attributes?.aliases ?? {} }
  for (const action of actions) {
    const found = searcher.named(action.indices.join(','), makeParameters({ allow_no_indices: 'false' }))
    if (action.kind === 'remove_index') for (const { name } of found) removed.add(name)
    else if (action.kind === 'add')
      for (const index of found) changed.set(index.name, added(room, open(index), action))
    else {
      const left = found.map((index) => ({
        ...open(index),
        ...withoutAliases(open(index).aliases, action.aliases),
      }))
      if (action.mustExist && left.every((one) => one.removed.length === 0)) throw noAliases(action.aliases)
      for (const { index, left: aliases, removed: gone } of left)
        if (gone.length > 0) changed.set(index.name, { index, aliases })
    }
  }
  checkWriteIndices(room, changed)
  await engine.change({
    remove: [...removed],
    update: [...changed.values()]
      .filter(({ index }) => !removed.has(index.name))
      .map(({ index, aliases }) => ({ index: index.name, attributes: withAliases(index, aliases) })),
  })
  return ok({ acknowledged: true })
}

function withAliases(
  { attributes = {} }: IndexDescription,
  aliases: IndexAttributes['aliases'],
): IndexAttributes {
  return { ...attributes, aliases }
}

function added(
  { catalogue, now }: Room,
  { index, aliases }: { index: IndexDescription; aliases: Readonly<Record<string, AliasAttributes>> },
  { aliases: names, attributes }: AliasAction,
) {
  const { indices, streams } = catalogue.directory()
  for (const name of names) {
    if (indices.has(name) || streams.has(name))
      throw illegal(
        `Invalid alias name [${name}]: an index or data stream exists with the same name as the alias`,
      )
  }
  if (attributes.filter)
    parseQuery({ value: attributes.filter, path: [] }, queryContext(now(), fieldsOf([index])))
  return { index, aliases: { ...aliases, ...Object.fromEntries(names.map((name) => [name, attributes])) } }
}

/** An alias has one write index at most. */
function checkWriteIndices(
  { catalogue }: Room,
  changed: ReadonlyMap<string, { aliases: Readonly<Record<string, AliasAttributes>> }>,
) {
  const writers = new Map<string, string[]>()
  for (const [name, index] of catalogue.directory().indices) {
    const aliases = changed.get(name)?.aliases ?? index.attributes?.aliases ?? {}
    for (const [alias, { is_write_index }] of Object.entries(aliases))
      if (is_write_index) writers.set(alias, [...(writers.get(alias) ?? []), name])
  }
  for (const [alias, names] of writers)
    if (names.length > 1)
      throw illegalState(`alias [${alias}] has more than one write index [${names.join(',')}]`)
}
