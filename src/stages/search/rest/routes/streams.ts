import { globMatches } from '../../core/glob.ts'
import { mergedBody, parseIndexBody } from '../../core/index-body.ts'
import { checkIndexName } from '../../core/index-names.ts'
import { templateFor } from '../../core/index-templates.ts'
import { entries, isObject, rootNode } from '../../core/json.ts'
import { conditionsMet, nextName } from '../../core/rollover.ts'
import { uuidOf } from '../../core/settings.ts'
import { backingIndex, backingName, STREAM_PREFIX } from '../../core/streams.ts'
import { illegal, indexExists, noSuchIndex } from '../../errors.ts'
import type { IndexChange, IndexDescription } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

export function streamRoutes(room: Room): readonly Route[] {
  return [
    {
      methods: ['PUT'],
      paths: ['/_data_stream/{name}'],
      parameters: CLUSTER_PARAMETERS,
      run: async (call) => {
        await room.catalogue.createStream(call.place.name)
        return ok({ acknowledged: true })
      },
    },
    {
      methods: ['GET'],
      paths: ['/_data_stream', '/_data_stream/{name}'],
      parameters: [...NAME_PARAMETERS, ...CLUSTER_PARAMETERS],
      run: (call) => ok({ data_streams: found(room, call).map((name) => show(room, name)) }),
    },
    {
      methods: ['GET'],
      paths: ['/_data_stream/_stats', '/_data_stream/{name}/_stats'],
      parameters: NAME_PARAMETERS,
      run: (call) => ok(stats(room, found(room, call))),
    },
    {
      methods: ['DELETE'],
      paths: ['/_data_stream/{name}'],
      parameters: [...NAME_PARAMETERS, ...CLUSTER_PARAMETERS],
      run: (call) => remove(room, call),
    },
    {
      methods: ['POST'],
      paths: ['/{index}/_rollover', '/{index}/_rollover/{name}'],
      parameters: [...CLUSTER_PARAMETERS, 'dry_run', 'wait_for_active_shards'],
      run: (call) => rollover(room, call),
    },
  ]
}

function found({ catalogue }: Room, { place }: RouteCall): readonly string[] {
  const patterns = place.name?.split(',') ?? ['*']
  const names = [...catalogue.directory().streams.keys()].sort()
  return [
    ...new Set(
      patterns.flatMap((pattern) => {
        const some = names.filter((name) => pattern === '_all' || globMatches(pattern, name))
        if (some.length === 0 && pattern !== '_all' && !pattern.includes('*')) throw noSuchIndex(pattern)
        return some
      }),
    ),
  ]
}

function show({ catalogue }: Room, name: string) {
  const stream = catalogue.stream(name)
  const backing = catalogue.directory().streams.get(name) ?? []
  return {
    name,
    timestamp_field: stream?.timestamp_field ?? { name: '@timestamp' },
    indices: backing.map((index) => ({ index_name: index.name, index_uuid: uuidOf(index) })),
    generation: stream?.generation ?? backing.length,
    status: 'GREEN',
    ...(stream === undefined ? {} : { template: stream.template }),
  }
}

function stats({ catalogue }: Room, names: readonly string[]) {
  const all = names.map((name) => {
    const backing = catalogue.directory().streams.get(name) ?? []
    const bytes = backing.reduce((sum, index) => sum + index.bytes, 0)
    return {
      data_stream: name,
      backing_indices: backing.length,
      store_size_bytes: bytes,
      maximum_timestamp: 0,
    }
  })
  const backing = all.reduce((sum, one) => sum + one.backing_indices, 0)
  return {
    _shards: { total: backing, successful: backing, failed: 0 },
    data_stream_count: all.length,
    backing_indices: backing,
    total_store_size_bytes: all.reduce((sum, one) => sum + one.store_size_bytes, 0),
    data_streams: all,
  }
}

async function remove(room: Room, call: RouteCall): Promise<Answer> {
  const names = found(room, call)
  const { streams } = room.catalogue.directory()
  await room.engine.change({
    remove: names.flatMap((name) => (streams.get(name) ?? []).map((index) => index.name)),
    state: Object.fromEntries(names.map((name) => [`${STREAM_PREFIX}${name}`, null])),
  })
  return ok({ acknowledged: true })
}

interface Roll {
  readonly from: IndexDescription
  readonly to: string
  readonly change: IndexChange
}

async function rollover(room: Room, call: RouteCall): Promise<Answer> {
  const body = call.json() ?? {}
  if (!isObject(body)) throw illegal('request body must be a JSON object')
  const { conditions, ...rest } = body
  for (const [name] of entries(rootNode(rest), 'rollover'))
    if (!['settings', 'mappings', 'aliases'].includes(name))
      throw illegal(`unknown key [${name}] for rollover`)
  const { index: name } = call.place
  const roll = room.catalogue.stream(name)
    ? streamRoll(room, name)
    : aliasRoll(room, name, call.place.name, rest)
  const { documents, bytes, createdAt } = roll.from
  const met = conditionsMet(
    { value: conditions ?? {}, path: ['conditions'] },
    { documents, bytes, age: room.now() - createdAt },
  )
  const dry = call.parameters.flag('dry_run', false)
  const due = Object.keys(met).length === 0 || Object.values(met).some((one) => one)
  const rolled = due && !dry
  if (rolled) await room.engine.change(roll.change)
  return ok({
    acknowledged: rolled,
    shards_acknowledged: rolled,
    old_index: roll.from.name,
    new_index: roll.to,
    rolled_over: rolled,
    dry_run: dry,
    conditions: met,
  })
}

function streamRoll({ catalogue, engine }: Room, name: string): Roll {
  const stream = catalogue.stream(name)!
  const from = catalogue.directory().streams.get(name)!.at(-1)!
  const template = templateFor(name, engine.state())
  if (!template?.dataStream) throw illegal(`no matching index template found for data stream [${name}]`)
  const next = { ...stream, generation: stream.generation + 1 }
  return {
    from,
    to: backingName(name, next.generation),
    change: { create: [backingIndex(name, next, template)], state: { [`${STREAM_PREFIX}${name}`]: next } },
  }
}

/** The alias goes over to the new index; where it named its write index, the old one stays behind it to be read. */
function aliasRoll(
  { catalogue, engine }: Room,
  alias: string,
  wanted: string | undefined,
  body: Record<string, unknown>,
): Roll {
  const { aliases, indices } = catalogue.directory()
  const members = aliases.get(alias)
  if (!members) throw illegal(`rollover target [${alias}] does not exist`)
  const explicit = members.find((one) => one.alias.is_write_index === true)
  const writer =
    explicit ?? (members.length === 1 && members[0].alias.is_write_index !== false ? members[0] : undefined)
  if (!writer) throw illegal(`source alias [${alias}] does not point to a write index`)
  const from = writer.index
  const to = wanted ?? nextName(from.name)
  checkIndexName(to)
  const present = indices.get(to)
  if (present) throw indexExists(to, uuidOf(present))
  const template = templateFor(to, engine.state())
  const { mapping, attributes } = parseIndexBody(rootNode(template ? mergedBody(template.body, body) : body))
  const { [alias]: own = {}, ...others } = from.attributes?.aliases ?? {}
  const left = explicit ? { ...others, [alias]: { ...own, is_write_index: false } } : others
  return {
    from,
    to,
    change: {
      create: [
        {
          index: to,
          mapping,
          attributes: {
            ...attributes,
            aliases: { ...attributes.aliases, [alias]: explicit ? { ...own, is_write_index: true } : own },
          },
        },
      ],
      update: [{ index: from.name, attributes: { ...from.attributes, aliases: left } }],
    },
  }
}
