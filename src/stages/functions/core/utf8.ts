import { isUtf8 } from 'node:buffer'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** True when every byte of [from, to) is ASCII. */
export function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let seen = 0
  for (let at = from; at < to; at++) seen |= bytes[at]
  return seen < 0x80
}

/** True when [from, to) is valid UTF-8. */
export function isValid(bytes: Uint8Array, from: number, to: number): boolean {
  return isAscii(bytes, from, to) || isUtf8(bytes.subarray(from, to))
}

/** The bytes of [from, to) with what is not UTF-8 replaced by U+FFFD. */
export function repaired(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return encoder.encode(decoder.decode(bytes.subarray(from, to)))
}

export function decode(bytes: Uint8Array, from = 0, to = bytes.length): string {
  // Short words are the rule; the decoder's own cost is several times theirs.
  if (to - from <= 48 && isAscii(bytes, from, to)) return String.fromCharCode(...bytes.subarray(from, to))
  return decoder.decode(bytes.subarray(from, to))
}

export function encode(text: string): Uint8Array {
  return encoder.encode(text)
}
