import { NODE_ID } from '../../core/failure.ts'
import { type Answer, ok } from '../message.ts'
import type { Route, RouteCall } from '../route.ts'

/** The OpenSearch release whose API this is; clients choose their dialect by it. */
export const VERSION = {
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

const HEADER = { _nodes: { total: 1, successful: 1, failed: 0 }, cluster_name: 'tailrace' }

export function nodeRoutes(): readonly Route[] {
  return [
    {
      methods: ['GET'],
      paths: [
        '/_nodes/stats',
        '/_nodes/{node}/stats',
        '/_nodes/stats/{metric}',
        '/_nodes/{node}/stats/{metric}',
        '/_nodes/stats/{metric}/{section}',
      ],
      parameters: [
        'timeout',
        'level',
        'types',
        'fields',
        'groups',
        'completion_fields',
        'fielddata_fields',
        'include_segment_file_sizes',
      ],
      run: (call) => ok({ ...HEADER, nodes: { [NODE_ID]: nodeStats(call) } }),
    },
    {
      methods: ['GET'],
      paths: ['/_nodes/usage', '/_nodes/{node}/usage'],
      parameters: ['timeout'],
      run: () => ok({ ...HEADER, nodes: { [NODE_ID]: { rest_actions: {}, aggregations: {} } } }),
    },
    {
      methods: ['GET'],
      paths: ['/_nodes/hot_threads', '/_nodes/{node}/hot_threads'],
      parameters: ['timeout', 'threads', 'interval', 'snapshots', 'type', 'doc_type', 'ignore_idle_threads'],
      run: () => ok(''),
    },
    {
      methods: ['GET'],
      paths: ['/_nodes', '/_nodes/{node}', '/_nodes/{node}/{metric}'],
      parameters: ['timeout', 'flat_settings'],
      run: (call) => nodes(call),
    },
  ]
}

/** Enough for a client that looks for nodes: it finds this one, at the address where it already is. */
function nodes({ request }: RouteCall): Answer {
  const { address, host } = placeOf(request.reachedAt)
  return ok({
    ...HEADER,
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
        plugins: [],
        modules: [],
        http: {
          bound_address: [address],
          publish_address: address,
          max_content_length_in_bytes: 104_857_600,
        },
      },
    },
  })
}

function placeOf(reachedAt = '127.0.0.1:9200') {
  return { address: reachedAt, host: reachedAt.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') }
}

/** Who the node is; of memory, disk and load there is nothing to tell that is OpenSearch's. */
function nodeStats({ request }: RouteCall) {
  const { address, host } = placeOf(request.reachedAt)
  return {
    name: 'tailrace',
    transport_address: address,
    host,
    ip: host,
    roles: ['cluster_manager', 'data', 'ingest'],
    attributes: {},
  }
}
