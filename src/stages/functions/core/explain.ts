import { batchTextOf, roomFor } from './batch-text.ts'
import { createCandidates } from './candidates.ts'
import type { AgentFacts, Enrichers } from './enrichers.ts'
import { resolveFormat } from './formats/named.ts'
import { createValues, MATCHED, type Reader, STRICT } from './formats/reader.ts'
import { isDirective } from './formats/w3c.ts'
import { createParser } from './parser.ts'
import { type RowValue, rowOf } from './row.ts'
import { decode, encode } from './utf8.ts'

/** A format for people. */
export interface FormatDescription {
  readonly name: string
  readonly title: string
  /** The format in its own notation. */
  readonly notation: string
  /** Its variables and the document fields they become; empty for JSON, whose keys say it. */
  readonly fields: readonly { readonly variable: string; readonly field: string }[]
}

/** What became of one line. */
export type Explanation =
  | {
      readonly kind: 'matched'
      readonly format: FormatDescription
      /** False when the line only fits with good will: a cut or unescaped value. */
      readonly exact: boolean
      readonly fields: Readonly<Record<string, RowValue>>
    }
  /** A blank line or a `#…` line: it makes no document. */
  | { readonly kind: 'header'; readonly text: string }
  | {
      readonly kind: 'unmatched'
      /** The format that fits furthest; absent when a `#Fields:` line is missing. */
      readonly closest?: FormatDescription
      /** Characters from 1, of the place where line and format differ. */
      readonly column: number
      /** `column 57: expected … found … (as combined)` */
      readonly message: string
    }

/** Explains line after line; a `#Fields:` line holds for those after it. Throws FormatError on bad formats. */
export type Explain = (line: string | Uint8Array) => Explanation

const nothing: Enrichers = {
  locate: () => undefined,
  readAgent: (): AgentFacts => ({ device: 'other', bot: false }),
}

/** Without `enrichers` the fields are those of the line itself, without country or browser. */
export function createExplain(
  options: { formats?: readonly string[]; header?: string; enrichers?: Enrichers } = {},
): Explain {
  const candidates = createCandidates(options.formats)
  const values = createValues()
  const parse = createParser({ enrichers: options.enrichers ?? nothing, formats: options.formats })
  let { header } = options
  return (line) => {
    const bytes = withoutNewline(typeof line === 'string' ? encode(line) : line)
    const end = bytes.length
    if (end === 0) return { kind: 'header', text: '' }
    if (isDirective(bytes, 0, end)) {
      header = decode(bytes)
      return { kind: 'header', text: header }
    }
    const text = batchTextOf(copyOf(bytes), end)
    candidates.begin(header)
    const reader = candidates.choose(text, 0, end, values)
    if (!reader) {
      const misfit = candidates.reason(text, 0, end, values)
      const closest = misfit.reader ? { closest: describeReader(misfit.reader) } : {}
      return {
        kind: 'unmatched',
        ...closest,
        column: decode(bytes, 0, misfit.at).length + 1,
        message: misfit.message,
      }
    }
    const exact = reader.read(text, 0, end, values, STRICT) === MATCHED
    const ends = Uint32Array.of(end)
    const { documents } = parse({
      buffer: copyOf(bytes),
      length: end,
      ends,
      times: Float64Array.of(0),
      header,
    })
    const fields = rowOf(documents, 0)
    return {
      kind: 'matched',
      format: describeReader(reader),
      exact,
      fields: dropArrival(fields, options.enrichers),
    }
  }
}

/** The time of a line without one would be its arrival, which a line by itself does not have. */
function dropArrival(
  fields: Record<string, RowValue>,
  enrichers: Enrichers | undefined,
): Record<string, RowValue> {
  const { timestamp, device, bot, ...rest } = fields
  return {
    ...(timestamp === '1970-01-01T00:00:00.000Z' ? {} : { timestamp }),
    ...rest,
    ...(enrichers && device !== undefined ? { device, bot } : {}),
  }
}

/** Explains one line. */
export function explainLine(
  line: string | Uint8Array,
  formats?: readonly string[],
  enrichers?: Enrichers,
): Explanation {
  return createExplain({ ...(formats ? { formats } : {}), ...(enrichers ? { enrichers } : {}) })(line)
}

/** Describes a format by name or by its own notation. Throws FormatError. */
export function describeFormat(format: string): FormatDescription {
  return describeReader(resolveFormat(format))
}

export interface Detection {
  readonly formats: readonly { readonly format: FormatDescription; readonly lines: number }[]
  readonly headers: number
  readonly unmatched: number
}

/** Which formats some lines have, the most frequent first. */
export function detectFormats(
  lines: readonly (string | Uint8Array)[],
  formats?: readonly string[],
): Detection {
  const explain = createExplain(formats ? { formats } : {})
  const found = new Map<string, { format: FormatDescription; lines: number }>()
  let headers = 0
  let unmatched = 0
  for (const line of lines) {
    const explanation = explain(line)
    if (explanation.kind === 'header') headers++
    else if (explanation.kind === 'unmatched') unmatched++
    else {
      const { format } = explanation
      const seen = found.get(format.name)
      found.set(format.name, { format, lines: (seen?.lines ?? 0) + 1 })
    }
  }
  return { formats: [...found.values()].sort((a, b) => b.lines - a.lines), headers, unmatched }
}

function describeReader(reader: Reader): FormatDescription {
  const fields = reader.labels.map((variable, at) => ({ variable, field: reader.fields[at].name }))
  return { name: reader.name, title: reader.title, notation: reader.notation, fields }
}

function withoutNewline(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  if (end > 0 && bytes[end - 1] === 10) end--
  if (end > 0 && bytes[end - 1] === 13) end--
  return bytes.subarray(0, end)
}

function copyOf(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(roomFor(bytes.length))
  new Uint8Array(buffer).set(bytes)
  return buffer
}
