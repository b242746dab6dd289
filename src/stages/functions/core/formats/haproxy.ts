import type { BatchText } from '../batch-text.ts'
import { compile, type Piece, type Variable } from './compile.ts'
import { createLineReader } from './line-reader.ts'
import { MATCHED, type Reader } from './reader.ts'
import { compileMoment } from './strftime.ts'

/*
 * line   = [ syslog ] client `:` port ` [` accept_date `] ` frontend ` ` backend `/` server ` `
 *          TR `/` Tw `/` Tc `/` Tr `/` Ta ` ` status ` ` bytes ` ` cookie ` ` cookie ` ` termination ` `
 *          actconn `/` feconn `/` beconn `/` srv_conn `/` retries ` ` srv_queue `/` backend_queue ` `
 *          [ `{` captured request headers `} ` [ `{` captured response headers `} ` ] ] `"` request `"`
 * syslog = anything that ends with `]: ` (or `: `) before the client
 * The date has ms and no zone; it is read as UTC.
 */
const HEAD =
  '<client>:<remote_port> [<accept_date>] <frontend> <backend>/<server> <TR>/<Tw>/<Tc>/<Tr>/<Ta> <status> <bytes> ' +
  '<captured_request_cookie> <captured_response_cookie> <termination_state> ' +
  '<actconn>/<feconn>/<beconn>/<srv_conn>/<retries> <srv_queue>/<backend_queue> '
const TAILS = [
  '"<request>"',
  '{<captured_request_headers>} "<request>"',
  '{<captured_request_headers>} {<captured_response_headers>} "<request>"',
]

const MILLIS = { scale: 1e-3 }
const meanings: Readonly<Record<string, Partial<Variable>>> = {
  client: { field: 'host' },
  accept_date: {
    field: 'timestamp',
    moment: compileMoment([
      { format: '%d/%b/%Y:%T', at: 0 },
      { literal: '.' },
      { format: 'msec_frac', at: 0 },
    ]),
  },
  TR: { field: 'time_request', ...MILLIS },
  Tw: { field: 'time_queue', ...MILLIS },
  Tc: { field: 'time_connect', ...MILLIS },
  Tr: { field: 'upstream_time', ...MILLIS },
  Ta: { field: 'request_time', ...MILLIS },
}

export function readHaproxy(): Reader {
  const programs = TAILS.map((tail) => compile(piecesOf(HEAD + tail)))
  const readers = programs.map((program) =>
    createLineReader(program, { name: 'haproxy', title: 'HAProxy HTTP log', notation: HEAD + TAILS[0] }),
  )
  return joinReaders(readers)
}

/** One reader whose values are those of the longest program, in the order of its fields. */
function joinReaders(readers: readonly Reader[]): Reader {
  const longest = readers[readers.length - 1]
  let last = readers[0]
  return {
    ...longest,
    reached: () => last.reached(),
    expected: () => last.expected(),
    read(text, from, to, values, strictness) {
      const start = afterSyslog(text, from, to)
      let furthest = start
      for (const reader of readers) {
        const place = reader.read(text, start, to, values, strictness)
        if (place === MATCHED) {
          spread(reader, longest, values)
          return MATCHED
        }
        if (place < furthest) continue
        furthest = place
        last = reader
      }
      return furthest
    },
  }
}

type Values = Parameters<Reader['read']>[3]

/** The request is last in every program: moves it to its place in the longest, and empties the places before. */
function spread(reader: Reader, longest: Reader, values: Values): void {
  const place = reader.fields.length - 1
  const target = longest.fields.length - 1
  if (place === target) return
  values.starts[target] = values.starts[place]
  values.ends[target] = values.ends[place]
  for (let at = place; at < target; at++) values.starts[at] = values.ends[at] = 0
}

/** Where the client's address begins: after the last `: ` before the ` [` of the date. */
function afterSyslog(text: BatchText, from: number, to: number): number {
  const { bytes } = text
  let start = from
  for (let at = from; at + 5 < to && at < from + 300; at++) {
    if (bytes[at] === 58 && bytes[at + 1] === 32) start = at + 2
    if (bytes[at] === 32 && bytes[at + 1] === 91 && bytes[at + 4] === 47) break
  }
  return start
}

function piecesOf(notation: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of notation.matchAll(/<(\w+)>/g)) {
    const own = match[1]
    pieces.push(notation.slice(end, match.index))
    pieces.push({
      label: own,
      at: match.index,
      field: own,
      rank: 0,
      own: own.toLowerCase(),
      ...meanings[own],
    })
    end = match.index + match[0].length
  }
  pieces.push(notation.slice(end))
  return pieces
}
