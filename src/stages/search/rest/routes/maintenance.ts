import { isClosed } from '../../core/directory.ts'
import { NODE_ID } from '../../core/failure.ts'
import { shards } from '../../core/request/answer.ts'
import { uuidOf } from '../../core/settings.ts'
import { illegal } from '../../errors.ts'
import type { IndexDescription } from '../../ports.ts'
import { type Answer, ok } from '../message.ts'
import { CLUSTER_PARAMETERS, NAME_PARAMETERS, type Room } from '../room.ts'
import type { Route, RouteCall } from '../route.ts'

const NAMED = [...NAME_PARAMETERS, ...CLUSTER_PARAMETERS]
const STATS = [
  'level',
  'types',
  'fields',
  'completion_fields',
  'fielddata_fields',
  'groups',
  'include_segment_file_sizes',
  'include_unloaded_segments',
  'forbid_closed_indices',
]

/** Refresh, flush, open, close, and what there is to tell of an index's one shard. */
export function maintenanceRoutes(room: Room): readonly Route[] {
  const found = (call: RouteCall, closed = false) =>
    room.searcher.indices(call.place.index, call.parameters, closed)
  const done = (words: readonly string[], more: readonly string[]): Route => ({
    methods: ['GET', 'POST'],
    paths: words.flatMap((word) => [`/${word}`, `/{index}/${word}`]),
    parameters: [...NAME_PARAMETERS, ...more],
    run: (call) => ok({ _shards: withoutSkipped(found(call).length) }),
  })
  return [
    done(['_refresh'], []),
    done(['_flush', '_flush/synced'], ['force', 'wait_if_ongoing']),
    done(
      ['_forcemerge'],
      ['flush', 'max_num_segments', 'only_expunge_deletes', 'primary_only', 'wait_for_completion'],
    ),
    done(['_cache/clear'], ['fielddata', 'fields', 'query', 'request', 'file', 'index']),
    {
      methods: ['POST'],
      paths: ['/{index}/_open'],
      parameters: [...NAMED, 'wait_for_active_shards', 'wait_for_completion', 'task_execution_timeout'],
      run: (call) => turn(room, found(call, true), false, { shards_acknowledged: true }),
    },
    {
      methods: ['POST'],
      paths: ['/{index}/_close'],
      parameters: [...NAMED, 'wait_for_active_shards'],
      run: (call) => close(room, call),
    },
    {
      methods: ['GET'],
      paths: ['/_stats', '/_stats/{metric}', '/{index}/_stats', '/{index}/_stats/{metric}'],
      parameters: [...NAME_PARAMETERS, ...STATS],
      run: (call) => ok(stats(found(call), call)),
    },
    {
      methods: ['GET'],
      paths: ['/_segments', '/{index}/_segments'],
      parameters: [...NAME_PARAMETERS, 'verbose'],
      run: (call) =>
        ok({ _shards: withoutSkipped(found(call).length), indices: perShard(found(call), segments) }),
    },
    {
      methods: ['GET'],
      paths: ['/_recovery', '/{index}/_recovery'],
      parameters: [...NAME_PARAMETERS, 'detailed', 'active_only'],
      run: (call) =>
        ok(Object.fromEntries(found(call).map((index) => [index.name, { shards: [recovery(index)] }]))),
    },
    {
      methods: ['GET'],
      paths: ['/_shard_stores', '/{index}/_shard_stores'],
      parameters: [...NAME_PARAMETERS, 'status'],
      // Only shards in trouble are listed unless `status` says otherwise, and none is.
      run: (call) => ok({ indices: call.parameters.text('status') ? perShard(found(call), stores) : {} }),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/_search_shards', '/{index}/_search_shards'],
      parameters: [...NAME_PARAMETERS, 'routing', 'preference'],
      run: (call) => ok(searchShards(found(call))),
    },
  ]
}

/** Every write is durable and visible when it is answered: refresh and flush find nothing left to do. */
function withoutSkipped(count: number) {
  const { skipped: _, ...rest } = shards(count)
  return rest
}

async function turn(
  { engine }: Room,
  found: readonly IndexDescription[],
  closed: boolean,
  more: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const update = found
    .filter((index) => isClosed(index) !== closed)
    .map(({ name, attributes }) => ({ index: name, attributes: { ...attributes, closed } }))
  if (update.length > 0) await engine.change({ update })
  return ok({ acknowledged: true, ...more })
}

async function close(room: Room, call: RouteCall): Promise<Answer> {
  const found = room.searcher.indices(call.place.index, call.parameters, true)
  const indices = Object.fromEntries(found.map(({ name }) => [name, { closed: true }]))
  return turn(room, found, true, { shards_acknowledged: found.length > 0, indices })
}

type Sizes = Pick<IndexDescription, 'documents' | 'bytes'>

/** The sections that an embedded index has numbers for; the other ones are left out. */
const SECTIONS: Readonly<Record<string, (sizes: Sizes) => unknown>> = {
  docs: ({ documents }) => ({ count: documents, deleted: 0 }),
  store: ({ bytes }) => ({ size_in_bytes: bytes, reserved_in_bytes: 0 }),
  segments: () => ({ count: 1 }),
}

/** Sections that OpenSearch has beside those: they may be asked for. */
const OTHERS =
  'indexing get search merge refresh flush warmer query_cache fielddata completion translog request_cache recovery suggest'.split(
    ' ',
  )

function stats(found: readonly IndexDescription[], { place, parameters, path }: RouteCall) {
  const metrics =
    place.metric === undefined || place.metric === '_all' ? Object.keys(SECTIONS) : place.metric.split(',')
  const unknown = metrics.filter(
    (metric) => metric !== '_all' && !SECTIONS[metric] && !OTHERS.includes(metric),
  )
  if (unknown.length > 0)
    throw illegal(
      `request [${path}] contains unrecognized metric: ${unknown.map((name) => `[${name}]`).join(', ')}`,
    )
  const show = (sizes: Sizes) =>
    Object.fromEntries(
      metrics.flatMap((metric) => (SECTIONS[metric] ? [[metric, SECTIONS[metric](sizes)]] : [])),
    )
  const both = (sizes: Sizes) => ({ primaries: show(sizes), total: show(sizes) })
  const whole = {
    documents: found.reduce((sum, index) => sum + index.documents, 0),
    bytes: found.reduce((sum, index) => sum + index.bytes, 0),
  }
  const level = parameters.text('level') ?? 'indices'
  return {
    _shards: withoutSkipped(found.length),
    _all: both(whole),
    ...(level === 'cluster'
      ? {}
      : {
          indices: Object.fromEntries(
            found.map((index) => [index.name, { uuid: uuidOf(index), ...both(index) }]),
          ),
        }),
  }
}

const perShard = (found: readonly IndexDescription[], show: (index: IndexDescription) => unknown) =>
  Object.fromEntries(found.map((index) => [index.name, { shards: { '0': show(index) } }]))

const segments = ({ documents, bytes }: IndexDescription) => [
  {
    routing: { state: 'STARTED', primary: true, node: NODE_ID },
    num_committed_segments: 1,
    num_search_segments: 1,
    segments: {
      _0: {
        generation: 0,
        num_docs: documents,
        deleted_docs: 0,
        size_in_bytes: bytes,
        memory_in_bytes: 0,
        committed: true,
        search: true,
        compound: false,
      },
    },
  },
]

const stores = () => ({ stores: [{ [NODE_ID]: { name: 'tailrace' }, allocation: 'primary' }] })

const recovery = ({ createdAt, bytes }: IndexDescription) => ({
  id: 0,
  type: 'EXISTING_STORE',
  stage: 'DONE',
  primary: true,
  start_time_in_millis: createdAt,
  total_time_in_millis: 0,
  source: {},
  target: { id: NODE_ID, name: 'tailrace' },
  index: {
    size: { total_in_bytes: bytes, reused_in_bytes: bytes, recovered_in_bytes: 0, percent: '100.0%' },
    files: { total: 1, reused: 1, recovered: 0, percent: '100.0%' },
  },
  translog: { recovered: 0, total: 0, percent: '100.0%', total_on_start: 0 },
})

function searchShards(found: readonly IndexDescription[]) {
  const shard = (index: string) => [
    { state: 'STARTED', primary: true, node: NODE_ID, relocating_node: null, shard: 0, index },
  ]
  return {
    nodes: { [NODE_ID]: { name: 'tailrace' } },
    indices: Object.fromEntries(found.map(({ name }) => [name, {}])),
    shards: found.map(({ name }) => shard(name)),
  }
}
