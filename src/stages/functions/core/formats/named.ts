import { FormatError, formatErrors } from '../../errors.ts'
import { readAlb, readElb, readS3 } from './amazon.ts'
import { readApache } from './apache.ts'
import { readHaproxy } from './haproxy.ts'
import { createJsonReader } from './json-reader.ts'
import { nearest } from './nearest.ts'
import { readNginx } from './nginx.ts'
import type { Reader } from './reader.ts'
import { readCloudfront, readW3c } from './w3c.ts'

const COMMON = '%h %l %u %t "%r" %>s %b'
const COMBINED = `${COMMON} "%{Referer}i" "%{User-agent}i"`
const NGINX = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
const NGINX_COMBINED = `${NGINX} "$http_referer" "$http_user_agent"`
const VHOST = { fullHost: true }

/**
 * Formats by name, in the order in which they are tried on a line of unknown format: none of them takes a line
 * that an earlier one should have, because each must fit from the first byte to the last.
 */
const makers: Readonly<Record<string, (name: string) => Reader>> = {
  combined: (name) => readApache(COMBINED, name),
  common: (name) => readApache(COMMON, name),
  combined_time: (name) => readNginx(`${NGINX_COMBINED} $request_time`, name),
  vhost_combined: (name) => readApache(`%v:%p ${COMBINED}`, name, VHOST),
  vhost_common: (name) => readApache(`%v:%p ${COMMON}`, name, VHOST),
  host_combined: (name) => readApache(`%v ${COMBINED}`, name, VHOST),
  host_common: (name) => readApache(`%v ${COMMON}`, name, VHOST),
  host_combined_time: (name) => readApache(`%v ${COMBINED} %T`, name, VHOST),
  vhost_combined_time: (name) => readApache(`%v:%p ${COMBINED} %T`, name, VHOST),
  combinedio: (name) => readApache(`${COMBINED} %I %O`, name),
  'nginx-main': (name) => readNginx(`${NGINX_COMBINED} "$http_x_forwarded_for"`, name),
  'nginx-upstream': (name) => readNginx(`${NGINX_COMBINED} $request_time $upstream_response_time`, name),
  'nginx-ingress': (name) =>
    readNginx(
      `${NGINX_COMBINED} $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] ` +
        '$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id',
      name,
    ),
  traefik: readTraefik,
  json: (name) => createJsonReader(name, 'JSON'),
  alb: readAlb,
  elb: readElb,
  s3: readS3,
  cloudfront: readCloudfront,
  haproxy: readHaproxy,
}

/** Other names of the same formats. The JSON reader knows the keys of all of them. */
const aliases: Readonly<Record<string, string>> = {
  apache: 'combined',
  nginx: 'combined',
  clf: 'common',
  ncsa: 'combined',
  vhost: 'vhost_combined',
  bookstore: 'combined_time',
  'nginx-json': 'json',
  caddy: 'json',
  'traefik-json': 'json',
  logtojson: 'json',
  ingress: 'nginx-ingress',
}

/** Formats whose `#Fields:` line says what the columns are; they have no reader of their own until it comes. */
export const headerFormats: readonly string[] = ['w3c', 'iis']

export const formatNames: readonly string[] = [
  ...Object.keys(makers),
  ...Object.keys(aliases),
  ...headerFormats,
].sort()

/** The usual CLF line with a count, the router, the server and the duration; router and server may be `-`. */
function readTraefik(name: string): Reader {
  const tail = '$request_count "$router_name" "$server_url" ${duration}ms'
  const reader = readNginx(`${NGINX_COMBINED} ${tail}`, name)
  return { ...reader, title: "Traefik's own access log" }
}

/** A reader by name. */
export function readerOf(name: string): Reader | undefined {
  const main = aliases[name] ?? name
  if (headerFormats.includes(main)) return readW3c(defaultFields, main)
  return makers[main]?.(name)
}

/** IIS's fields as it comes out of the box, for files whose head is gone. */
const defaultFields =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) ' +
  'sc-status sc-substatus sc-win32-status time-taken'

/** Readers for every format that can be told from a line alone. */
export function everyReader(): Reader[] {
  return Object.entries(makers).map(([name, make]) => make(name))
}

/**
 * What a user gave as a format: a name, an nginx `log_format`, an Apache `LogFormat` or a `#Fields:` line.
 * Throws FormatError.
 */
export function resolveFormat(given: string): Reader {
  const text = given.trim()
  if (text === '') throw new FormatError(formatErrors.empty)
  const named = readerOf(text.toLowerCase())
  if (named) return named
  if (/^#Fields:/i.test(text)) return readW3c(text.slice('#Fields:'.length))
  if (/^log_format\s/.test(text) || /\$[\w{]/.test(text)) return readNginx(text)
  if (/^LogFormat\s/i.test(text) || text.includes('%')) return readApache(text)
  throw new FormatError(formatErrors.unknownFormat(text, nearest(text, formatNames), formatNames))
}
