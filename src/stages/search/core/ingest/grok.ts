import { illegal } from '../../errors.ts'
import { patternOf } from './pattern.ts'

/*
 * %{NAME}, %{NAME:field}, %{NAME:field:type} stand for patterns of the table below; the rest is a regular
 * expression. Types are int, long, float, double and boolean.
 */
const IPV6 = '(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{0,4}|(?:\\d{1,3}\\.){3}\\d{1,3})(?:%\\w+)?'

export const GROK: Readonly<Record<string, string>> = {
  USERNAME: '[a-zA-Z0-9._-]+',
  USER: '%{USERNAME}',
  EMAILLOCALPART: "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}",
  EMAILADDRESS: '%{EMAILLOCALPART}@%{HOSTNAME}',
  INT: '[+-]?\\d+',
  BASE10NUM: '(?<![\\d.+-])[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)',
  NUMBER: '%{BASE10NUM}',
  BASE16NUM: '(?<![0-9A-Fa-f])(?:[+-]?(?:0x)?[0-9A-Fa-f]+)',
  POSINT: '\\b[1-9]\\d*\\b',
  NONNEGINT: '\\b\\d+\\b',
  BOOLEAN: '(?:true|false)',
  WORD: '\\b\\w+\\b',
  NOTSPACE: '\\S+',
  SPACE: '\\s*',
  DATA: '.*?',
  GREEDYDATA: '.*',
  QUOTEDSTRING: '"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|\'[^\'\\\\]*(?:\\\\.[^\'\\\\]*)*\'',
  QS: '%{QUOTEDSTRING}',
  UUID: '[A-Fa-f0-9]{8}-(?:[A-Fa-f0-9]{4}-){3}[A-Fa-f0-9]{12}',
  MAC: '(?:[A-Fa-f0-9]{2}[:-]){5}[A-Fa-f0-9]{2}|(?:[A-Fa-f0-9]{4}\\.){2}[A-Fa-f0-9]{4}',
  IPV4: '(?<!\\d)(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?!\\d)',
  IPV6,
  IP: '(?:%{IPV6}|%{IPV4})',
  HOSTNAME: '\\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*\\.?',
  HOST: '%{HOSTNAME}',
  IPORHOST: '(?:%{IP}|%{HOSTNAME})',
  HOSTPORT: '%{IPORHOST}:%{POSINT}',
  PATH: '(?:%{UNIXPATH}|%{WINPATH})',
  UNIXPATH: '/[^\\s"\']*',
  WINPATH: '(?:[A-Za-z]:|\\\\)\\\\[^\\s"\']*',
  URIPROTO: '[A-Za-z][A-Za-z0-9+.-]+',
  URIHOST: '%{IPORHOST}(?::%{POSINT})?',
  URIPATH: "/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*(?:/[A-Za-z0-9$.+!*'(){},~:;=@#%&_-]*)*",
  URIPARAM: "\\?[A-Za-z0-9$.+!*'|(){},~@#%&/=:;_?\\-\\[\\]<>]*",
  URIPATHPARAM: '%{URIPATH}(?:%{URIPARAM})?',
  URI: '%{URIPROTO}://(?:%{USER}(?::[^@\\s]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?',
  MONTH:
    '\\b(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ep(?:tember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)\\b',
  MONTHNUM: '(?:0?[1-9]|1[0-2])',
  MONTHDAY: '(?:0[1-9]|[12]\\d|3[01]|[1-9])',
  DAY: '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*',
  YEAR: '\\d\\d(?:\\d\\d)?',
  HOUR: '(?:2[0123]|[01]?\\d)',
  MINUTE: '[0-5]\\d',
  SECOND: '(?:[0-5]?\\d|60)(?:[:.,]\\d+)?',
  TIME: '%{HOUR}:%{MINUTE}(?::%{SECOND})?',
  ISO8601_TIMEZONE: '(?:Z|[+-]%{HOUR}(?::?%{MINUTE})?)',
  TIMESTAMP_ISO8601:
    '%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?',
  TZ: '[A-Z]{3}',
  HTTPDATE: '%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}',
  SYSLOGTIMESTAMP: '%{MONTH} +%{MONTHDAY} %{TIME}',
  PROG: '[\\x21-\\x5a\\x5c\\x5e-\\x7e]+',
  SYSLOGPROG: '%{PROG:program}(?:\\[%{POSINT:pid}\\])?',
  LOGLEVEL:
    '(?:[Aa]lert|ALERT|[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo|INFO|[Ww]arn(?:ing)?|WARN(?:ING)?|[Ee]rr(?:or)?|ERR(?:OR)?|[Cc]rit(?:ical)?|CRIT(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|EMERG(?:ENCY)?|[Ee]merg(?:ency)?)',
  HTTPDUSER: '(?:%{EMAILADDRESS}|%{USER})',
  COMMONAPACHELOG:
    '%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \\[%{HTTPDATE:timestamp}\\] "(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" (?:%{NUMBER:response}|-) (?:%{NUMBER:bytes}|-)',
  COMBINEDAPACHELOG: '%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}',
  HTTPD_COMMONLOG: '%{COMMONAPACHELOG}',
  HTTPD_COMBINEDLOG: '%{COMBINEDAPACHELOG}',
}

const REFERENCE = /%\{([A-Za-z0-9_]+)(?::([\w@.[\]-]+))?(?::(\w+))?\}/g
const TYPES = ['int', 'long', 'float', 'double', 'boolean', 'string']
const DEEPEST = 20
const LONGEST = 50_000

export interface Grok {
  /** The fields of a text, or undefined where it does not fit. */
  match(text: string): Readonly<Record<string, unknown>> | undefined
}

interface Capture {
  readonly field: string
  readonly type?: string
}

/** Compiles one expression; `more` are the client's own patterns. */
export function compileGrok(expression: string, more: Readonly<Record<string, string>> = {}): Grok {
  const captures: Capture[] = []
  const expand = (source: string, depth: number): string => {
    if (depth > DEEPEST) throw illegal('circular reference in pattern definitions')
    return source.replace(REFERENCE, (_, name: string, field?: string, type?: string) => {
      const inner = Object.hasOwn(more, name)
        ? more[name]
        : Object.hasOwn(GROK, name)
          ? GROK[name]
          : undefined
      if (inner === undefined) throw illegal(`Unable to find pattern [${name}] in Grok's pattern dictionary`)
      if (type !== undefined && !TYPES.includes(type))
        throw illegal(`[grok] unknown type [${type}]; there are ${TYPES.join(', ')}`)
      if (field === undefined) return `(?:${expand(inner, depth + 1)})`
      const at = captures.push({ field, ...(type === undefined ? {} : { type }) }) - 1
      return `(?<g${at}_>${expand(inner, depth + 1)})`
    })
  }
  for (const own of Object.values(more)) patternOf(own.replace(REFERENCE, 'x'), 'grok')
  patternOf(expression.replace(REFERENCE, 'x'), 'grok')
  const source = expand(expression, 0)
  if (source.length > LONGEST) throw illegal('[grok] the expression is too long')
  const regexp = new RegExp(source, 's')
  return {
    match(text) {
      const found = regexp.exec(text)
      if (!found) return undefined
      const fields: Record<string, unknown> = {}
      for (const [group, value] of Object.entries(found.groups ?? {})) {
        if (value === undefined) continue
        const at = /^g(\d+)_$/.exec(group)
        const { field, type } = at ? captures[Number(at[1])] : { field: group }
        if (!Object.hasOwn(fields, field)) fields[field] = typed(value, type)
      }
      return fields
    },
  }
}

function typed(value: string, type: string | undefined): unknown {
  if (type === 'int' || type === 'long') return Math.trunc(Number(value))
  if (type === 'float' || type === 'double') return Number(value)
  return type === 'boolean' ? value === 'true' : value
}
