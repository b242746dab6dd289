import { NODE_ID } from '../../core/failure.ts'
import { illegal } from '../../errors.ts'
import type { IndexDescription } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const CLUSTER = 'tailrace'
const CLUSTER_UUID = 'tailrace0000000000000A'

/** The OpenSearch release whose API this is; clients choose their dialect by it. */
const VERSION = {
  distribution: 'opensearch',
  number: '2.19.1',
  build_type: 'tar',
  build_hash: 'unknown',
  build_date: '2025-02-27T00:00:00.000000Z',
  build_snapshot: false,
  lucene_version: '9.12.1',
  minimum_wire_compatibility_version: '7.10.0',
  minimum_index_compatibility_version: '7.0.0',
}

const HEALTH_PARAMETERS = [
  ...NAME_PARAMETERS,
  ...CLUSTER_PARAMETERS,
  ...['level', 'wait_for_status', 'wait_for_nodes', 'wait_for_active_shards', 'wait_for_events'],
  ...['wait_for_no_relocating_shards', 'wait_for_no_initializing_shards'],
]

export function clusterRoutes(room: Room): readonly Route[] {
  return [
    { methods: ['GET', 'HEAD'], paths: ['/'], parameters: [], run: () => ok(info()) },
    {
      methods: ['GET'],
      paths: ['/_cluster/health', '/_cluster/health/{index}'],
      parameters: HEALTH_PARAMETERS,
      run: (call) => ok(health(room.searcher.indices(call.place.index, call.parameters), call)),
    },
    {
      methods: ['GET'],
      paths: ['/_cluster/stats'],
      parameters: ['timeout', 'flat_settings'],
      run: () => ok(stats(room)),
    },
    {
      methods: ['GET'],
      paths: ['/_cluster/settings'],
      parameters: [...CLUSTER_PARAMETERS, 'include_defaults', 'flat_settings'],
      run: () => ok({ persistent: {}, transient: {} }),
    },
    {
      methods: ['GET'],
      paths: [
        '/_nodes',
        '/_nodes/http',
        '/_nodes/_all/http',
        '/_nodes/_local',
        '/_nodes/_all',
        '/_nodes/_local/http',
      ],
      parameters: ['timeout', 'flat_settings'],
      run: (call) => nodes(call),
    },
  ]
}

const info = () => ({
  name: 'tailrace',
  cluster_name: CLUSTER,
  cluster_uuid: CLUSTER_UUID,
  version: VERSION,
  tagline: 'The OpenSearch Project: https://opensearch.org/',
})

/** Green: one node holds everything there is. So whatever a client waits for has come already. */
function health(indices: readonly IndexDescription[], { parameters }: RouteCall) {
  const level = parameters.text('level') ?? 'cluster'
  if (level !== 'cluster' && level !== 'indices')
    throw illegal(`[level] is cluster or indices here, not [${level}]`)
  const wanted = parameters.text('wait_for_nodes')
  if (wanted !== undefined && !/^(?:>=|<=|==)?1$|^>0$/.test(wanted)) {
    throw illegal(`[wait_for_nodes] is [${wanted}], but there is one node and there will be no other`)
  }
  return {
    cluster_name: CLUSTER,
    status: 'green',
    timed_out: false,
    number_of_nodes: 1,
    number_of_data_nodes: 1,
    discovered_master: true,
    discovered_cluster_manager: true,
    ...shardHealth(indices.length),
    delayed_unassigned_shards: 0,
    number_of_pending_tasks: 0,
    number_of_in_flight_fetch: 0,
    task_max_waiting_in_queue_millis: 0,
    active_shards_percent_as_number: 100,
    ...(level === 'indices'
      ? { indices: Object.fromEntries(indices.map(({ name }) => [name, indexHealth()])) }
      : {}),
  }
}

const shardHealth = (count: number) => ({
  active_primary_shards: count,
  active_shards: count,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
})

const indexHealth = () => ({ status: 'green', number_of_shards: 1, number_of_replicas: 0, ...shardHealth(1) })

function stats({ engine, now }: Room) {
  const indices = engine.indices()
  const sum = (pick: (index: IndexDescription) => number) =>
    indices.reduce((total, index) => total + pick(index), 0)
  return {
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: CLUSTER,
    cluster_uuid: CLUSTER_UUID,
    timestamp: now(),
    status: 'green',
    indices: {
      count: indices.length,
      shards: { total: indices.length, primaries: indices.length, replication: 0 },
      docs: { count: sum(({ documents }) => documents), deleted: 0 },
      store: { size_in_bytes: sum(({ bytes }) => bytes), reserved_in_bytes: 0 },
    },
    nodes: {
      count: { total: 1, data: 1, ingest: 1, master: 1, cluster_manager: 1 },
      versions: [VERSION.number],
    },
  }
}

/** Enough for a client that looks for nodes: it finds this one, at the address where it already is. */
function nodes({ request }: RouteCall): Answer {
  const address = request.reachedAt ?? '127.0.0.1:9200'
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return ok({
    _nodes: { total: 1, successful: 1, failed: 0 },
    cluster_name: CLUSTER,
    nodes: {
      [NODE_ID]: {
        name: 'tailrace',
        transport_address: address,
        host,
        ip: host,
        version: VERSION.number,
        build_type: VERSION.build_type,
        build_hash: VERSION.build_hash,
        roles: ['cluster_manager', 'data', 'ingest'],
        attributes: {},
        http: {
          bound_address: [address],
          publish_address: address,
          max_content_length_in_bytes: 104_857_600,
        },
      },
    },
  })
}
