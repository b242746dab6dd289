import { malformed } from '../malformed.ts'

const MAX_SHOWN = 1024

/**
 * Bytes of a JSON blob, strict as AWS is: whole groups of four, no other alphabet, no bits left over.
 * Node's decoder is lenient but quick: the right length out of it proves most of that.
 */
export function decodeBase64(text: string): Uint8Array {
  const { length } = text
  if (length % 4 !== 0) {
    throw wrong(text, `Base64 encoded length is expected a multiple of 4 bytes but found: ${length}`)
  }
  if (length === 0) return EMPTY
  const padding = text.charCodeAt(length - 1) !== EQUALS ? 0 : text.charCodeAt(length - 2) !== EQUALS ? 1 : 2
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== (length / 4) * 3 - padding || text.includes('-') || text.includes('_')) {
    const bad = /[^a-zA-Z0-9+/=]|=(?!=?$)/.exec(text)?.[0] ?? '='
    throw wrong(text, `Invalid Base64 character: '${bad}'`)
  }
  if (padding > 0 && SPARE_BITS[padding].test(text[length - 1 - padding])) {
    throw wrong(text, 'Invalid last non-pad Base64 character dectected')
  }
  return bytes
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

const EMPTY = new Uint8Array(0)
const EQUALS = 61
/** Last characters whose low bits belong to no byte: they must be zero. By number of `=`. */
const SPARE_BITS = [/$^/, /[^AEIMQUYcgkosw048]/, /[^AQgw]/]

/** AWS repeats the value, "dectected" and all; a long one is cut here. */
function wrong(text: string, why: string) {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
  return malformed(`'${shown}' can not be converted to a Blob: ${why}`)
}
