import { ADDRESS } from '../decoding.ts'
import { compile, type Piece, type Variable } from './compile.ts'
import { createLineReader } from './line-reader.ts'
import type { Reader } from './reader.ts'

/**
 * Logs that AWS's load balancers and S3 write, in a notation like theirs: `<name>` is a value, `[` and quotes stand
 * as they do in the line. AWS adds columns at the end now and then: from `openFrom` on a line may end, and
 * what comes after the last known column is kept as `more`.
 */
const ALB =
  '<type> <time> <elb> <client> <target> <request_processing_time> <target_processing_time> ' +
  '<response_processing_time> <elb_status_code> <target_status_code> <received_bytes> <sent_bytes> "<request>" ' +
  '"<user_agent>" <ssl_cipher> <ssl_protocol> <target_group_arn> "<trace_id>" "<domain_name>" "<chosen_cert_arn>" ' +
  '<matched_rule_priority> <request_creation_time> "<actions_executed>" "<redirect_url>" "<error_reason>" ' +
  '"<target_port_list>" "<target_status_code_list>" "<classification>" "<classification_reason>" ' +
  '<conn_trace_id> <more>'

const ELB =
  '<time> <elb> <client> <target> <request_processing_time> <target_processing_time> <response_processing_time> ' +
  '<elb_status_code> <target_status_code> <received_bytes> <sent_bytes> "<request>" "<user_agent>" <ssl_cipher> ' +
  '<ssl_protocol> <more>'

const S3 =
  '<bucket_owner> <bucket> [<common_time>] <remote_ip> <requester> <request_id> <operation> <key> "<request>" ' +
  '<http_status> <error_code> <bytes_sent> <object_size> <total_time> <turn_around_time> "<referer>" ' +
  '"<user_agent>" <version_id> <host_id> <signature_version> <cipher_suite> <authentication_type> <host_header> ' +
  '<tls_version> <access_point_arn> <acl_required> <more>'

const meanings: Readonly<Record<string, Partial<Variable>>> = {
  time: { field: 'timestamp' },
  common_time: { field: 'timestamp', commonTime: true },
  client: { field: 'host', how: ADDRESS },
  remote_ip: { field: 'host' },
  requester: { field: 'user' },
  request_processing_time: { sum: true },
  target_processing_time: { field: 'upstream_time', sum: true },
  response_processing_time: { sum: true },
  elb_status_code: { field: 'status' },
  http_status: { field: 'status' },
  target_status_code: { field: 'origin_status' },
  sent_bytes: { field: 'bytes' },
  bytes_sent: { field: 'bytes' },
  received_bytes: { field: 'bytes_received' },
  request: { field: 'request' },
  user_agent: { field: 'agent' },
  referer: { field: 'referer' },
  ssl_protocol: { field: 'tls' },
  tls_version: { field: 'tls' },
  domain_name: { field: 'vhost' },
  host_header: { field: 'vhost' },
  matched_rule_priority: { field: 'rule_priority' },
  total_time: { field: 'request_time', scale: 1e-3 },
  turn_around_time: { field: 'upstream_time', scale: 1e-3 },
}

export const readAlb = () => readAmazon('alb', 'AWS Application Load Balancer', ALB, 'ssl_protocol')
export const readElb = () => readAmazon('elb', 'AWS Classic Load Balancer', ELB, 'user_agent')
export const readS3 = () => readAmazon('s3', 'Amazon S3 server access log', S3, 'user_agent')

/** Value `openAfter` is the last that every line has. */
function readAmazon(name: string, title: string, notation: string, openAfter: string): Reader {
  const pieces: Piece[] = []
  let end = 0
  let openFrom = 0
  let count = 0
  for (const match of notation.matchAll(/<(\w+)>/g)) {
    pieces.push(notation.slice(end, match.index))
    pieces.push(variableOf(match[1], match.index))
    if (match[1] === openAfter) openFrom = count
    count++
    end = match.index + match[0].length
  }
  pieces.push(notation.slice(end))
  return createLineReader(compile(pieces, { openFrom }), { name, title, notation })
}

function variableOf(own: string, at: number): Variable {
  return { label: own, at, field: own, rank: 0, own, ...meanings[own] }
}
