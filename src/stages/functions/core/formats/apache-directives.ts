import { ADDRESS } from '../decoding.ts'
import type { Variable } from './compile.ts'

type Meaning = Partial<Omit<Variable, 'label' | 'at'>> & { readonly own: string }

/**
 * Apache's log directives (mod_log_config, mod_logio, mod_ssl). `own` is the field of a directive that has no
 * meaning of ours, or whose field a better one took: `%T` when `%D` is there too. Names follow nginx's where both
 * servers know the same thing, so that one search finds both.
 */
export const plain: Readonly<Record<string, Meaning>> = {
  h: { field: 'host', rank: 1, own: 'remote_host' },
  a: { field: 'host', rank: 0, own: 'remote_addr' },
  A: { own: 'server_addr' },
  l: { field: 'ident', own: 'ident' },
  u: { field: 'user', own: 'remote_user' },
  t: { field: 'timestamp', rank: 0, own: 'time_local', commonTime: true },
  r: { field: 'request', own: 'request_line' },
  s: { field: 'status', rank: 1, own: 'original_status' },
  b: { field: 'bytes', rank: 0, own: 'body_bytes_sent' },
  B: { field: 'bytes', rank: 1, own: 'body_bytes_sent' },
  O: { field: 'bytes', rank: 2, own: 'bytes_sent' },
  I: { own: 'bytes_received' },
  S: { own: 'bytes_transferred' },
  D: { field: 'request_time', rank: 0, own: 'request_time_us', scale: 1e-6 },
  T: { field: 'request_time', rank: 3, own: 'request_time_s' },
  v: { field: 'vhost', rank: 0, own: 'server_name' },
  V: { field: 'vhost', rank: 1, own: 'canonical_name' },
  p: { own: 'server_port' },
  P: { own: 'pid' },
  m: { field: 'request/method', own: 'request_method' },
  U: { field: 'request/uri', own: 'request_uri', begins: '/' },
  q: { field: 'request/query', own: 'query_string' },
  H: { field: 'request/protocol', own: 'server_protocol' },
  f: { own: 'request_filename' },
  k: { own: 'keepalives' },
  L: { own: 'request_log_id' },
  R: { own: 'handler' },
  X: { own: 'connection_status' },
}

/** Headers of the request with a meaning of ours. Keys in lower case. */
export const requestHeaders: Readonly<Record<string, Meaning>> = {
  referer: { field: 'referer', own: 'http_referer' },
  'user-agent': { field: 'agent', own: 'http_user_agent' },
  host: { field: 'vhost', rank: 2, own: 'http_host' },
  'x-forwarded-for': { field: 'host', rank: 3, own: 'http_x_forwarded_for', how: ADDRESS, list: true },
  'x-real-ip': { field: 'host', rank: 2, own: 'http_x_real_ip' },
}

export const environment: Readonly<Record<string, Meaning>> = {
  ssl_protocol: { field: 'tls', own: 'ssl_protocol' },
  'cache-status': { field: 'cache', own: 'cache_status' },
}

/** `%{NAME}` directives: what their field is called when it has no meaning of ours. */
export const namePrefixes: Readonly<Record<string, string>> = {
  i: 'http_',
  o: 'sent_http_',
  C: 'cookie_',
  n: 'note_',
  e: '',
  x: '',
  '^ti': 'trailer_',
  '^to': 'sent_trailer_',
}

/** `%T` in other units. */
export const durationUnits: Readonly<Record<string, Pick<Variable, 'rank' | 'scale'>>> = {
  us: { rank: 1, scale: 1e-6 },
  ms: { rank: 2, scale: 1e-3 },
  s: { rank: 3, scale: 1 },
}

export const ports: readonly string[] = ['canonical', 'local', 'remote']
export const processes: readonly string[] = ['pid', 'tid', 'hextid']
