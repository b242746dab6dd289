import { isAscii, isUtf8 } from 'node:buffer'
import { malformed } from '../malformed.ts'

/** A JSON body, whatever it holds. ASCII, the usual case, needs no decoding. */
export function parseJson(body: Buffer): unknown {
  const ascii = isAscii(body)
  if (!ascii && !isUtf8(body)) throw malformed()
  try {
    return JSON.parse(body.toString(ascii ? 'latin1' : 'utf8'))
  } catch {
    throw malformed()
  }
}
