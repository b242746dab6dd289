import { isClosed } from '../../core/directory.ts'
import { NODE_ID } from '../../core/failure.ts'
import { showMapping } from '../../core/mapping/index.ts'
import { showSettings } from '../../core/settings.ts'
import type { IndexDescription } from '../../ports.ts'
import type { Room } from '../room.ts'
import type { RouteCall } from '../route.ts'

export const CLUSTER = 'tailrace'
export const CLUSTER_UUID = 'tailrace0000000000000A'

const METRICS = [
  'blocks',
  'metadata',
  'nodes',
  'routing_table',
  'routing_nodes',
  'master_node',
  'cluster_manager_node',
  'version',
]

/** `_cluster/state`: what of it an embedded index has, by the metrics that were asked for. */
export function state({ searcher, engine }: Room, call: RouteCall) {
  const { place, parameters } = call
  const metrics = place.metric === undefined || place.metric === '_all' ? METRICS : place.metric.split(',')
  const found = searcher.indices(place.index, parameters, true)
  const has = (name: string) => metrics.includes(name)
  return {
    cluster_name: CLUSTER,
    cluster_uuid: CLUSTER_UUID,
    ...(has('version') ? { version: 1, state_uuid: CLUSTER_UUID } : {}),
    ...(has('master_node') ? { master_node: NODE_ID } : {}),
    ...(has('cluster_manager_node') ? { cluster_manager_node: NODE_ID } : {}),
    ...(has('blocks') ? { blocks: {} } : {}),
    ...(has('nodes')
      ? {
          nodes: {
            [NODE_ID]: {
              name: 'tailrace',
              ephemeral_id: NODE_ID,
              transport_address: '127.0.0.1:9300',
              attributes: {},
            },
          },
        }
      : {}),
    ...(has('metadata') ? { metadata: metadata(found, engine.state()) } : {}),
    ...(has('routing_table') ? { routing_table: { indices: routing(found) } } : {}),
    ...(has('routing_nodes') ? { routing_nodes: { unassigned: [], nodes: { [NODE_ID]: [] } } } : {}),
  }
}

function metadata(found: readonly IndexDescription[], kept: ReadonlyMap<string, unknown>) {
  const templates = [...kept].filter(([key]) => key.startsWith('template/'))
  return {
    cluster_uuid: CLUSTER_UUID,
    templates: Object.fromEntries(templates.map(([key, value]) => [key.slice('template/'.length), value])),
    indices: Object.fromEntries(
      found.map((index) => [
        index.name,
        {
          state: isClosed(index) ? 'close' : 'open',
          settings: showSettings(index),
          mappings: { _doc: showMapping(index.mapping, index.attributes?.rules) },
          aliases: Object.keys(index.attributes?.aliases ?? {}),
        },
      ]),
    ),
  }
}

const routing = (found: readonly IndexDescription[]) =>
  Object.fromEntries(
    found.map(({ name }) => [
      name,
      {
        shards: {
          '0': [
            { state: 'STARTED', primary: true, node: NODE_ID, relocating_node: null, shard: 0, index: name },
          ],
        },
      },
    ]),
  )
