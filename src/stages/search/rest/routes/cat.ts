import { bytesShown, type CatColumn, type CatRow, catJson, catText } from '../../core/cat.ts'
import { isClosed } from '../../core/directory.ts'
import { uuidOf } from '../../core/settings.ts'
import { illegal } from '../../errors.ts'
import type { IndexDescription } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { type CatTable, column, TABLES } from './cat-tables.ts'

const SHOWN = [
  'v',
  'h',
  's',
  'help',
  'format',
  'bytes',
  'time',
  'ts',
  'local',
  'cluster_manager_timeout',
  'master_timeout',
]

export function catRoutes(room: Room): readonly Route[] {
  const tables = [...own(room), ...TABLES.map((one) => routeOf(room, one))]
  const paths = tables.flatMap((route) => route.paths).sort()
  return [
    {
      methods: ['GET'],
      paths: ['/_cat'],
      parameters: ['help', 's'],
      run: () => ok(`=^.^=\n${paths.join('\n')}\n`),
    },
    ...tables,
  ]
}

function routeOf(room: Room, { paths, parameters = [], columns, rows }: CatTable): Route {
  return {
    methods: ['GET'],
    paths,
    parameters: [...SHOWN, ...parameters],
    run: (call) => table(call, columns, rows(room, call)),
  }
}

function own(room: Room): readonly Route[] {
  return [
    {
      methods: ['GET'],
      paths: ['/_cat/indices', '/_cat/indices/{index}'],
      parameters: [...SHOWN, ...NAME_PARAMETERS, 'health', 'pri', 'include_unloaded_segments'],
      run: (call) => table(call, INDICES, indexRows(room, call)),
    },
    {
      methods: ['GET'],
      paths: ['/_cat/health'],
      parameters: SHOWN,
      run: (call) => table(call, HEALTH, [healthRow(room)]),
    },
    {
      methods: ['GET'],
      paths: ['/_cat/count', '/_cat/count/{index}'],
      parameters: [...SHOWN, ...NAME_PARAMETERS],
      run: async (call) => table(call, COUNT, [await countRow(room, call)]),
    },
  ]
}

function table(call: RouteCall, columns: readonly CatColumn[], rows: readonly CatRow[]): Answer {
  const { parameters } = call
  const help = parameters.flag('help', false)
  const [names, sort] = [parameters.text('h'), parameters.text('s')]
  const options = {
    header: parameters.flag('v', false),
    help,
    ...(names === undefined ? {} : { columns: names }),
    ...(sort === undefined ? {} : { sort }),
  }
  const format = parameters.text('format') ?? 'text'
  if (format === 'json' && !help) return ok(catJson(columns, rows, options))
  if (format !== 'text' && format !== 'json') throw illegal(`[format] is text or json here, not [${format}]`)
  return ok(catText(columns, rows, options))
}

const INDICES = [
  column('health', 'h', 'current health status'),
  column('status', 's', 'open/close status'),
  column('index', 'i', 'index name'),
  column('uuid', 'id', 'index uuid'),
  column('pri', 'p', 'number of primary shards', true),
  column('rep', 'r', 'number of replica shards', true),
  column('docs.count', 'dc', 'available docs', true),
  column('docs.deleted', 'dd', 'deleted docs', true),
  column('creation.date', 'cd', 'index creation date (millisecond value)', true, true),
  column('creation.date.string', 'cds', 'index creation date (as string)', false, true),
  column('store.size', 'ss', 'store size of primaries & replicas', true),
  column('pri.store.size', 'pss', 'store size of primaries', true),
]

function indexRows({ searcher }: Room, call: RouteCall): readonly CatRow[] {
  const unit = call.parameters.text('bytes')
  const health = call.parameters.text('health')
  if (health !== undefined && !['green', 'yellow', 'red'].includes(health.toLowerCase()))
    throw illegal(`unknown cluster health status [${health}]`)
  if (health !== undefined && health.toLowerCase() !== 'green') return []
  return searcher.indices(call.place.index, call.parameters, true).map((index) => ({
    health: 'green',
    status: isClosed(index) ? 'close' : 'open',
    index: index.name,
    uuid: uuidOf(index),
    pri: 1,
    rep: 0,
    ...(isClosed(index) ? {} : sizesOf(index, unit)),
    'creation.date': index.createdAt,
    'creation.date.string': new Date(index.createdAt).toISOString(),
  }))
}

/** A closed index does not tell its sizes. */
const sizesOf = ({ documents, bytes }: IndexDescription, unit: string | undefined) => ({
  'docs.count': documents,
  'docs.deleted': 0,
  'store.size': bytesShown(bytes, unit),
  'pri.store.size': bytesShown(bytes, unit),
})

const HEALTH = [
  column('epoch', 't', 'seconds since 1970-01-01 00:00:00', true),
  column('timestamp', 'ts', 'time in HH:MM:SS'),
  column('cluster', 'cl', 'cluster name'),
  column('status', 'st', 'health status'),
  column('node.total', 'nt', 'total number of nodes', true),
  column('node.data', 'nd', 'number of nodes that can store data', true),
  column('shards', 't,sh', 'total number of shards', true),
  column('pri', 'p', 'number of primary shards', true),
  column('relo', 'r', 'number of relocating nodes', true),
  column('init', 'i', 'number of initializing nodes', true),
  column('unassign', 'u', 'number of unassigned shards', true),
  column('pending_tasks', 'pt', 'number of pending tasks', true),
  column('active_shards_percent', 'asp', 'active number of shards in percent', true),
]

function healthRow({ engine, now }: Room): CatRow {
  const at = now()
  const count = engine.indices().length
  return {
    epoch: Math.floor(at / 1000),
    timestamp: new Date(at).toISOString().slice(11, 19),
    cluster: 'tailrace',
    status: 'green',
    'node.total': 1,
    'node.data': 1,
    shards: count,
    pri: count,
    relo: 0,
    init: 0,
    unassign: 0,
    pending_tasks: 0,
    active_shards_percent: '100.0%',
  }
}

const COUNT = [
  column('epoch', 't', 'seconds since 1970-01-01 00:00:00', true),
  column('timestamp', 'ts', 'time in HH:MM:SS'),
  column('count', 'dc', 'the document count', true),
]

async function countRow({ engine, searcher, now }: Room, call: RouteCall): Promise<CatRow> {
  const at = now()
  const names = searcher.indices(call.place.index, call.parameters).map(({ name }) => name)
  const count = names.length === 0 ? 0 : await engine.count(names, { kind: 'all' })
  return { epoch: Math.floor(at / 1000), timestamp: new Date(at).toISOString().slice(11, 19), count }
}
