import { isAscii, isUtf8 } from 'node:buffer'
import { malformed } from '../malformed.ts'
import { LONG, parseAround, type Span } from './long-strings.ts'

/** A JSON body, whatever it holds. ASCII, the usual case, needs no decoding. */
export function parseJson(body: Buffer): unknown {
  const ascii = isAscii(body)
  const { values, long } = outlineOf(body)
  if ((!ascii && !isUtf8(body)) || values > MAX_VALUES) throw malformed()
  try {
    if (ascii && long.length > 0) return parseAround(body, long)
    return JSON.parse(body.toString(ascii ? 'latin1' : 'utf8'))
  } catch {
    throw malformed()
  }
}

/** Bodies below this can do no harm that matters. */
const SUSPICIOUS_BYTES = 2 ** 20
/** Three times what the largest request of AWS's own limits holds (PutMetricData: 1,000 metrics of 150 values). */
const MAX_VALUES = 1_000_000
const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE, COLON] = Buffer.from('"\\,[{:')
const SPACES = new Set(Buffer.from(' \t\r\n'))

/**
 * 16 MiB of brackets would take JSON.parse five seconds and 900 MB, before anybody was asked who calls. Strings are
 * skipped by a native search, so that a body of large records costs no more than its few quotes. The long ones are
 * remembered: their text is not JSON.parse's to look at.
 */
function outlineOf(body: Buffer): { readonly values: number; readonly long: readonly Span[] } {
  const long: Span[] = []
  let values = 0
  if (body.length < SUSPICIOUS_BYTES) return { values, long }
  let backslash = body.indexOf(BACKSLASH)
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) {
      const start = at + 1
      at = endOfString(body, at)
      if (at < 0) break
      if (at - start < LONG) continue
      if (backslash >= 0 && backslash < start) backslash = body.indexOf(BACKSLASH, start)
      if ((backslash < 0 || backslash > at) && !isName(body, at)) long.push([start, at])
    } else if (byte === COMMA || byte === BRACKET || byte === BRACE) {
      values += 1
      if (values > MAX_VALUES) break
    }
  }
  return { values, long }
}

/** A member's name: a colon follows. */
function isName(body: Buffer, end: number): boolean {
  let after = end + 1
  while (SPACES.has(body[after])) after += 1
  return body[after] === COLON
}

/** Where the string's closing quote is; -1 when there is none. */
function endOfString(body: Buffer, start: number): number {
  let end = body.indexOf(QUOTE, start + 1)
  while (end >= 0 && isEscaped(body, end)) end = body.indexOf(QUOTE, end + 1)
  return end
}

function isEscaped(body: Buffer, at: number): boolean {
  let before = at - 1
  while (body[before] === BACKSLASH) before -= 1
  return (at - before) % 2 === 0
}
