import { describe, expect, test } from 'vitest'
import { explainLine } from '../explain.ts'
import type { RowValue } from '../row.ts'

/** Fields that a line must have (others may be there), read as `formats` or as whatever it looks like. */
interface Case {
  readonly what: string
  readonly formats?: readonly string[]
  readonly line: string
  readonly name?: string
  readonly exact?: boolean
  readonly fields: Readonly<Record<string, RowValue | undefined>>
}

const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0'
const CLF = '203.0.113.7 - alice [20/Nov/2026:13:05:09 +0100] "GET /a/b?x=1&y=2 HTTP/1.1" 200 5120'
const clf = {
  host: '203.0.113.7',
  user: 'alice',
  timestamp: '2026-11-20T12:05:09.000Z',
  status: 200,
  bytes: 5120,
}
const split = { verb: 'GET', uri: '/a/b?x=1&y=2', path: '/a/b', query: 'x=1&y=2', protocol: 'HTTP/1.1' }
const refs = { referer: 'https://ex.org:8443/p', referer_host: 'ex.org', agent: AGENT }
const TAIL = `"https://ex.org:8443/p" "${AGENT}"`

const detected: readonly Case[] = [
  {
    what: 'common',
    line: CLF,
    name: 'common',
    fields: { ...clf, ...split, ident: undefined, referer: undefined },
  },
  { what: 'combined', line: `${CLF} ${TAIL}`, name: 'combined', fields: { ...clf, ...split, ...refs } },
  {
    what: 'combined with request time',
    line: `${CLF} ${TAIL} 0.042`,
    name: 'combined_time',
    fields: { ...clf, ...refs, request_time: 0.042 },
  },
  {
    what: 'virtual host and port first',
    line: `shop.example.org:443 ${CLF} ${TAIL}`,
    name: 'vhost_combined',
    fields: { ...clf, ...refs, vhost: 'shop.example.org', server_port: 443 },
  },
  {
    what: 'virtual host first',
    line: `shop.example.org ${CLF} ${TAIL}`,
    name: 'host_combined',
    fields: { ...clf, vhost: 'shop.example.org' },
  },
  { what: 'common with virtual host', line: `a.example.org:80 ${CLF}`, name: 'vhost_common', fields: clf },
  {
    what: "nginx's packaged main format",
    line: `${CLF} ${TAIL} "198.51.100.9, 10.0.0.1"`,
    name: 'nginx-main',
    fields: { ...clf, ...refs, http_x_forwarded_for: '198.51.100.9, 10.0.0.1' },
  },
  {
    what: 'IPv6, user@host, a dash for bytes',
    line: '2001:db8::17 - bob@example.org [01/Feb/2026:00:00:00 -0530] "HEAD / HTTP/2.0" 304 - "-" ""',
    fields: {
      host: '2001:db8::17',
      user: 'bob@example.org',
      timestamp: '2026-02-01T05:30:00.000Z',
      bytes: undefined,
      status: 304,
      referer: undefined,
      agent: undefined,
      protocol: 'HTTP/2.0',
    },
  },
  {
    what: 'an empty request',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "" 400 0 "-" "-"',
    fields: { request: undefined, verb: undefined, status: 400, bytes: 0 },
  },
  {
    what: 'a dash as request',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "-" 408 - "-" "-"',
    fields: { request: undefined, status: 408 },
  },
  {
    what: 'a TLS handshake on port 80',
    line: String.raw`203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\x22" 400 150 "-" "-"`,
    fields: {
      request: String.raw`\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\x22`,
      verb: undefined,
      uri: undefined,
    },
  },
  {
    what: 'escaped quotes and a backslash before the closing quote',
    line: String.raw`203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "GET /\"a\"?q=\\ HTTP/1.1" 200 1 "-" "x \"y\" \\"`,
    name: 'combined',
    exact: true,
    fields: { uri: String.raw`/\"a\"?q=\\`, agent: String.raw`x \"y\" \\` },
  },
  {
    what: 'unescaped quotes inside the agent',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "GET / HTTP/1.1" 200 1 "-" "a "quoted" word"',
    name: 'combined',
    exact: false,
    fields: { agent: 'a "quoted" word', status: 200 },
  },
  {
    what: 'a backslash that escapes nothing',
    line: String.raw`203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "GET /a\" 404 1 "-" "x"`,
    exact: false,
    fields: { request: 'GET /a\\', status: 404, agent: 'x' },
  },
  {
    what: 'a space in the user name',
    line: '203.0.113.7 - Ada Lovelace [20/Nov/2026:13:05:09 +0000] "GET / HTTP/1.1" 200 1 "-" "x"',
    name: 'combined',
    exact: false,
    fields: { user: 'Ada Lovelace', host: '203.0.113.7' },
  },
  {
    what: 'a line cut inside its agent',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0 (comp',
    name: 'combined',
    exact: false,
    fields: { agent: 'Mozilla/5.0 (comp', status: 200 },
  },
  {
    what: 'a uri with spaces, an absolute uri, HTTP/0.9 and CONNECT',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "GET http://h.example:81/p q?z HTTP/1.0" 200 1',
    fields: { verb: 'GET', uri: 'http://h.example:81/p q?z', path: '/p q', query: 'z', protocol: 'HTTP/1.0' },
  },
  {
    what: 'HTTP/0.9',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "GET /old" 200 1',
    fields: { verb: 'GET', uri: '/old', path: '/old', query: undefined, protocol: undefined },
  },
  {
    what: 'CONNECT',
    line: '203.0.113.7 - - [20/Nov/2026:13:05:09 +0000] "CONNECT h.example:443 HTTP/1.1" 405 1',
    fields: { verb: 'CONNECT', uri: 'h.example:443' },
  },
  {
    what: "Traefik's own format",
    line: `${CLF} ${TAIL} 17 "web@docker" "http://172.18.0.3:80" 42ms`,
    name: 'traefik',
    fields: { ...clf, request_count: 17, router_name: 'web@docker', request_time: 0.042 },
  },
  {
    what: 'the Kubernetes ingress format',
    line: `${CLF} ${TAIL} 512 0.010 [default-web-80] [] 10.1.0.4:80, 10.1.0.5:80 0, 5120 0.004, 0.005 502, 200 0123abcd`,
    name: 'nginx-ingress',
    fields: {
      ...clf,
      request_length: 512,
      request_time: 0.01,
      upstream_time: 0.009,
      upstream_status: '502, 200',
    },
  },
  {
    what: 'nginx JSON',
    line: `{"time_iso8601":"2026-11-20T13:05:09+01:00","remote_addr":"203.0.113.7","host":"shop.example.org","request":"GET /a/b?x=1&y=2 HTTP/1.1","status":200,"body_bytes_sent":5120,"http_referer":"https://ex.org:8443/p","http_user_agent":"${AGENT}","request_time":0.042,"upstream_response_time":"0.010, 0.030","my_key":"v\\u00e9 \\"q\\""}`,
    name: 'json',
    fields: {
      host: '203.0.113.7',
      vhost: 'shop.example.org',
      timestamp: '2026-11-20T12:05:09.000Z',
      ...split,
      ...refs,
      request_time: 0.042,
      upstream_time: 0.04,
      my_key: 'vé "q"',
    },
  },
  {
    what: "the Kinesis Agent's LOGTOJSON",
    line: '{"host":"203.0.113.7","ident":null,"authuser":"alice","datetime":"20/Nov/2026:13:05:09 +0100","request":"GET /a/b?x=1&y=2 HTTP/1.1","response":"200","bytes":"5120","referer":"-","agent":"x"}',
    fields: { ...clf, ...split, referer: undefined, agent: 'x' },
  },
  {
    what: 'Caddy',
    line: '{"level":"info","ts":1795176309.5,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"10.0.0.1","remote_port":"41342","client_ip":"203.0.113.7","proto":"HTTP/2.0","method":"GET","host":"shop.example.org","uri":"/a/b?x=1&y=2","headers":{"User-Agent":["curl/8.5.0"],"Accept":["a","b"]},"tls":{"version":772,"proto":"h2"}},"bytes_read":0,"user_id":"","duration":0.0009,"size":5120,"status":200,"resp_headers":{}}',
    fields: {
      host: '203.0.113.7',
      'request.remote_ip': '10.0.0.1',
      request: 'GET /a/b?x=1&y=2 HTTP/2.0',
      path: '/a/b',
      vhost: 'shop.example.org',
      tls: 'TLSv1.3',
      agent: 'curl/8.5.0',
      request_time: 0.0009,
      bytes: 5120,
      status: 200,
      'request.headers.Accept': 'a, b',
      user: undefined,
    },
  },
  {
    what: 'Traefik JSON',
    line: '{"ClientAddr":"203.0.113.7:5000","ClientHost":"203.0.113.7","ClientUsername":"-","DownstreamContentSize":5120,"DownstreamStatus":200,"Duration":42000000,"OriginDuration":40000000,"RequestHost":"shop.example.org","RequestMethod":"GET","RequestPath":"/a/b?x=1&y=2","RequestProtocol":"HTTP/1.1","StartUTC":"2026-11-20T12:05:09.123456789Z","request_User-Agent":"x","time":"2026-11-20T12:05:10Z"}',
    fields: {
      host: '203.0.113.7',
      timestamp: '2026-11-20T12:05:09.123Z',
      request_time: 0.042,
      upstream_time: 0.04,
      ...split,
      vhost: 'shop.example.org',
      agent: 'x',
      status: 200,
      bytes: 5120,
    },
  },
  {
    what: 'ALB',
    line: `https 2026-11-20T12:05:09.186641Z app/my-alb/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.001 0.048 0.037 200 200 34 5120 "GET https://shop.example.org:443/a/b?x=1&y=2 HTTP/1.1" "${AGENT}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/t/1 "Root=1-58337281-1d84f3d73c47ec4e58577259" "shop.example.org" "arn:aws:acm:us-east-2:123456789012:certificate/1" 1 2026-11-20T12:05:09.100000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1`,
    name: 'alb',
    fields: {
      host: '203.0.113.7',
      timestamp: '2026-11-20T12:05:09.186Z',
      status: 200,
      origin_status: 200,
      bytes: 5120,
      path: '/a/b',
      query: 'x=1&y=2',
      tls: 'TLSv1.2',
      vhost: 'shop.example.org',
      upstream_time: 0.048,
      request_time: 0.086,
      agent: AGENT,
    },
  },
  {
    what: 'classic ELB, no answer from the backend',
    line: '2026-11-20T12:05:09.945958Z my-elb 203.0.113.7:2817 - -1 -1 -1 503 0 0 0 "GET http://h.example:80/ HTTP/1.1" "curl/7.38.0" - -',
    name: 'elb',
    fields: {
      host: '203.0.113.7',
      status: 503,
      request_time: undefined,
      upstream_time: undefined,
      path: '/',
    },
  },
  {
    what: 'S3',
    line: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be awsexamplebucket1 [20/Nov/2026:12:05:09 +0000] 203.0.113.7 - 3E57427F3EXAMPLE REST.GET.OBJECT photos/cat.jpg "GET /photos/cat.jpg?a=1 HTTP/1.1" 200 - 5120 5120 70 10 "-" "S3Console/0.4" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader awsexamplebucket1.s3.us-west-1.amazonaws.com TLSV1.1 -',
    name: 's3',
    fields: {
      host: '203.0.113.7',
      status: 200,
      bytes: 5120,
      request_time: 0.07,
      upstream_time: 0.01,
      key: 'photos/cat.jpg',
    },
  },
  {
    what: 'HAProxy with syslog before it and captured headers',
    line: 'Nov 20 12:05:10 lb haproxy[14389]: 203.0.113.7:33317 [20/Nov/2026:12:05:09.655] http-in static/srv1 10/0/30/69/+109 200 2750 - - ---- 1/1/1/1/0 0/0 {ex.org|curl} {} "GET /index.html?a HTTP/1.1"',
    name: 'haproxy',
    fields: {
      host: '203.0.113.7',
      timestamp: '2026-11-20T12:05:09.655Z',
      status: 200,
      bytes: 2750,
      request_time: 0.109,
      upstream_time: 0.069,
      path: '/index.html',
      query: 'a',
      captured_request_headers: 'ex.org|curl',
    },
  },
  {
    what: 'HAProxy alone, IPv6, refused',
    line: '2001:db8::5:33317 [20/Nov/2026:12:05:09.655] http-in http-in/<NOSRV> -1/-1/-1/-1/0 400 187 - - PR-- 1/1/0/0/0 0/0 "<BADREQ>"',
    name: 'haproxy',
    fields: {
      host: '2001:db8::5',
      status: 400,
      request: '<BADREQ>',
      verb: undefined,
      upstream_time: undefined,
    },
  },
]

const given: readonly Case[] = [
  {
    what: 'a whole nginx log_format statement',
    formats: [
      "log_format timed escape=default '$remote_addr [$time_iso8601] \"$request_method $uri$is_args$args $server_protocol\" '\n  '$status $msec rt=$request_time ut=$upstream_response_time cs=$upstream_cache_status $ssl_protocol';",
    ],
    line: '203.0.113.7 [2026-11-20T12:05:09+00:00] "GET /a/b?x=1&y=2 HTTP/1.1" 200 1795176309.123 rt=0.1 ut=0.1, 0.2 : 0.3 cs=HIT TLSv1.3',
    name: 'timed',
    fields: {
      ...split,
      timestamp: '2026-11-20T12:05:09.123Z',
      time_iso8601: '2026-11-20T12:05:09+00:00',
      request_time: 0.1,
      upstream_time: 0.6,
      cache: 'HIT',
      tls: 'TLSv1.3',
    },
  },
  {
    what: 'nginx escape=json',
    formats: [
      `log_format j escape=json '{"a":"$remote_addr","ua":"$http_user_agent","s":$status,"f":"$foo_bar"}';`,
    ],
    line: String.raw`{"a":"203.0.113.7","ua":"x \"q\" \u00e9","s":200,"f":"b\\c"}`,
    fields: { host: '203.0.113.7', agent: 'x "q" é', status: 200, foo_bar: 'b\\c' },
  },
  {
    what: 'the client behind a proxy',
    formats: ['$http_x_forwarded_for - [$time_local] "$request" $status "${http_host}"'],
    line: '198.51.100.9, 10.0.0.1 - [20/Nov/2026:13:05:09 +0100] "GET / HTTP/1.1" 200 "ex.org"',
    fields: { host: '198.51.100.9', vhost: 'ex.org', status: 200 },
  },
  {
    what: 'an Apache LogFormat statement with escaped quotes',
    formats: [
      'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D %{X-Request-Id}o %{JSESSIONID}C" full',
    ],
    line: `ex.org:443 ${CLF} "-" "x" 42000 abc -`,
    name: 'full',
    fields: {
      ...clf,
      vhost: 'ex.org',
      request_time: 0.042,
      sent_http_x_request_id: 'abc',
      cookie_jsessionid: undefined,
    },
  },
  {
    what: 'Apache parts of a request, times in pieces, units',
    formats: ['%a %{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t "%m %U%q %H" %s %B %{ms}T %T %I %{c}a %X'],
    line: '203.0.113.7 20/Nov/2026:13:05:09.250 +0100 "GET /a/b?x=1&y=2 HTTP/1.1" 200 0 42 1 99 10.0.0.1 +',
    fields: {
      ...split,
      host: '203.0.113.7',
      timestamp: '2026-11-20T12:05:09.250Z',
      request_time: 0.042,
      request_time_s: '1',
      bytes: 0,
      bytes_received: 99,
      peer_addr: '10.0.0.1',
    },
  },
  {
    what: 'Apache behind a load balancer',
    formats: ['%{X-Forwarded-For}i %l %u %t "%r" %>s %b'],
    line: '198.51.100.9, 10.0.0.1 - - [20/Nov/2026:13:05:09 +0100] "GET / HTTP/1.1" 200 1',
    fields: { host: '198.51.100.9', status: 200 },
  },
  {
    what: 'W3C fields given outright',
    formats: [
      '#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent) time-taken',
    ],
    line: '2026-11-20 12:05:09 203.0.113.7 GET /a/b x=1&y=2 200 Mozilla/5.0+(X11;+Linux) 42',
    fields: {
      timestamp: '2026-11-20T12:05:09.000Z',
      request: 'GET /a/b?x=1&y=2',
      query: 'x=1&y=2',
      agent: 'Mozilla/5.0 (X11; Linux)',
      request_time: 0.042,
      status: 200,
    },
  },
]

describe('formats told from the line', () => {
  test.each(detected)('$what', check)
})

describe('formats given', () => {
  test.each(given)('$what', check)
})

function check({ line, formats, name, exact, fields }: Case) {
  const explanation = explainLine(line, formats)
  expect(explanation).toMatchObject({ kind: 'matched' })
  if (explanation.kind !== 'matched') return
  if (name) expect(explanation.format.name).toBe(name)
  if (exact !== undefined) expect(explanation.exact).toBe(exact)
  const found = Object.fromEntries(
    Object.keys(fields).map((field) => [field, rounded(explanation.fields[field])]),
  )
  expect(found).toEqual(fields)
}

/** Sums of decimals are compared without their last bits. */
function rounded(value: RowValue | undefined): RowValue | undefined {
  return typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value
}
