import { describe, expect, it } from 'vitest'
import { wholeLine } from '../java-pattern.ts'
import { createChain, type Processing } from './index.ts'
import { LOG_PATTERNS } from './log-patterns.ts'

function convert(processing: Processing, text: string): string | undefined {
  const { record, kept } = createChain([processing])(Buffer.from(text, 'latin1'), Date.UTC(2026, 10, 20))
  return kept ? undefined : record.toString('latin1')
}

const log = (format: string, text: string) =>
  convert({ name: 'LOGTOJSON', log: LOG_PATTERNS[format], format: 'COMPACT' }, `${text}\n`)

describe('SINGLELINE', () => {
  it('trims and joins the lines of a record', () => {
    const text = 'first \n\tat second\n  at \xff third\n'
    expect(convert({ name: 'SINGLELINE', trim: true, escapeNewLine: false }, text)).toBe(
      'firstat secondat \xff third\n',
    )
    expect(convert({ name: 'SINGLELINE', trim: false, escapeNewLine: true }, text)).toBe(
      'first \\n\tat second\\n  at \xff third\n',
    )
  })
})

describe('CSVTOJSON', () => {
  const csv = (text: string, delimiter = /,/g) =>
    convert({ name: 'CSVTOJSON', fieldNames: ['b', 'a', '1'], delimiter, format: 'COMPACT' }, text)
  it('knows no quoting; missing columns are null, more are dropped', () => {
    expect(csv('x, "y,z,more\n')).toBe('{"b":"x","a":" \\"y","1":"z"}\n')
    expect(csv('x\n')).toBe('{"b":"x","a":null,"1":null}\n')
    expect(csv('x,,\n')).toBe('{"b":"x","a":null,"1":null}\n')
    expect(csv('x||y||z', /\|\|/g)).toBe('{"b":"x","a":"y","1":"z"}\n')
  })
})

describe('LOGTOJSON', () => {
  it('COMMONAPACHELOG', () => {
    expect(
      log('COMMONAPACHELOG', '1.2.3.4 - frank [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326'),
    ).toBe(
      '{"host":"1.2.3.4","ident":null,"authuser":"frank","datetime":"10/Oct/2000:13:55:36 -0700","request":"GET /a HTTP/1.0","response":"200","bytes":"2326"}\n',
    )
  })
  it('COMBINEDAPACHELOG, also lines that the Kinesis Agent drops', () => {
    const line = (host: string, user: string, request: string, agent: string) =>
      log(
        'COMBINEDAPACHELOG',
        `${host} - ${user} [10/Oct/2000:13:55:36 -0700] "${request}" 200 - "-" "${agent}" "more"`,
      )
    const wanted = (host: string, user: string, request: string, agent: string | null) =>
      `${JSON.stringify({
        host,
        ident: null,
        authuser: user,
        datetime: '10/Oct/2000:13:55:36 -0700',
        request,
        response: '200',
        bytes: null,
        referer: null,
        agent,
      })}\n`
    expect(line('2001:db8::1', 'me@example.org', '', '')).toBe(
      wanted('2001:db8::1', 'me@example.org', '', ''),
    )
    expect(line('h', 'two words', 'GET /\\"x\\" HTTP/1.1', '-')).toBe(
      wanted('h', 'two words', 'GET /\\"x\\" HTTP/1.1', null),
    )
    expect(log('COMBINEDAPACHELOG', 'no log line at all')).toBeUndefined()
  })
  it('APACHEERRORLOG', () => {
    const line =
      '[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 4328636416] [client 72.15.99.187:80] File does not exist'
    expect(log('APACHEERRORLOG', line)).toBe(
      '{"timestamp":"Fri Sep 09 10:42:29.902022 2011","module":"core","severity":"error","processid":"35708","threadid":"4328636416","client":"72.15.99.187:80","message":"File does not exist"}\n',
    )
    expect(
      log('APACHEERRORLOG', '[Fri Sep 09 10:42:29 2011] [error] [pid 1] [client [::1]:5] x: y'),
    ).toContain(
      '"module":null,"severity":"error","processid":"1","threadid":null,"client":"[::1]:5","message":"x: y"',
    )
  })
  it('SYSLOG and RFC3339SYSLOG', () => {
    expect(log('SYSLOG', 'Mar 12 12:27:00 server3 named[32172]: lame server - x')).toBe(
      '{"timestamp":"Mar 12 12:27:00","hostname":"server3","program":"named","processid":"32172","message":"lame server - x"}\n',
    )
    expect(log('RFC3339SYSLOG', '2026-11-20T13:00:00.5+01:00 host cron: -')).toBe(
      '{"timestamp":"2026-11-20T13:00:00.5+01:00","hostname":"host","program":"cron","processid":null,"message":"-"}\n',
    )
  })
  it("a user's own pattern, printed prettily", () => {
    const own = { fields: ['year', 'rest'], pattern: wholeLine('(\\d{4}) (.*)'), dashIsNull: true }
    expect(convert({ name: 'LOGTOJSON', log: own, format: 'PRETTYPRINT' }, '2026 -\n')).toBe(
      '{\n  "year" : "2026",\n  "rest" : null\n}\n',
    )
    expect(convert({ name: 'LOGTOJSON', log: own, format: 'COMPACT' }, 'x 2026 a\n')).toBeUndefined()
  })
})

describe('ADDMETADATA, ADDEC2METADATA, ADDBRACKETS', () => {
  it('wraps the record', () => {
    const add = { name: 'ADDMETADATA' as const, metadata: { a: [1, { b: 2 }] }, format: 'COMPACT' as const }
    expect(convert({ ...add, timestamp: false }, 'x "y"\n')).toBe(
      '{"metadata":{"a":[1,{"b":2}]},"data":"x \\"y\\""}\n',
    )
    expect(convert({ ...add, timestamp: true }, 'x\n')).toBe(
      '{"ts":"2026-11-20T00:00:00.000Z","metadata":{"a":[1,{"b":2}]},"data":"x"}\n',
    )
    expect(convert({ ...add, timestamp: false, format: 'PRETTYPRINT' }, 'x\n')).toBe(
      '{\n  "metadata" : {\n    "a" : [ 1, {\n      "b" : 2\n    } ]\n  },\n  "data" : "x"\n}\n',
    )
    expect(convert({ name: 'ADDEC2METADATA' }, '{"a":1}\n')).toBe('{"a":1}\n')
    expect(convert({ name: 'ADDBRACKETS' }, 'hello\xfe')).toBe('{hello\xfe}')
  })
})
