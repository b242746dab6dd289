import type { BatchText } from './batch-text.ts'
import { append, appendSpan, reserve } from './batch-text.ts'
import { type Columns, type NumberRows, setText } from './columns.ts'
import { JSON_STRING, PLAIN } from './decoding.ts'
import {
  AGENT,
  CLOCK,
  DATE,
  type Field,
  HOST,
  METHOD,
  MOMENT,
  NUMBER,
  PROTOCOL,
  QUERY,
  REFERER,
  REQUEST,
  TEXT,
  URI,
} from './formats/field.ts'
import type { Reader, Values } from './formats/reader.ts'
import { isNothing } from './formats/value.ts'
import { isoTime } from './moments.ts'
import { codeOf, type WordTable } from './word-table.ts'

/** Where the values of a row go. */
export interface RowTarget {
  readonly columns: Columns
  readonly tables: {
    readonly host: WordTable
    readonly request: WordTable
    readonly referer: WordTable
    readonly agent: WordTable
  }
  /** One code a row for each dimension, `NONE` until written. */
  readonly codes: {
    host: Uint32Array
    request: Uint32Array
    referer: Uint32Array
    agent: Uint32Array
  }
  times: Float64Array
}

/** Writes the values that `reader` read from a line as row `row`; `arrival` where the line has no time. */
export function writeRow(
  target: RowTarget,
  row: number,
  reader: Reader,
  text: BatchText,
  values: Values,
  arrival: number,
): void {
  const { fields } = reader
  const { starts, ends, numbers } = values
  const { codes, tables } = target
  let time = arrival
  for (let place = 0; place < fields.length; place++) {
    const field = fields[place]
    const from = starts[place]
    const to = ends[place]
    if (isNothing(text.bytes, from, to)) continue
    switch (field.role) {
      case HOST:
        codes.host[row] = codeOf(tables.host, text, from, to, field.how)
        break
      case REQUEST:
        codes.request[row] = codeOf(tables.request, text, from, to, field.how)
        break
      case REFERER:
        codes.referer[row] = codeOf(tables.referer, text, from, to, field.how)
        break
      case AGENT:
        codes.agent[row] = codeOf(tables.agent, text, from, to, field.how)
        break
      case MOMENT:
        if (!Number.isNaN(numbers[place])) time = numbers[place]
        break
      case NUMBER:
        if (!Number.isNaN(numbers[place])) writeNumber(target, row, field, numbers[place])
        break
      case TEXT:
        setText(target.columns.text(field.name), row, text, from, to, field.how)
        break
    }
  }
  if (reader.hasParts) writeParts(target, row, fields, text, values)
  if (reader.hasClock) {
    const split = splitTime(fields, text, values)
    if (!Number.isNaN(split)) time = split
  }
  target.times[row] = time
}

function writeNumber(target: RowTarget, row: number, field: Field, value: number): void {
  const column = target.columns.number(field.name, field.type as NumberRows['type'])
  column.values[row] = value
  if (!field.sum) return
  const total = target.columns.number('request_time', 'float').values
  total[row] = (Number.isNaN(total[row]) ? 0 : total[row]) + value
}

/** Slow path: `GET`, `/a`, `q=1`, `HTTP/1.1` of separate columns become one request. */
function writeParts(
  target: RowTarget,
  row: number,
  fields: readonly Field[],
  text: BatchText,
  values: Values,
): void {
  const parts = findParts(fields, text, values)
  const uri = parts[URI - METHOD]
  if (uri < 0) return
  const before = text.used
  const put = (part: number, sign: string) => {
    if (parts[part - METHOD] < 0) return
    const place = parts[part - METHOD]
    if (sign) append(text, signs[sign])
    appendSpan(text, values.starts[place], values.ends[place])
  }
  put(METHOD, '')
  put(URI, parts[0] < 0 ? '' : ' ')
  if (!hasQuestion(text.bytes, values.starts[uri], values.ends[uri])) {
    const query = parts[QUERY - METHOD]
    put(QUERY, query >= 0 && text.bytes[values.starts[query]] === 63 ? '' : '?')
  }
  put(PROTOCOL, ' ')
  reserve(text, 0)
  const { size } = target.tables.request
  const how = fields[uri].how === JSON_STRING ? JSON_STRING : PLAIN
  target.codes.request[row] = codeOf(target.tables.request, text, before, text.used, how)
  // Known in this batch already: its text is there, and this copy is given back.
  if (target.tables.request.size === size) text.used = before
}

const signs: Readonly<Record<string, Uint8Array>> = { ' ': Uint8Array.of(32), '?': Uint8Array.of(63) }

/** Places of method, uri, query and protocol among the values; -1 for what the line does not have. */
function findParts(fields: readonly Field[], text: BatchText, values: Values): number[] {
  const parts = [-1, -1, -1, -1]
  fields.forEach((field, place) => {
    if (field.role < METHOD || field.role > PROTOCOL) return
    if (!isNothing(text.bytes, values.starts[place], values.ends[place])) parts[field.role - METHOD] = place
  })
  return parts
}

function hasQuestion(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === 63) return true
  return false
}

/** Date and time of day in columns of their own (W3C), as ms; NaN when the format has none. */
function splitTime(fields: readonly Field[], text: BatchText, values: Values): number {
  let date = -1
  let clock = -1
  for (let place = 0; place < fields.length; place++) {
    if (fields[place].role === DATE) date = place
    else if (fields[place].role === CLOCK) clock = place
  }
  if (date < 0 || clock < 0) return Number.NaN
  const { starts, ends } = values
  const before = text.used
  appendSpan(text, starts[date], ends[date])
  append(text, signs[' '])
  appendSpan(text, starts[clock], ends[clock])
  const millis = isoTime(text.view, text.bytes, before, text.used, values.iso)
  text.used = before
  return millis
}
