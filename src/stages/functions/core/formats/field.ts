import type { NumberColumn } from '../../../../record/index.ts'
import { PLAIN } from '../decoding.ts'

/** Where one value of a line goes in the document. */
export interface Field {
  readonly name: string
  readonly role: Role
  readonly type: NumberColumn['type'] | 'keyword'
  /** How the value is written (decoding.ts). */
  readonly how: number
  /** A number is multiplied by this; times in the document are seconds. */
  readonly scale: number
  /** The factor where the value is written without a point: IIS has ms, Tomcat `0.012` seconds, under one name. */
  readonly wholeScale: number
  /** The value is a part of `request_time` too, which is the sum of such parts. */
  readonly sum: boolean
}

/** What is done with a value. Plain numbers, because the switch over them runs for every value of every line. */
export type Role = number
export const TEXT = 0
export const NUMBER = 1
export const HOST = 2
export const REQUEST = 3
export const REFERER = 4
export const AGENT = 5
export const MOMENT = 6
/** Parts of a request that the format keeps apart; joined into `request`. */
export const METHOD = 7
export const URI = 8
export const QUERY = 9
export const PROTOCOL = 10
/** Date and time of day in fields of their own. */
export const DATE = 11
export const CLOCK = 12

const roles: Readonly<Record<string, Role>> = {
  host: HOST,
  request: REQUEST,
  referer: REFERER,
  agent: AGENT,
  timestamp: MOMENT,
  'request/method': METHOD,
  'request/uri': URI,
  'request/query': QUERY,
  'request/protocol': PROTOCOL,
  'timestamp/date': DATE,
  'timestamp/clock': CLOCK,
}

/**
 * Fields that are numbers by definition; every other is a keyword. One table for all formats: a field never
 * changes its type from one format to the next, so an index never sees a conflict.
 */
const numbers: Readonly<Partial<Record<string, NumberColumn['type']>>> = {
  status: 'short',
  bytes: 'long',
  request_time: 'float',
  upstream_time: 'float',
  request_length: 'long',
  bytes_sent: 'long',
  body_bytes_sent: 'long',
  bytes_received: 'long',
  bytes_transferred: 'long',
  content_length: 'long',
  connection: 'long',
  connection_requests: 'long',
  connection_time: 'float',
  connections_active: 'long',
  connections_reading: 'long',
  connections_waiting: 'long',
  connections_writing: 'long',
  pid: 'long',
  remote_port: 'integer',
  server_port: 'integer',
  gzip_ratio: 'float',
  keepalives: 'long',
  handler_status: 'short',
  original_status: 'short',
  time_first_byte: 'float',
  time_request: 'float',
  time_queue: 'float',
  time_connect: 'float',
  request_processing_time: 'float',
  response_processing_time: 'float',
  origin_status: 'short',
  origin_bytes: 'long',
  object_size: 'long',
  request_count: 'long',
  retries: 'long',
  overhead: 'float',
  substatus: 'integer',
  win32_status: 'long',
  rule_priority: 'long',
  time_taken: 'float',
  msec: 'double',
}

/** Names with a meaning of ours: another thing of that name in a log is called `log_…`. */
const reserved: ReadonlySet<string> = new Set(
  `host country country_name city location request verb uri path query protocol referer referer_host agent browser
  browser_version os os_version device bot timestamp status bytes ident user vhost tls cache request_time
  upstream_time message parse_error`.split(/\s+/),
)

/** The field of a variable that has no meaning of ours. */
export function ownName(name: string): string {
  return reserved.has(name) ? `log_${name}` : name
}

/** The field of that name, with its role and type. */
export function fieldOf(
  name: string,
  options: Partial<Pick<Field, 'how' | 'scale' | 'wholeScale' | 'sum'>> = {},
): Field {
  const type = numbers[name] ?? 'keyword'
  const role = roles[name] ?? (type === 'keyword' ? TEXT : NUMBER)
  const { how = PLAIN, scale = 1, wholeScale = scale, sum = false } = options
  return { name, role, type, how, scale, wholeScale, sum }
}

/** True for whole numbers; `float` fields may hold decimals. */
export function isWhole(field: Field): boolean {
  return field.role === NUMBER && field.type !== 'float' && field.type !== 'double'
}
