import { ADDRESS } from '../decoding.ts'
import type { Variable } from './compile.ts'

type Meaning = Partial<Omit<Variable, 'label' | 'at'>>

/**
 * What nginx's variables mean to us. A variable that is not here keeps its own name. `rank` decides between
 * several that want one field: `$remote_addr` is the client before `$http_x_forwarded_for`.
 */
export const meanings: Readonly<Record<string, Meaning>> = {
  remote_addr: { field: 'host', rank: 0 },
  http_x_real_ip: { field: 'host', rank: 1 },
  realip_remote_addr: { field: 'host', rank: 2 },
  proxy_protocol_addr: { field: 'host', rank: 3 },
  http_cf_connecting_ip: { field: 'host', rank: 4 },
  http_x_forwarded_for: { field: 'host', rank: 5, how: ADDRESS, list: true },
  proxy_add_x_forwarded_for: { field: 'host', rank: 6, how: ADDRESS, list: true },
  remote_user: { field: 'user' },
  time_local: { field: 'timestamp', rank: 2, commonTime: true },
  time_iso8601: { field: 'timestamp', rank: 1 },
  msec: { field: 'timestamp', rank: 0 },
  request: { field: 'request' },
  request_method: { field: 'request/method' },
  request_uri: { field: 'request/uri', rank: 0, begins: '/' },
  uri: { field: 'request/uri', rank: 1, begins: '/' },
  document_uri: { field: 'request/uri', rank: 2, begins: '/' },
  args: { field: 'request/query', rank: 0 },
  query_string: { field: 'request/query', rank: 1 },
  server_protocol: { field: 'request/protocol' },
  status: { field: 'status' },
  body_bytes_sent: { field: 'bytes', rank: 0 },
  bytes_sent: { field: 'bytes', rank: 1 },
  http_referer: { field: 'referer' },
  http_user_agent: { field: 'agent' },
  http_host: { field: 'vhost', rank: 1 },
  host: { field: 'vhost', rank: 0, own: 'vhost' },
  server_name: { field: 'vhost', rank: 2 },
  request_time: { field: 'request_time' },
  upstream_response_time: { field: 'upstream_time', list: true },
  upstream_connect_time: { list: true },
  upstream_header_time: { list: true },
  upstream_addr: { list: true },
  upstream_status: { list: true },
  upstream_response_length: { list: true },
  upstream_cache_status: { field: 'cache' },
  ssl_protocol: { field: 'tls' },
  duration: { field: 'request_time', scale: 1e-3 },
}

/** Variables of nginx's own modules, to tell a slip from a variable made with `set` or `map`. */
export const nginxVariables: readonly string[] = [
  ...Object.keys(meanings),
  ...`ancient_browser arg_ binary_remote_addr body_bytes_sent bytes_received connection connection_requests
  connection_time connections_active connections_reading connections_waiting connections_writing content_length
  content_type cookie_ date_gmt date_local document_root fastcgi_path_info fastcgi_script_name geoip_area_code
  geoip_city geoip_city_continent_code geoip_city_country_code geoip_city_country_code3 geoip_city_country_name
  geoip_country_code geoip_country_code3 geoip_country_name geoip_dma_code geoip_latitude geoip_longitude geoip_org
  geoip_postal_code geoip_region geoip_region_name gzip_ratio hostname http2 http3 https http_accept
  http_accept_encoding http_accept_language http_cookie http_x_forwarded_proto http_x_request_id http_via
  invalid_referer is_args is_request_port limit_conn_status limit_rate limit_req_status memcached_key modern_browser
  msie nginx_version pid pipe proxy_host proxy_port proxy_protocol_port proxy_protocol_server_addr
  proxy_protocol_server_port realip_remote_port realpath_root remote_port request_body request_body_file
  request_completion request_filename request_id request_length request_port scheme secure_link
  secure_link_expires sent_http_content_type sent_http_content_length sent_http_location sent_http_cache_control
  server_addr server_port session_log_id slice_range spdy ssl_alpn_protocol ssl_cipher ssl_ciphers
  ssl_client_cert ssl_client_escaped_cert ssl_client_fingerprint ssl_client_i_dn ssl_client_raw_cert
  ssl_client_s_dn ssl_client_serial ssl_client_v_end ssl_client_v_remain ssl_client_v_start ssl_client_verify
  ssl_curve ssl_curves ssl_early_data ssl_preread_server_name ssl_server_name ssl_session_id ssl_session_reused
  tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd tcpinfo_rcv_space uid_got uid_reset uid_set
  upstream_bytes_received upstream_bytes_sent upstream_first_byte_time upstream_last_server_name
  upstream_queue_time geoip2_data_country_code geoip2_data_city_name req_id service_port namespace ingress_name
  request_count router_name server_url service_name proxy_upstream_name proxy_alternative_upstream_name the_real_ip`
    .trim()
    .split(/\s+/),
]

/** Families with any name after these words. */
export const families: readonly string[] = [
  'http_',
  'sent_http_',
  'sent_trailer_',
  'upstream_http_',
  'upstream_trailer_',
  'upstream_cookie_',
  'cookie_',
  'arg_',
  'jwt_claim_',
  'jwt_header_',
]
