import { indexNameOf } from '../../core/date-math-name.ts'
import { fieldCapabilities } from '../../core/field-capabilities.ts'
import { globMatches } from '../../core/glob.ts'
import { entries, isObject, rootNode } from '../../core/json.ts'
import { mergedRules, parseMapping, showMapping, widening } from '../../core/mapping/index.ts'
import { changedSettings, parseSettings, settingsOf, showSettings } from '../../core/settings.ts'
import { bodyRequired, illegal, noSuchIndex } from '../../errors.ts'
import type { IndexDescription } from '../../ports.ts'
import { nameOptions } from '../../searcher.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const NAMED = [...NAME_PARAMETERS, ...CLUSTER_PARAMETERS]

export function indexRoutes(room: Room): readonly Route[] {
  const found = (call: RouteCall) => room.searcher.indices(call.place.index, call.parameters, true)
  const each = (call: RouteCall, show: (index: IndexDescription) => unknown) =>
    ok(Object.fromEntries(found(call).map((index) => [index.name, show(index)])))
  return [
    {
      methods: ['PUT'],
      paths: ['/{index}'],
      parameters: [...CLUSTER_PARAMETERS, 'wait_for_active_shards'],
      run: (call) => create(room, call),
    },
    { methods: ['DELETE'], paths: ['/{index}'], parameters: NAMED, run: (call) => remove(room, call) },
    {
      methods: ['HEAD'],
      paths: ['/{index}'],
      parameters: [...NAMED, 'flat_settings', 'include_defaults'],
      run: (call) => exists(found(call), call),
    },
    {
      methods: ['GET'],
      paths: ['/{index}'],
      parameters: [...NAMED, 'include_defaults', 'flat_settings'],
      run: (call) => each(call, (index) => showIndex(index, call)),
    },
    {
      methods: ['GET'],
      paths: ['/_mapping', '/_mappings', '/{index}/_mapping', '/{index}/_mappings'],
      parameters: NAMED,
      run: (call) => each(call, (index) => ({ mappings: mappings(index) })),
    },
    {
      methods: ['GET'],
      paths: ['/_mapping/field/{fields}', '/{index}/_mapping/field/{fields}'],
      parameters: [...NAMED, 'include_defaults'],
      run: (call) => each(call, (index) => ({ mappings: fieldMappings(index, call.place.fields) })),
    },
    {
      methods: ['PUT', 'POST'],
      paths: ['/{index}/_mapping', '/{index}/_mappings', '/_mapping/{index}'],
      parameters: [...NAMED, 'write_index_only'],
      run: (call) => widen(room, call),
    },
    {
      methods: ['GET'],
      paths: ['/_settings', '/{index}/_settings', '/_settings/{name}', '/{index}/_settings/{name}'],
      parameters: [...NAMED, 'flat_settings', 'include_defaults'],
      run: (call) => settings(found(call), call),
    },
    {
      methods: ['PUT'],
      paths: ['/_settings', '/{index}/_settings'],
      parameters: [...NAMED, 'flat_settings', 'preserve_existing'],
      run: (call) => changeSettings(room, found(call), call),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_field_caps', '/{index}/_field_caps'],
      parameters: [...NAME_PARAMETERS, 'fields', 'include_unmapped'],
      run: (call) => capabilities(room.searcher.indices(call.place.index, call.parameters), call),
    },
    {
      methods: ['GET'],
      paths: ['/_resolve/index/{name}'],
      parameters: NAME_PARAMETERS,
      run: (call) => resolveNames(room, call),
    },
  ]
}

const mappings = (index: IndexDescription) => showMapping(index.mapping, index.attributes?.rules)

const showIndex = (index: IndexDescription, { parameters }: RouteCall) => ({
  aliases: index.attributes?.aliases ?? {},
  mappings: mappings(index),
  settings: showSettings(index, parameters.flag('flat_settings', false)),
  ...(index.attributes?.stream === undefined ? {} : { data_stream: index.attributes.stream }),
})

function exists(found: readonly IndexDescription[], call: RouteCall): Answer {
  if (found.length === 0) throw noSuchIndex(call.place.index)
  return ok('')
}

async function create({ catalogue, now }: Room, call: RouteCall): Promise<Answer> {
  const index = indexNameOf(call.place.index, now())
  const body = call.json() ?? {}
  if (!isObject(body)) throw illegal('request body must be a JSON object')
  await catalogue.create(index, body)
  return ok({ acknowledged: true, shards_acknowledged: true, index })
}

/** Names are those of indices: an alias is no index, and a data stream's write index stays. */
async function remove({ engine, catalogue, searcher }: Room, call: RouteCall): Promise<Answer> {
  const { index: expression } = call.place
  const { aliases, streams } = catalogue.directory()
  for (const name of expression.split(',')) {
    if (aliases.has(name) && !catalogue.directory().indices.has(name))
      throw illegal(
        `The provided expression [${name}] matches an alias, specify the corresponding concrete indices instead.`,
      )
    if (streams.has(name))
      throw illegal(
        `The provided expression [${name}] matches a data stream: delete it with DELETE _data_stream/${name}`,
      )
  }
  const found = searcher.named(expression, call.parameters)
  for (const { name, attributes } of found) {
    const stream = attributes?.stream === undefined ? undefined : streams.get(attributes.stream)
    if (stream && stream.at(-1)?.name === name)
      throw illegal(
        `index [${name}] is the write index for data stream [${attributes?.stream}] and cannot be deleted`,
      )
  }
  if (found.length > 0) await engine.change({ remove: found.map(({ name }) => name) })
  return ok({ acknowledged: true })
}

/** New fields and rules, on all of the indices or on none. */
async function widen({ engine, searcher }: Room, call: RouteCall): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  if (isObject(body) && isObject(body._doc)) throw illegal('Types cannot be provided in put mapping requests')
  const { fields, rules } = parseMapping(rootNode(body))
  const found = searcher.indices(call.place.index, call.parameters, true)
  const update = found.map(({ name, mapping, attributes }) => ({
    index: name,
    mapping: widening(mapping, fields),
    ...(Object.keys(rules).length === 0
      ? {}
      : { attributes: { ...attributes, rules: mergedRules(attributes?.rules, rules) } }),
  }))
  const changed = update.filter((one) => one.attributes || Object.keys(one.mapping).length > 0)
  if (changed.length > 0) await engine.change({ update: changed })
  return ok({ acknowledged: true })
}

function fieldMappings(index: IndexDescription, expression: string) {
  const patterns = expression.split(',')
  const all = { ...index.mapping }
  const names = Object.keys(all).flatMap((name) =>
    all[name] === 'text' ? [name, `${name}.keyword`] : [name],
  )
  const shown = names.filter((name) => patterns.some((pattern) => globMatches(pattern, name)))
  return Object.fromEntries(
    shown.map((name) => {
      const last = name.slice(name.lastIndexOf('.') + 1)
      const type = all[name] ?? 'keyword'
      const whole = showMapping({ [name]: type }, ruleOf(index, name)) as {
        properties: Record<string, unknown>
      }
      return [name, { full_name: name, mapping: { [last]: leafOf(whole.properties, name) } }]
    }),
  )
}

function ruleOf({ attributes }: IndexDescription, name: string) {
  const rule = attributes?.rules?.fields?.[name]
  if (!rule) return {}
  const { within: _, ...own } = rule
  return { fields: { [name]: own } }
}

function leafOf(properties: Record<string, unknown>, name: string): unknown {
  let at: unknown = { properties }
  for (const part of name.split('.')) at = (at as { properties: Record<string, unknown> }).properties[part]
  return at
}

function settings(found: readonly IndexDescription[], { parameters, place }: RouteCall): Answer {
  const patterns = place.name === undefined || place.name === '_all' ? ['*'] : place.name.split(',')
  const wanted = (name: string) => patterns.some((pattern) => globMatches(pattern, name))
  const flat = parameters.flag('flat_settings', false)
  const shown = found.filter((index) => Object.keys(settingsOf(index)).some(wanted))
  return ok(
    Object.fromEntries(shown.map((index) => [index.name, { settings: showSettings(index, flat, wanted) }])),
  )
}

/** Settings that only a new index can have. */
const FINAL = [
  'number_of_shards',
  'number_of_routing_shards',
  'codec',
  'creation_date',
  'uuid',
  'provided_name',
]

async function changeSettings(
  { engine }: Room,
  found: readonly IndexDescription[],
  call: RouteCall,
): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const root = rootNode(body)
  const inner = entries(root, 'settings').find(([name]) => name === 'settings')
  const given = parseSettings(inner ? inner[1] : root)
  for (const name of Object.keys(given)) {
    if (FINAL.includes(name))
      throw illegal(
        `Can't update non dynamic settings [[index.${name}]] for open indices [[${found.map((one) => one.name).join(', ')}]]`,
      )
  }
  const keep = call.parameters.flag('preserve_existing', false)
  const update = found.map(({ name, attributes = {} }) => {
    const present = attributes.settings ?? {}
    const wanted = keep
      ? Object.fromEntries(Object.entries(given).filter(([key]) => present[key] === undefined))
      : given
    return { index: name, attributes: { ...attributes, settings: changedSettings(present, wanted) } }
  })
  if (update.length > 0) await engine.change({ update })
  return ok({ acknowledged: true })
}

function capabilities(found: readonly IndexDescription[], call: RouteCall): Answer {
  const body = call.json()
  const given = body === undefined ? [] : entries(rootNode(body), 'field_caps')
  const listed = given.find(([name]) => name === 'fields')?.[1].value
  const fields = call.parameters.text('fields') ?? (Array.isArray(listed) ? listed.join(',') : undefined)
  for (const [name] of given) if (name !== 'fields') throw illegal(`[${name}] is not served by this engine`)
  if (fields === undefined || fields === '') throw illegal("specified fields can't be null or empty")
  return ok(fieldCapabilities(found, fields.split(','), call.parameters.flag('include_unmapped', false)))
}

function resolveNames({ catalogue }: Room, { place, parameters }: RouteCall): Answer {
  const { aliases, streams } = catalogue.directory()
  const patterns = place.name.split(',')
  const fits = (name: string) =>
    patterns.some((pattern) => globMatches(pattern === '_all' ? '*' : pattern, name))
  const indices = catalogue
    .find(place.name, {
      ...nameOptions(parameters),
      withoutAliases: true,
      ignoreUnavailable: true,
      closed: true,
    })
    .map(({ index: { name, attributes } }) => {
      const own = Object.keys(attributes?.aliases ?? {}).sort()
      return {
        name,
        ...(own.length > 0 ? { aliases: own } : {}),
        attributes: [attributes?.closed ? 'closed' : 'open'],
        ...(attributes?.stream === undefined ? {} : { data_stream: attributes.stream }),
      }
    })
  return ok({
    indices,
    aliases: [...aliases]
      .filter(([name]) => fits(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, found]) => ({ name, indices: found.map(({ index }) => index.name) })),
    data_streams: [...streams]
      .filter(([name]) => fits(name))
      .map(([name, backing]) => ({
        name,
        backing_indices: backing.map((index) => index.name),
        timestamp_field: catalogue.stream(name)?.timestamp_field.name ?? '@timestamp',
      })),
  })
}
