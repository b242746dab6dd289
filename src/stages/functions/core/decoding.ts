import { decode, encode, isValid, repaired } from './utf8.ts'

/**
 * How a value was written down, where that is not plainly: IIS puts `+` for a space, CloudFront percent-encodes,
 * JSON escapes, load balancers add a port. A word is decoded once, when it is new, not once a line.
 */
export type Decoding = (typeof PLAIN | typeof PLUS | typeof PERCENT | typeof JSON_STRING) | Address
type Address = typeof ADDRESS | typeof TLS_NUMBER
export const PLAIN = 0
export const PLUS = 1
export const PERCENT = 2
export const JSON_STRING = 3
/** `203.0.113.7:4711`, `[2001:db8::1]:443`, or a list whose first is the client. */
export const ADDRESS = 4
/** TLS's own version number, as Caddy logs it. */
export const TLS_NUMBER = 5

/** The text of a written value as UTF-8, or undefined where the bytes already are that text. */
export function decoded(bytes: Uint8Array, from: number, to: number, how: number): Uint8Array | undefined {
  if (how === PLAIN) return isValid(bytes, from, to) ? undefined : repaired(bytes, from, to)
  const text = decode(bytes, from, to)
  const plain = readers[how](text)
  return plain === text && isValid(bytes, from, to) ? undefined : encode(plain)
}

const readers: Readonly<Record<number, (text: string) => string>> = {
  [PLUS]: (text) => (text.includes(' ') ? text : text.replaceAll('+', ' ')),
  [PERCENT]: fromPercent,
  [JSON_STRING]: fromJson,
  [ADDRESS]: toAddress,
  [TLS_NUMBER]: (text) => tlsVersions[text] ?? text,
}

const tlsVersions: Readonly<Record<string, string>> = {
  768: 'SSLv3',
  769: 'TLSv1',
  770: 'TLSv1.1',
  771: 'TLSv1.2',
  772: 'TLSv1.3',
}

/** CloudFront encodes twice where the client sent `%` (`%2520` is a space); one level is undone, and no more. */
function fromPercent(text: string): string {
  if (!text.includes('%')) return text
  const bytes: number[] = []
  const source = encode(text)
  for (let at = 0; at < source.length; at++) {
    const hex = source[at] === 0x25 ? decode(source, at + 1, Math.min(at + 3, source.length)) : ''
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else bytes.push(source[at])
  }
  return decode(Uint8Array.from(bytes))
}

/** Control characters inside strings are against RFC 8259, yet some writers leave them; they stay as they are. */
function fromJson(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return JSON.parse(`"${text.replace(/[\u0000-\u001f]/g, jsonEscape)}"`) as string
  } catch {
    return text
  }
}

function jsonEscape(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function toAddress(text: string): string {
  const first = text.split(',', 1)[0].trim()
  const bracketed = /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(first)
  if (bracketed) return bracketed[1]
  const withPort = /^([^:]+):\d+$/.exec(first)
  return withPort ? withPort[1] : first
}
