import { isAscii, isUtf8 } from 'node:buffer'
import { malformed } from '../malformed.ts'

/** A JSON body, whatever it holds. ASCII, the usual case, needs no decoding. */
export function parseJson(body: Buffer): unknown {
  const ascii = isAscii(body)
  if ((!ascii && !isUtf8(body)) || hasTooManyValues(body)) throw malformed()
  try {
    return JSON.parse(body.toString(ascii ? 'latin1' : 'utf8'))
  } catch {
    throw malformed()
  }
}

/** Bodies below this can do no harm that matters. */
const SUSPICIOUS_BYTES = 2 ** 20
/** Three times what the largest request of AWS's own limits holds (PutMetricData: 1,000 metrics of 150 values). */
const MAX_VALUES = 1_000_000
const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = Buffer.from('"\\,[{')

/**
 * 16 MiB of brackets would take JSON.parse five seconds and 900 MB, before anybody was asked who calls. Strings are
 * skipped by a native search, so that a body of large records costs no more than its few quotes.
 */
function hasTooManyValues(body: Buffer): boolean {
  if (body.length < SUSPICIOUS_BYTES) return false
  let values = 0
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) {
      at = endOfString(body, at)
      if (at < 0) return false
    } else if (byte === COMMA || byte === BRACKET || byte === BRACE) {
      values += 1
      if (values > MAX_VALUES) return true
    }
  }
  return false
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
