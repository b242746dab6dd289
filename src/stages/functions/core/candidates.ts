import { lineErrors } from '../errors.ts'
import type { BatchText } from './batch-text.ts'
import { everyReader, headerFormats, resolveFormat } from './formats/named.ts'
import { LENIENT, MATCHED, RAW, type Reader, STRICT, type Values } from './formats/reader.ts'
import { fieldsLine, readW3c } from './formats/w3c.ts'
import { decode } from './utf8.ts'

/**
 * The formats that a line may have. The one that fitted last is tried first; so a stream of one format costs one
 * try a line, and a stream of several still has every line read.
 */
export interface Candidates {
  /** Before a batch. `header` is what the file said of its lines before them. */
  begin(header: string | undefined): void
  /** A `#…` line of the file itself. */
  directive(line: string): void
  /** The reader that takes the line [from, to), its values in `values`; undefined when none does. */
  choose(text: BatchText, from: number, to: number, values: Values): Reader | undefined
  /** Why the line that nobody took was not taken. */
  reason(text: BatchText, from: number, to: number, values: Values): Misfit
}

/** Longer lines are read only as their format's manual says: looking for the writer's slips takes many passes. */
const MOST_GUESSED = 1 << 16

export interface Misfit {
  readonly reader: Reader | undefined
  /** Place in the text where the closest format and the line differ. */
  readonly at: number
  readonly message: string
}

/** `formats`: names or format strings; none means every format known. Throws FormatError. */
export function createCandidates(formats: readonly string[] = []): Candidates {
  const asked = formats.filter((format) => format !== 'auto')
  const readers = asked.length === 0 ? everyReader() : asked.filter(hasNoHeader).map(resolveFormat)
  const wantsHeader = asked.length === 0 || asked.length > readers.length
  const known = new Map<string, Reader>()
  let header: Reader | undefined
  let order = [...readers]

  const adoptFields = (fields: string) => {
    if (!wantsHeader) return
    const reader = known.get(fields) ?? readW3c(fields)
    if (known.size > 64) known.clear()
    known.set(fields, reader)
    header = reader
    order = [reader, ...readers]
  }
  /** The formats to try, and how hard. */
  const attempt = (text: BatchText, from: number, to: number, values: Values, strictness: 0 | 1 | 2) => {
    for (let at = 0; at < order.length; at++) {
      if (order[at].read(text, from, to, values, strictness) !== MATCHED) continue
      const [reader] = order.splice(at, 1)
      order.unshift(reader)
      return reader
    }
    return undefined
  }
  return {
    begin(text) {
      header = undefined
      order = [...readers]
      const fields = text === undefined ? undefined : fieldsLine(text)
      if (fields) adoptFields(fields)
    },
    directive(line) {
      const fields = fieldsLine(line)
      if (fields) adoptFields(fields)
    },
    choose(text, from, to, values) {
      const first = order[0]
      if (first?.read(text, from, to, values, STRICT) === MATCHED) return first
      const exact = attempt(text, from, to, values, STRICT)
      if (exact || to - from > MOST_GUESSED) return exact
      return attempt(text, from, to, values, LENIENT) ?? attempt(text, from, to, values, RAW)
    },
    reason(text, from, to, values) {
      if (order.length === 0 && !header) return { reader: undefined, at: from, message: lineErrors.noFields }
      return closest(order, text, from, to, values)
    },
  }
}

/** `w3c` and `iis` have a reader only once a `#Fields:` line came. */
function hasNoHeader(format: string): boolean {
  return !headerFormats.includes(format.trim().toLowerCase())
}

/** The format that fits furthest into the line. Format and place are the message; the value found is shown short. */
function closest(
  readers: readonly Reader[],
  text: BatchText,
  from: number,
  to: number,
  values: Values,
): Misfit {
  let best = { reader: readers[0], at: from, reached: -2, expected: '' }
  for (const reader of readers) {
    const at = reader.read(text, from, to, values, STRICT)
    const reached = reader.reached()
    if (reached > best.reached) best = { reader, at, reached, expected: reader.expected() }
  }
  const found =
    best.at >= to ? lineErrors.end : `\`${decode(text.bytes, best.at, Math.min(to, best.at + 20))}\``
  const column = decode(text.bytes, from, best.at).length + 1
  return {
    reader: best.reader,
    at: best.at,
    message: lineErrors.differs(best.reader.name, column, best.expected, found),
  }
}
