import { clusterSettings } from '../../core/cluster-settings.ts'
import { isObject, rootNode } from '../../core/json.ts'
import { type Json, merged } from '../../core/merge.ts'
import { nested } from '../../core/settings.ts'
import { bodyRequired, illegal, SearchError } from '../../errors.ts'
import type { IndexDescription } from '../../ports.ts'
import { nameOptions } from '../../searcher.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'
import { CLUSTER, CLUSTER_UUID, state } from './cluster-state.ts'
import { nodeRoutes, VERSION } from './nodes.ts'

const HEALTH_PARAMETERS = [
  ...NAME_PARAMETERS,
  ...CLUSTER_PARAMETERS,
  ...['level', 'wait_for_status', 'wait_for_nodes', 'wait_for_active_shards', 'wait_for_events'],
  ...['wait_for_no_relocating_shards', 'wait_for_no_initializing_shards', 'awareness_attribute'],
]

export function clusterRoutes(room: Room): readonly Route[] {
  return [
    { methods: ['GET', 'HEAD'], paths: ['/'], parameters: [], run: () => ok(info()) },
    {
      methods: ['GET'],
      paths: ['/_cluster/health', '/_cluster/health/{index}'],
      parameters: HEALTH_PARAMETERS,
      run: (call) => health(room, call),
    },
    {
      methods: ['GET'],
      paths: ['/_cluster/stats', '/_cluster/stats/nodes/{node}'],
      parameters: ['timeout', 'flat_settings'],
      run: () => ok(stats(room)),
    },
    {
      methods: ['GET'],
      paths: ['/_cluster/settings'],
      parameters: [...CLUSTER_PARAMETERS, 'include_defaults', 'flat_settings'],
      run: (call) => {
        const defaults = call.parameters.flag('include_defaults', false) ? { defaults: {} } : {}
        return ok({ ...shownSettings(room, call), ...defaults })
      },
    },
    {
      methods: ['PUT'],
      paths: ['/_cluster/settings'],
      parameters: [...CLUSTER_PARAMETERS, 'flat_settings'],
      run: (call) => changeSettings(room, call),
    },
    {
      methods: ['GET'],
      paths: ['/_cluster/state', '/_cluster/state/{metric}', '/_cluster/state/{metric}/{index}'],
      parameters: [
        ...NAME_PARAMETERS,
        ...CLUSTER_PARAMETERS,
        'flat_settings',
        'wait_for_metadata_version',
        'wait_for_timeout',
      ],
      run: (call) => ok(state(room, call)),
    },
    {
      methods: ['GET'],
      paths: ['/_cluster/pending_tasks'],
      parameters: [...CLUSTER_PARAMETERS, 'local'],
      run: () => ok({ tasks: [] }),
    },
    { methods: ['GET'], paths: ['/_remote/info'], parameters: [], run: () => ok({}) },
    {
      methods: ['GET', 'POST'],
      paths: ['/_cluster/allocation/explain'],
      parameters: ['include_disk_info', 'include_yes_decisions'],
      run: () => {
        throw illegal('unable to find any unassigned shards to explain: there are none here')
      },
    },
    {
      methods: ['POST'],
      paths: ['/_cluster/reroute'],
      parameters: [...CLUSTER_PARAMETERS, 'dry_run', 'explain', 'metric', 'retry_failed'],
      run: (call) => reroute(call),
    },
    {
      methods: ['GET'],
      paths: ['/_tasks'],
      parameters: [
        ...CLUSTER_PARAMETERS,
        'actions',
        'detailed',
        'group_by',
        'nodes',
        'parent_task_id',
        'wait_for_completion',
      ],
      run: (call) =>
        ok(
          call.parameters.text('group_by') === 'none'
            ? { tasks: [] }
            : call.parameters.text('group_by') === 'parents'
              ? { tasks: {} }
              : { nodes: {} },
        ),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_tasks/{id}', '/_tasks/{id}/_cancel', '/_tasks/_cancel'],
      parameters: [...CLUSTER_PARAMETERS, 'wait_for_completion', 'actions', 'nodes', 'parent_task_id'],
      run: ({ place }) => task(place.id),
    },
    {
      methods: ['GET'],
      paths: ['/_snapshot', '/_snapshot/_all'],
      parameters: [...CLUSTER_PARAMETERS, 'local'],
      run: () => ok({}),
    },
    {
      methods: ['GET'],
      paths: ['/_snapshot/_status'],
      parameters: CLUSTER_PARAMETERS,
      run: () => ok({ snapshots: [] }),
    },
    {
      methods: ['GET'],
      paths: ['/_plugins/_security/authinfo'],
      parameters: [],
      run: () => ok({ user: null, user_name: null, roles: [], backend_roles: [], tenants: {} }),
    },
    ...nodeRoutes(),
  ]
}

const info = () => ({
  name: 'tailrace',
  cluster_name: CLUSTER,
  cluster_uuid: CLUSTER_UUID,
  version: VERSION,
  tagline: 'The OpenSearch Project: https://opensearch.org/',
})

function task(id: string | undefined): Answer {
  if (id === undefined) return ok({ nodes: {} })
  if (!/^[\w-]+:\d+$/.test(id)) throw illegal(`malformed task id ${id}`)
  throw new SearchError(
    'resource_not_found_exception',
    `task [${id}] isn't running and hasn't stored its results`,
    404,
  )
}

function reroute(call: RouteCall): Answer {
  const body = call.json() ?? {}
  const { commands } = isObject(body) ? body : {}
  if (Array.isArray(commands) && commands.length > 0)
    throw illegal('[commands] of a reroute are not served: there is one node for all shards')
  const { metric } = call.parameters.all
  const explained = call.parameters.flag('explain', false) ? { explanations: [] } : {}
  return ok({
    acknowledged: true,
    ...explained,
    ...(metric === 'none'
      ? {}
      : { state: { cluster_uuid: CLUSTER_UUID, version: 1, state_uuid: CLUSTER_UUID } }),
  })
}

const ANY = { open: true, closed: true, hidden: true }

/** Green: one node holds everything there is. So whatever a client waits for has come already. */
function health({ catalogue }: Room, call: RouteCall): Answer {
  const { parameters, place } = call
  const level = parameters.text('level') ?? 'cluster'
  if (!['cluster', 'indices', 'shards'].includes(level))
    throw illegal(`[level] is cluster, indices or shards here, not [${level}]`)
  const wanted = parameters.text('wait_for_nodes')
  if (wanted !== undefined && !/^(?:(?:>=|<=|==|ge\(|le\()?1\)?|(?:>|gt\()0\)?)$/.test(wanted)) {
    throw illegal(`[wait_for_nodes] is [${wanted}], but there is one node and there will be no other`)
  }
  const absent = (place.index ?? '')
    .split(',')
    .filter(
      (name) =>
        name !== '' &&
        !name.includes('*') &&
        !name.startsWith('-') &&
        !name.startsWith('<') &&
        name !== '_all',
    )
    .filter((name) => catalogue.find(name, { ignoreUnavailable: true, closed: true }).length === 0)
  const options = nameOptions(parameters.without('ignore_unavailable'), true)
  const expand = parameters.text('expand_wildcards') === undefined ? ANY : options.expand
  const indices = catalogue.find(place.index, {
    ...options,
    ignoreUnavailable: true,
    ...(expand ? { expand } : {}),
  })
  // A client that waits for an index that is not there waits for its whole time: it is told at once.
  const waits = absent.length > 0
  return {
    status: waits ? 408 : 200,
    body: {
      cluster_name: CLUSTER,
      status: waits ? 'red' : 'green',
      timed_out: waits,
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
      ...(level === 'cluster'
        ? {}
        : { indices: Object.fromEntries(indices.map(({ index }) => [index.name, indexHealth(level)])) }),
    },
  }
}

const shardHealth = (count: number) => ({
  active_primary_shards: count,
  active_shards: count,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
})

const indexHealth = (level: string) => ({
  status: 'green',
  number_of_shards: 1,
  number_of_replicas: 0,
  ...shardHealth(1),
  ...(level === 'shards'
    ? {
        shards: {
          '0': {
            status: 'green',
            primary_active: true,
            active_shards: 1,
            relocating_shards: 0,
            initializing_shards: 0,
            unassigned_shards: 0,
          },
        },
      }
    : {}),
})

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
      count: {
        total: 1,
        coordinating_only: 0,
        data: 1,
        ingest: 1,
        master: 1,
        cluster_manager: 1,
        remote_cluster_client: 0,
      },
      versions: [VERSION.number],
      discovery_types: { 'single-node': 1 },
    },
  }
}

type Kept = { readonly persistent: Json; readonly transient: Json }

function shownSettings({ engine }: Room, { parameters }: RouteCall): Kept {
  const { persistent = {}, transient = {} } = (engine.state().get('settings') ?? {}) as Partial<Kept>
  const flat = parameters.flag('flat_settings', false)
  return flat ? { persistent, transient } : { persistent: nested(persistent), transient: nested(transient) }
}

async function changeSettings(room: Room, call: RouteCall): Promise<Answer> {
  const body = call.json()
  if (body === undefined) throw bodyRequired()
  const given = clusterSettings(rootNode(body))
  const before = (room.engine.state().get('settings') ?? {}) as Partial<Kept>
  const over = (under: Json = {}, settings: Json) =>
    Object.fromEntries(Object.entries(merged(under, settings)).filter(([, value]) => value !== null))
  const state = {
    persistent: over(before.persistent, given.persistent),
    transient: over(before.transient, given.transient),
  }
  await room.engine.change({ state: { settings: state } })
  const flat = call.parameters.flag('flat_settings', false)
  const shown = (settings: Json) => {
    const set = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
    return flat ? set : nested(set)
  }
  return ok({ acknowledged: true, persistent: shown(given.persistent), transient: shown(given.transient) })
}
