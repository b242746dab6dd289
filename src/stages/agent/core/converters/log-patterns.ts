/** The formats of LOGTOJSON: field names and their order are the Kinesis Agent's. */
export interface LogPattern {
  readonly fields: readonly string[]
  readonly pattern: RegExp
  /** `-` means no value. */
  readonly dashIsNull: boolean
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2}(?:[:.,]\\d+)?)?'
const RFC3339 =
  '\\d{4}-\\d{1,2}-\\d{1,2}[T ]\\d{2}:?\\d{2}(?::?\\d{2}(?:[:.,]\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2})?'
const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"'
const NUMBER = '([+-]?\\d+|-)'
// Wider than the original: any host (IPv6, too), any user (with @ or spaces), escaped quotes, empty texts.
const COMMON = `(\\S+) (\\S+) (\\S.*?|) \\[([^\\]]*)\\] ${QUOTED} ${NUMBER} ${NUMBER}`
const AFTER_SYSLOG_TIME = ' (?:<\\d+.\\d+> )?(\\S+) ([^\\s:\\[\\]]+)(?:\\[(\\d+)\\])?: (.*)'

const COMMON_FIELDS = ['host', 'ident', 'authuser', 'datetime', 'request', 'response', 'bytes']
const SYSLOG_FIELDS = ['timestamp', 'hostname', 'program', 'processid', 'message']

export const LOG_PATTERNS: Readonly<Record<string, LogPattern>> = {
  COMMONAPACHELOG: {
    fields: COMMON_FIELDS,
    pattern: new RegExp(`^${COMMON}`, 's'),
    dashIsNull: true,
  },
  COMBINEDAPACHELOG: {
    fields: [...COMMON_FIELDS, 'referer', 'agent'],
    pattern: new RegExp(`^${COMMON} ${QUOTED} ${QUOTED}`, 's'),
    dashIsNull: true,
  },
  APACHEERRORLOG: {
    fields: ['timestamp', 'module', 'severity', 'processid', 'threadid', 'client', 'message'],
    pattern:
      /^\[([^\]]+)\] \[(?:([\w-]*):)?(\w+)\] \[pid (\d+)(?::tid (\d+))?\](?: [^[]*?)?(?: \[client ((?:\[[^\]]*\]|[^\]])+)\])? (.*)/s,
    dashIsNull: true,
  },
  SYSLOG: {
    fields: SYSLOG_FIELDS,
    pattern: new RegExp(`^(${MONTH} +\\d{1,2} ${CLOCK})${AFTER_SYSLOG_TIME}`, 's'),
    dashIsNull: false,
  },
  RFC3339SYSLOG: {
    fields: SYSLOG_FIELDS,
    pattern: new RegExp(`^(${RFC3339})${AFTER_SYSLOG_TIME}`, 's'),
    dashIsNull: false,
  },
}
