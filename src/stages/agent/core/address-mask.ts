/**
 * Masks client addresses in text: an IPv4 address loses its last octet (203.0.113.77 → 203.0.113.0), an IPv6
 * address keeps its first 48 bits (2001:db8:1:2::3 → 2001:db8:1::), and one that carries IPv4 in its last
 * 32 bits (::ffff:203.0.113.77) loses that octet.
 *
 * What counts as an address:
 * - IPv4: four decimal octets 0-255. On its left no letter, digit or one of `. _ / -`, except that `//`, `[`
 *   and a percent escape (`%2C`) may stand there; so `Chrome/120.0.0.0` and `v1.2.3.4` stay, while
 *   `http://203.0.113.77/` and `?ip%3D203.0.113.77` are masked. On its right no letter, digit, `_`, and no
 *   dot followed by a digit.
 * - IPv6: hexadecimal groups with `::` or seven colons, with the same left side (`:` excluded) and no letter
 *   or digit on the right. A time (10:05:03) or a MAC address is none.
 *
 * Limits: a four-part version with a space or bracket before it looks like an address and is masked; an
 * address written in another way (percent-encoded colons, one decimal number, hexadecimal) is not.
 */
export interface Masked {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

const DOT = 46
const COLON = 58
const PERCENT = 37
const SLASH = 47

// 1: decimal digit, 2: a-f A-F, 4: other letter or underscore, 8: `.`, `/`, `-`, 16: colon
const CLASS = new Uint8Array(256)
for (let code = 0; code < 256; code++) {
  const char = String.fromCharCode(code)
  if (/[0-9]/.test(char)) CLASS[code] = 1
  else if (/[a-fA-F]/.test(char)) CLASS[code] = 2
  else if (/[g-zG-Z_]/.test(char)) CLASS[code] = 4
  else if (/[./-]/.test(char)) CLASS[code] = 8
  else if (char === ':') CLASS[code] = 16
}

// What must follow: a digit; a hexadecimal digit or a colon.
const FOLLOWS = new Uint8Array(256)
FOLLOWS[DOT] = 1
FOLLOWS[COLON] = 1 | 2 | 16

/** `ends` move with the bytes; input is not changed. */
export function maskAddresses(bytes: Uint8Array, ends: Uint32Array): Masked {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const out = Buffer.allocUnsafeSlow(bytes.length)
  const moved = new Uint32Array(ends.length)
  let copied = 0
  let to = 0
  let start = 0
  for (let record = 0; record < ends.length; record++) {
    const stop = ends[record]
    let at = start
    for (;;) {
      at = nextSign(source, at, stop)
      if (at >= stop) break
      const from = Math.max(start, copied)
      const found = source[at] === DOT ? findIpv4(source, start, at, stop) : findIpv6(source, from, at, stop)
      if (found === undefined) {
        at++
        continue
      }
      to += source.copy(out, to, copied, found.from)
      const { text } = found
      for (let char = 0; char < text.length; char++) out[to++] = text.charCodeAt(char)
      copied = found.upTo
      at = found.upTo
    }
    moved[record] = to + stop - copied
    start = stop
  }
  to += source.copy(out, to, copied, start)
  return { bytes: out.subarray(0, to), ends: moved }
}

/** Next dot before a digit, or colon before a colon or hexadecimal digit: nothing else begins an address. */
function nextSign(bytes: Uint8Array, from: number, stop: number): number {
  for (let at = from; at < stop; at++) {
    const code = bytes[at]
    if ((code === DOT || code === COLON) && (FOLLOWS[code] & CLASS[bytes[at + 1]]) !== 0) return at
  }
  return stop
}

interface Found {
  /** What is replaced by `text`. */
  readonly from: number
  readonly upTo: number
  readonly text: string
}

/** `dot` is the first dot of a would-be address. */
function findIpv4(bytes: Uint8Array, start: number, dot: number, stop: number): Found | undefined {
  if (dot + 5 >= stop || CLASS[bytes[dot + 1]] !== 1) return undefined
  let first = dot
  while (first > start && CLASS[bytes[first - 1]] === 1) first--
  if (dot - first > 3 && dot - first <= 5 && first > start && bytes[first - 1] === PERCENT) first += 2
  if (first === dot || octet(bytes, first, dot) < 0 || !mayBegin(bytes, start, first)) return undefined
  let from = dot + 1
  for (let nth = 2; nth <= 4; nth++) {
    let upTo = from
    while (upTo < stop && upTo - from < 4 && CLASS[bytes[upTo]] === 1) upTo++
    if (octet(bytes, from, upTo) < 0) return undefined
    if (nth === 4) {
      if (!mayEnd(bytes, upTo, stop)) return undefined
      return { from, upTo, text: '0' }
    }
    if (bytes[upTo] !== DOT) return undefined
    from = upTo + 1
  }
  return undefined
}

function octet(bytes: Uint8Array, from: number, upTo: number): number {
  const length = upTo - from
  if (length < 1 || length > 3) return -1
  let value = 0
  for (let at = from; at < upTo; at++) value = value * 10 + bytes[at] - 48
  return value > 255 ? -1 : value
}

function mayBegin(bytes: Uint8Array, start: number, first: number): boolean {
  if (first === start) return true
  const before = bytes[first - 1]
  const kind = CLASS[before]
  if (kind === 0 || kind === 16 || isEscape(bytes, start, first)) return true
  return before === SLASH && first - 2 >= start && bytes[first - 2] === SLASH
}

function isEscape(bytes: Uint8Array, start: number, first: number): boolean {
  return (
    first - 3 >= start &&
    bytes[first - 3] === PERCENT &&
    (CLASS[bytes[first - 2]] & 3) !== 0 &&
    (CLASS[bytes[first - 1]] & 3) !== 0
  )
}

function mayEnd(bytes: Uint8Array, upTo: number, stop: number): boolean {
  if (upTo >= stop) return true
  if (bytes[upTo] === DOT) return !(upTo + 1 < stop && CLASS[bytes[upTo + 1]] === 1)
  return (CLASS[bytes[upTo]] & 7) === 0
}

/** `colon` is the first colon of a would-be address; nothing before `start` belongs to it. */
function findIpv6(bytes: Uint8Array, start: number, colon: number, stop: number): Found | undefined {
  let first = colon
  while (first > start && colon - first < 5 && (CLASS[bytes[first - 1]] & 3) !== 0) first--
  if (colon - first > 4) return undefined
  // Neither `::` nor a group and a colon: not worth a closer look (most times and ports end here).
  if (first === colon && bytes[colon + 1] !== COLON) return undefined
  let upTo = colon
  let colons = 0
  let double = false
  while (upTo < stop && upTo - first < 40) {
    const code = bytes[upTo]
    if (code === COLON) {
      if (upTo > colon && bytes[upTo - 1] === COLON) double = true
      colons++
    } else if ((CLASS[code] & 3) === 0) break
    upTo++
  }
  if (!double && colons < 6) return undefined
  if (first > start && bytes[first - 1] === COLON) return undefined
  if (!mayBegin(bytes, start, first)) return undefined
  return bytes[upTo] === DOT ? embedded(bytes, first, upTo, stop) : plain(bytes, first, upTo, stop)
}

function plain(bytes: Uint8Array, first: number, upTo: number, stop: number): Found | undefined {
  let last = upTo
  // `2001:db8::1:` in a list or before a port: a colon at the end that is not `::` is no part of it.
  if (bytes[last - 1] === COLON && bytes[last - 2] !== COLON) last--
  if (last === upTo && upTo < stop && (CLASS[bytes[upTo]] & 7) !== 0) return undefined
  const groups = groupsOf(Buffer.from(bytes.subarray(first, last)).toString('latin1'))
  if (!groups) return undefined
  return { from: first, upTo: last, text: kept48(groups) }
}

/** `::ffff:203.0.113.77`: only the last octet goes. `dot` is its first dot. */
function embedded(bytes: Uint8Array, first: number, dot: number, stop: number): Found | undefined {
  let digits = dot
  while (digits > first && CLASS[bytes[digits - 1]] === 1) digits--
  if (bytes[digits - 1] !== COLON) return undefined
  const text = Buffer.from(bytes.subarray(first, digits)).toString('latin1')
  if (!groupsOf(`${text}0:0`)) return undefined
  return findIpv4(bytes, digits, dot, stop)
}

function groupsOf(text: string): string[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = [...left, ...(right ?? [])]
  if (!given.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  if (right === undefined) return given.length === 8 ? given : undefined
  if (given.length > 7) return undefined
  return [...left, ...Array<string>(8 - given.length).fill('0'), ...right]
}

/** The first three groups; zeros at their end go into the `::`. Never longer than what it replaces. */
function kept48(groups: readonly string[]): string {
  const kept = groups.slice(0, 3)
  while (kept.length > 0 && /^0+$/.test(kept[kept.length - 1])) kept.pop()
  return `${kept.join(':')}::`
}
