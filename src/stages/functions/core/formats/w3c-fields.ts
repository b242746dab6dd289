import { PERCENT, PLUS } from '../decoding.ts'
import type { Variable } from './compile.ts'

type Meaning = Partial<Omit<Variable, 'label' | 'at' | 'own'>>

/** What the columns of a `#Fields:` line mean to us: W3C extended as IIS writes it, and CloudFront's. */
export const w3cMeanings: Readonly<Record<string, Meaning>> = {
  date: { field: 'timestamp/date' },
  time: { field: 'timestamp/clock' },
  'c-ip': { field: 'host', rank: 0 },
  'x-forwarded-for': { field: 'host', rank: 2 },
  'c-dns': { field: 'host', rank: 3 },
  'cs-username': { field: 'user' },
  'cs-method': { field: 'request/method' },
  'cs-uri': { field: 'request/uri', rank: 0 },
  'cs-uri-stem': { field: 'request/uri', rank: 1 },
  'cs-uri-query': { field: 'request/query' },
  'cs-version': { field: 'request/protocol', rank: 0 },
  'cs-protocol-version': { field: 'request/protocol', rank: 1 },
  'sc-status': { field: 'status' },
  'sc-substatus': { field: 'substatus' },
  'sc-win32-status': { field: 'win32_status' },
  'sc-bytes': { field: 'bytes' },
  'cs-bytes': { field: 'bytes_received' },
  bytes: { field: 'bytes', rank: 1 },
  's-port': { field: 'server_port' },
  'c-port': { field: 'remote_port' },
  'time-taken': { field: 'request_time' },
  'time-to-first-byte': { field: 'time_first_byte' },
  'cs-host': { field: 'vhost', rank: 0 },
  'cs(Host)': { field: 'vhost', rank: 1 },
  'x-host-header': { field: 'vhost', rank: 0 },
  'cs(User-Agent)': { field: 'agent' },
  'cs(Referer)': { field: 'referer' },
  'cs(Referrer)': { field: 'referer' },
  'ssl-protocol': { field: 'tls' },
  'x-edge-result-type': { field: 'cache' },
}

/** IIS writes `+` for a space, in every value that may hold one; CloudFront percent-encodes. */
export function decodingOf(name: string, cloudfront: boolean): number {
  if (!/^(cs|sc|rs|sr)\(|^cs-username$|^cs-uri-query$/.test(name)) return 0
  if (name === 'cs-uri-query') return 0
  return cloudfront ? PERCENT : PLUS
}

/** CloudFront's standard log since 2019, for files whose head is gone. */
export const cloudfrontFields =
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) ' +
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken ' +
  'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status ' +
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len ' +
  'sc-range-start sc-range-end'
