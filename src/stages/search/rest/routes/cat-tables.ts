import { bytesShown, type CatColumn, type CatRow } from '../../core/cat.ts'
import { NODE_ID } from '../../core/failure.ts'
import { globMatches } from '../../core/glob.ts'
import { templatesOf } from '../../core/index-templates.ts'
import { NAME_PARAMETERS, type Room } from '../room.ts'
import type { RouteCall } from '../route.ts'
import { VERSION } from './nodes.ts'

/** One of the `_cat` tables that need nothing from the engine but what is known of its indices. */
export interface CatTable {
  readonly paths: readonly string[]
  readonly parameters?: readonly string[]
  readonly columns: readonly CatColumn[]
  rows(room: Room, call: RouteCall): readonly CatRow[]
}

export const column = (
  name: string,
  alias: string,
  about: string,
  right = false,
  hidden = false,
): CatColumn => ({
  name,
  alias,
  about,
  right,
  hidden,
})

const hostOf = ({ request }: RouteCall) => (request.reachedAt ?? '127.0.0.1:9200').replace(/:\d+$/, '')
const listed = (patterns: string | undefined, name: string) =>
  patterns === undefined || patterns.split(',').some((pattern) => globMatches(pattern, name))

const MASTER = [
  column('id', 'i', 'node id'),
  column('host', 'h', 'host name'),
  column('ip', 'i', 'ip address'),
  column('node', 'n', 'node name'),
]
const masterRows: CatTable['rows'] = (_, call) => [
  { id: NODE_ID, host: hostOf(call), ip: hostOf(call), node: 'tailrace' },
]

export const TABLES: readonly CatTable[] = [
  {
    paths: ['/_cat/aliases', '/_cat/aliases/{name}'],
    parameters: ['expand_wildcards'],
    columns: [
      column('alias', 'a', 'alias name'),
      column('index', 'i,idx', 'index alias points to'),
      column('filter', 'f,fi', 'filter'),
      column('routing.index', 'ri,routingIndex', 'index routing'),
      column('routing.search', 'rs,routingSearch', 'search routing'),
      column('is_write_index', 'w,isWriteIndex', 'write index'),
    ],
    rows: ({ catalogue }, { place }) =>
      [...catalogue.directory().aliases]
        .filter(([name]) => listed(place.name, name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([name, members]) =>
          members.map(({ index, alias }) => ({
            alias: name,
            index: index.name,
            filter: alias.filter ? '*' : '-',
            'routing.index': alias.index_routing ?? '-',
            'routing.search': alias.search_routing ?? '-',
            is_write_index: alias.is_write_index === undefined ? '-' : String(alias.is_write_index),
          })),
        ),
  },
  {
    paths: ['/_cat/templates', '/_cat/templates/{name}'],
    columns: [
      column('name', 'n', 'template name'),
      column('index_patterns', 't', 'template index patterns'),
      column('order', 'o,p', 'template application order/priority number'),
      column('version', 'v', 'version'),
      column('composed_of', 'c', 'component templates comprising index template'),
    ],
    rows: ({ engine }, { place }) =>
      (['legacy', 'index'] as const).flatMap((kind) =>
        templatesOf(engine.state(), kind)
          .filter(({ name }) => listed(place.name, name))
          .map(({ name, template }) => ({
            name,
            index_patterns: `[${(template.index_patterns as string[]).join(', ')}]`,
            order: Number((kind === 'index' ? template.priority : template.order) ?? 0),
            version: template.version === undefined ? '' : Number(template.version),
            composed_of: kind === 'index' ? `[${((template.composed_of ?? []) as string[]).join(', ')}]` : '',
          })),
      ),
  },
  {
    paths: ['/_cat/nodes'],
    parameters: ['full_id'],
    columns: [
      column('id', 'id,nodeId', 'unique node id', false, true),
      column('ip', 'i', 'ip address'),
      column('heap.percent', 'hp,heapPercent', 'used heap ratio', true),
      column('ram.percent', 'rp,ramPercent', 'used machine memory ratio', true),
      column('cpu', 'cpu', 'recent cpu usage', true),
      column('load_1m', 'l', '1m load avg', true),
      column('load_5m', 'l', '5m load avg', true),
      column('load_15m', 'l', '15m load avg', true),
      column('node.role', 'r,role,nodeRole', 'role abbreviations'),
      column('node.roles', 'rs,all roles', 'node roles'),
      column('cluster_manager', 'm,master', '*:current cluster manager'),
      column('name', 'n', 'node name'),
      column('version', 'v', 'version', false, true),
      column('http_address', 'http', 'bound http address', false, true),
    ],
    rows: (_, call) => [
      {
        id: call.parameters.flag('full_id', false) ? NODE_ID : NODE_ID.slice(0, 4),
        ip: hostOf(call),
        'heap.percent': '-',
        'ram.percent': '-',
        cpu: '-',
        load_1m: '-',
        load_5m: '-',
        load_15m: '-',
        'node.role': 'dim',
        'node.roles': 'cluster_manager,data,ingest',
        cluster_manager: '*',
        name: 'tailrace',
        version: VERSION.number,
        http_address: call.request.reachedAt ?? '',
      },
    ],
  },
  { paths: ['/_cat/cluster_manager'], columns: MASTER, rows: masterRows },
  { paths: ['/_cat/master'], columns: MASTER, rows: masterRows },
  {
    paths: ['/_cat/shards', '/_cat/shards/{index}'],
    parameters: NAME_PARAMETERS.filter((name) => name !== 'local'),
    columns: [
      column('index', 'i,idx', 'index name'),
      column('shard', 's,sh', 'shard name'),
      column('prirep', 'p,pr,primaryOrReplica', 'primary or replica'),
      column('state', 'st', 'shard state'),
      column('docs', 'd,dc', 'number of docs in shard', true),
      column('store', 'sto', 'store size of shard', true),
      column('ip', 'ip', 'ip of node where it lives'),
      column('id', 'id', 'unique id of node where it lives', false, true),
      column('node', 'n', 'name of node where it lives'),
    ],
    rows: ({ searcher }, call) =>
      searcher.indices(call.place.index, call.parameters, true).map((index) => ({
        index: index.name,
        shard: 0,
        prirep: 'p',
        state: 'STARTED',
        docs: index.documents,
        store: bytesShown(index.bytes, call.parameters.text('bytes')),
        ip: hostOf(call),
        id: NODE_ID,
        node: 'tailrace',
      })),
  },
  {
    paths: ['/_cat/segments', '/_cat/segments/{index}'],
    columns: [
      column('index', 'i,idx', 'index name'),
      column('shard', 's,sh', 'shard name'),
      column('prirep', 'p,pr,primaryOrReplica', 'primary or replica'),
      column('ip', 'ip', 'ip of node where it lives'),
      column('segment', 'seg', 'segment name'),
      column('generation', 'g,gen', 'segment generation', true),
      column('docs.count', 'dc,docsCount', 'number of docs in segment', true),
      column('docs.deleted', 'dd,docsDeleted', 'number of deleted docs in segment', true),
      column('size', 'si', 'segment size in bytes', true),
    ],
    rows: ({ searcher }, call) =>
      searcher.indices(call.place.index, call.parameters).map((index) => ({
        index: index.name,
        shard: 0,
        prirep: 'p',
        ip: hostOf(call),
        segment: '_0',
        generation: 0,
        'docs.count': index.documents,
        'docs.deleted': 0,
        size: bytesShown(index.bytes, call.parameters.text('bytes')),
      })),
  },
  {
    paths: ['/_cat/recovery', '/_cat/recovery/{index}'],
    parameters: ['active_only', 'detailed', 'index'],
    columns: [
      column('index', 'i,idx', 'index name'),
      column('shard', 's,sh', 'shard name'),
      column('time', 't,ti', 'recovery time'),
      column('type', 'ty', 'recovery type'),
      column('stage', 'st', 'recovery stage'),
      column('source_node', 'snode', 'source node name'),
      column('target_node', 'tnode', 'target node name'),
      column('bytes_percent', 'bp', 'percent of bytes recovered'),
    ],
    rows: ({ searcher }, call) =>
      searcher.indices(call.place.index, call.parameters).map(({ name }) => ({
        index: name,
        shard: 0,
        time: '0s',
        type: 'existing_store',
        stage: 'done',
        source_node: 'n/a',
        target_node: 'tailrace',
        bytes_percent: '100.0%',
      })),
  },
  {
    paths: ['/_cat/allocation', '/_cat/allocation/{node}'],
    columns: [
      column('shards', 's', 'number of shards on node', true),
      column('disk.indices', 'di,diskIndices', 'disk used by indices', true),
      column('disk.used', 'du,diskUsed', 'disk used (total, not just OpenSearch)', true),
      column('disk.avail', 'da,diskAvail', 'disk available', true),
      column('disk.total', 'dt,diskTotal', 'total capacity of all volumes', true),
      column('disk.percent', 'dp,diskPercent', 'percent disk used', true),
      column('host', 'h', 'host of node'),
      column('ip', 'ip', 'ip of node'),
      column('node', 'n', 'name of node'),
    ],
    rows: ({ engine }, call) => [
      {
        shards: engine.indices().length,
        'disk.indices': bytesShown(
          engine.indices().reduce((sum, { bytes }) => sum + bytes, 0),
          call.parameters.text('bytes'),
        ),
        host: hostOf(call),
        ip: hostOf(call),
        node: 'tailrace',
      },
    ],
  },
  {
    paths: ['/_cat/plugins'],
    columns: [
      column('name', 'n', 'node name'),
      column('component', 'c', 'component'),
      column('version', 'v', 'component version'),
    ],
    rows: () => [],
  },
  {
    paths: ['/_cat/nodeattrs'],
    columns: [
      column('node', 'name', 'node name'),
      column('host', 'h', 'host name'),
      column('ip', 'i', 'ip address'),
      column('attr', 'attr.name', 'attribute description'),
      column('value', 'attr.value', 'attribute value'),
    ],
    rows: () => [],
  },
  {
    paths: ['/_cat/pending_tasks'],
    columns: [
      column('insertOrder', 'o', 'task insertion order', true),
      column('timeInQueue', 't', 'how long task has been in queue', true),
      column('priority', 'p', 'task priority'),
      column('source', 's', 'task source'),
    ],
    rows: () => [],
  },
  {
    paths: ['/_cat/tasks'],
    parameters: ['nodes', 'node_id', 'actions', 'detailed', 'parent_task_id'],
    columns: [
      column('action', 'ac', 'task action'),
      column('task_id', 'ti', 'unique task id'),
      column('parent_task_id', 'pti', 'parent task id'),
      column('type', 'ty', 'task type'),
      column('start_time', 'start', 'start time in ms', true),
      column('running_time', 'time', 'running time', true),
      column('ip', 'i', 'ip address'),
      column('node', 'n', 'node name'),
    ],
    rows: () => [],
  },
  {
    paths: ['/_cat/repositories'],
    columns: [column('id', 'id,repoId', 'unique repository id'), column('type', 't', 'repository type')],
    rows: () => [],
  },
  {
    paths: ['/_cat/fielddata', '/_cat/fielddata/{fields}'],
    parameters: ['fields'],
    columns: [
      column('id', 'id', 'node id'),
      column('host', 'h', 'host name'),
      column('ip', 'ip', 'ip address'),
      column('node', 'n', 'node name'),
      column('field', 'f', 'field name'),
      column('size', 's', 'field data usage', true),
    ],
    rows: () => [],
  },
  {
    paths: ['/_cat/thread_pool', '/_cat/thread_pool/{pool}'],
    parameters: ['size'],
    columns: [
      column('node_name', 'nn', 'node name'),
      column('name', 'n', 'thread pool name'),
      column('active', 'a', 'number of active threads', true),
      column('queue', 'q', 'number of tasks currently in queue', true),
      column('rejected', 'r', 'number of rejected tasks', true),
    ],
    // Requests are served by one event loop: there are no pools that could fill.
    rows: (_, { place }) =>
      ['search', 'write']
        .filter((name) => listed(place.pool, name))
        .map((name) => ({ node_name: 'tailrace', name, active: 0, queue: 0, rejected: 0 })),
  },
]
