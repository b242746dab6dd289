import { ADDRESS, TLS_NUMBER } from '../decoding.ts'
import { type Field, fieldOf, ownName } from './field.ts'

/** What a key of a JSON log means to us. */
export interface KeyMeaning {
  /** The field that the value would like to be. */
  readonly field: Field
  /** Lower is better: `client_ip` before `remote_ip`. */
  readonly rank: number
  /** Its field when a better key of the same line has that one. */
  readonly own: Field
}

type Row = readonly [field: string, keys: string, options?: { how?: number; scale?: number }]

/**
 * Keys by field, best first. Written as nginx users, Caddy, Traefik, CloudFront, the Kinesis Agent's LOGTOJSON and
 * Elastic Common Schema name them; compared in lower case with `_` for every other sign.
 */
const rows: readonly Row[] = [
  [
    'host',
    `remote_addr client_ip clientip c_ip request.client_ip clienthost request.remote_ip remote_ip source.ip
     client.ip x_real_ip http_x_real_ip ip source_ip src_ip client remote_host client.address source.address`,
  ],
  ['host', 'clientaddr request.remote_addr http_x_forwarded_for x_forwarded_for', { how: ADDRESS }],
  ['host', 'host'],
  ['ident', 'ident'],
  ['user', 'remote_user authuser user user_id clientusername username cs_username user.name'],
  [
    'timestamp',
    'startutc msec time_iso8601 timestamp _timestamp ts time_local datetime time iso8601 date_time startlocal',
  ],
  ['request', 'request request_line requestline'],
  ['request/method', 'request_method request.method method requestmethod cs_method http.request.method verb'],
  ['request/uri', 'request_uri request.uri requestpath cs_uri_stem uri url.original url request_path path'],
  ['request/query', 'args query_string cs_uri_query query'],
  [
    'request/protocol',
    'server_protocol request.proto requestprotocol cs_protocol_version cs_version protocol proto http_version',
  ],
  [
    'status',
    'status downstreamstatus status_code response_code sc_status http_status http.response.status_code response',
  ],
  [
    'bytes',
    'body_bytes_sent downstreamcontentsize bytes size bytes_sent sc_bytes response_size http.response.body.bytes',
  ],
  ['bytes_received', 'bytes_received bytes_read cs_bytes requestcontentsize'],
  [
    'referer',
    'http_referer referer referrer http_referrer request_referer request.headers.referer cs_referer_',
  ],
  [
    'agent',
    'http_user_agent user_agent agent request_user_agent request.headers.user_agent useragent ua cs_user_agent_ user_agent.original',
  ],
  [
    'vhost',
    'vhost virtual_host request.host requesthost http_host x_host_header server_name domain cs_host_',
  ],
  ['request_time', 'request_time duration time_taken response_time'],
  ['request_time', 'request_time_ms duration_ms response_time_ms elapsed_ms', { scale: 1e-3 }],
  ['upstream_time', 'upstream_response_time upstream_time'],
  ['tls', 'ssl_protocol tls_version tlsversion tls.version_protocol tls'],
  ['tls', 'request.tls.version', { how: TLS_NUMBER }],
  ['cache', 'upstream_cache_status cache_status cache x_edge_result_type'],
  ['origin_status', 'originstatus'],
  ['origin_bytes', 'origincontentsize'],
  ['retries', 'retryattempts'],
  ['request_count', 'requestcount'],
  ['remote_port', 'clientport remote_port request.remote_port'],
]

/** Traefik's durations are ns; their keys differ from others' only by case. */
const exact: Readonly<Record<string, { field: string; scale: number }>> = {
  Duration: { field: 'request_time', scale: 1e-9 },
  OriginDuration: { field: 'upstream_time', scale: 1e-9 },
  Overhead: { field: 'overhead', scale: 1e-9 },
}

const byKey = new Map<string, { field: string; rank: number; how?: number; scale?: number }>()
for (const [field, keys, options] of rows) {
  for (const key of keys.trim().split(/\s+/)) byKey.set(key, { field, rank: byKey.size, ...options })
}

/** `path` is the key with those around it, `request.headers.User-Agent`. */
export function keyMeaning(path: string): KeyMeaning {
  const key = path.toLowerCase().replace(/[^a-z0-9.]+/g, '_')
  const found = exact[path] ? { ...exact[path], rank: 0 } : byKey.get(key)
  const own = fieldOf(ownName(path))
  if (!found) return { field: own, rank: 0, own }
  const { field, rank, ...options } = found
  return { field: fieldOf(field, options), rank, own: path === 'host' ? fieldOf('vhost') : own }
}
