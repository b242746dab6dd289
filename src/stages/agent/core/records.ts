import { maskAddresses } from './address-mask.ts'
import type { Processing } from './converters/index.ts'
import { createChain } from './converters/index.ts'
import {
  type Cut,
  type CutState,
  type Cutter,
  emptyCut,
  isFields,
  type LineLimits,
  lineText,
  shorten,
  skipLine,
} from './lines.ts'

export interface RecordOptions extends LineLimits {
  readonly skipHeaderLines: number
  /** A record begins at a line whose beginning matches; undefined: every line is a record. */
  readonly recordStart?: RegExp
  /** Nothing of the file from the record that matches on is read. */
  readonly footer?: RegExp
  readonly processings: readonly Processing[]
  /** Joins records up to so many bytes; 0: no. */
  readonly aggregatedBytes: number
  readonly anonymizeIp: boolean
}

interface Found {
  readonly start: number
  readonly stop: number
  /** Newlines in it. */
  readonly lines: number
}

/** The slow path: records that need more than their newline found. Same contract as createLineCutter. */
export function createRecordCutter(options: RecordOptions): Cutter {
  const convert = createChain(options.processings)
  const finish = (body: Buffer, state: CutState): { record: Buffer; kept: boolean; truncated: boolean } => {
    const masked = options.anonymizeIp ? maskOne(body) : body
    const { record, kept } = convert(masked, state.now)
    if (record.length <= options.maxRecordBytes) return { record, kept, truncated: false }
    return { record: Buffer.from(shorten(record, options)), kept, truncated: true }
  }
  return (chunk, state) => {
    if (state.mid) return options.recordStart ? skipRecord(chunk, options.recordStart) : skipLine(chunk)
    const skipped = state.atStart ? skipHeader(chunk, options.skipHeaderLines) : { start: 0, lines: 0 }
    if (!skipped) return emptyCut(0, 0, false)
    const found = findRecords(chunk, skipped.start, state, options)
    return assemble(chunk, skipped, found, { ...options, maxBytes: state.maxBytes }, (body) =>
      finish(body, state),
    )
  }
}

function maskOne(body: Buffer): Buffer {
  return Buffer.from(maskAddresses(body, Uint32Array.of(body.length)).bytes)
}

function skipHeader(chunk: Buffer, count: number): { start: number; lines: number } | undefined {
  let start = 0
  for (let line = 0; line < count; line++) {
    const at = chunk.indexOf(10, start)
    if (at < 0) return undefined
    start = at + 1
  }
  return { start, lines: count }
}

interface Records {
  readonly records: readonly Found[]
  /** Behind the last record; beyond it when a long record was cut. */
  readonly half: number
  readonly mid: boolean
  readonly header: string | undefined
}

function findRecords(chunk: Buffer, from: number, state: CutState, options: RecordOptions): Records {
  const records: Found[] = []
  let header: string | undefined
  let start = from
  let lineStart = from
  let lines = 0
  while (records.length < state.maxRecords) {
    const at = chunk.indexOf(10, lineStart)
    if (at < 0) break
    if (options.recordStart) {
      if (lineStart > start && begins(options.recordStart, chunk, lineStart, at)) {
        records.push({ start, stop: lineStart, lines })
        start = lineStart
        lines = 0
        continue
      }
      lines++
    } else {
      if (isFields(chunk, start)) {
        if (records.length > 0) break
        header = lineText(chunk, start, at)
      }
      records.push({ start, stop: at + 1, lines: 1 })
      start = at + 1
    }
    lineStart = at + 1
  }
  if (records.length > 0) return { records, half: 0, mid: false, header }
  return lastRecord(chunk, start, lineStart, lines, state, options, header)
}

/** No record is complete: perhaps it never will be. */
function lastRecord(
  chunk: Buffer,
  start: number,
  lineStart: number,
  lines: number,
  state: CutState,
  options: RecordOptions,
  header: string | undefined,
): Records {
  const rest = chunk.length - start
  if (rest > options.maxRecordBytes) {
    return { records: [{ start, stop: chunk.length, lines }], half: 0, mid: true, header }
  }
  if (state.final && rest > 0) {
    const half = chunk.length - lineStart
    return { records: [{ start, stop: chunk.length, lines }], half, mid: false, header }
  }
  const whole = state.force && lineStart > start
  return { records: whole ? [{ start, stop: lineStart, lines }] : [], half: 0, mid: false, header }
}

function begins(pattern: RegExp, chunk: Buffer, lineStart: number, newline: number): boolean {
  const match = pattern.exec(chunk.toString('utf8', lineStart, newline))
  return match !== null && match.index === 0
}

/** The rest of a record that was cut: up to the next one's first line. */
function skipRecord(chunk: Buffer, recordStart: RegExp): Cut {
  let lineStart = 0
  let lines = 0
  for (;;) {
    const at = chunk.indexOf(10, lineStart)
    if (at < 0) return emptyCut(lineStart, lines, true)
    if (lineStart > 0 && begins(recordStart, chunk, lineStart, at)) return emptyCut(lineStart, lines, false)
    lineStart = at + 1
    lines++
  }
}

function assemble(
  chunk: Buffer,
  skipped: { start: number; lines: number },
  found: Records,
  options: RecordOptions & { readonly maxBytes: number },
  finish: (body: Buffer) => { record: Buffer; kept: boolean; truncated: boolean },
): Cut {
  const bodies: Buffer[] = []
  const ends: number[] = []
  const fileEnds: number[] = []
  let total = 0
  let size = 0
  let kept = 0
  let truncated = 0
  let lines = found.records.length > 0 ? skipped.lines : 0
  let consumed = 0
  let footer = false
  for (const { start, stop, lines: newlines } of found.records) {
    const body = chunk.subarray(start, stop)
    if (options.footer?.test(body.toString('utf8'))) {
      footer = true
      break
    }
    const done = finish(body)
    if (bodies.length > 0 && total + done.record.length > options.maxBytes) {
      found = { ...found, mid: false, half: 0 }
      break
    }
    if (done.kept) kept++
    if (done.truncated) truncated++
    const joins = size > 0 && size + done.record.length <= options.aggregatedBytes
    total += done.record.length
    size = joins ? size + done.record.length : done.record.length
    bodies.push(done.record)
    if (joins) ends.pop()
    if (joins) fileEnds.pop()
    ends.push(total)
    fileEnds.push(stop)
    lines += newlines
    consumed = stop
  }
  return {
    bytes: Buffer.concat(bodies),
    ends: Uint32Array.from(ends),
    fileEnds: Uint32Array.from(fileEnds),
    consumed,
    lines,
    mid: found.mid && !footer,
    half: footer ? 0 : found.half,
    ...(found.header === undefined ? {} : { header: found.header }),
    truncated,
    kept,
    footer,
  }
}
