import { isIP } from 'node:net'
import { text } from './literal.ts'

/**
 * Addresses are kept as they were written. To compare them as addresses both sides become 32 hexadecimal
 * digits (IPv4 as ::ffff:a.b.c.d); a word that is not an address (a host name) becomes NULL.
 */
export const ADDRESS_MACROS = `
CREATE OR REPLACE MACRO address_groups(x) AS
  CASE WHEN contains(x, '::') THEN list_concat(
      list_filter(string_split(split_part(x, '::', 1), ':'), g -> g <> ''),
      list_concat(
        list_transform(range(8 - len(list_filter(string_split(replace(x, '::', ':'), ':'), g -> g <> ''))), g -> '0'),
        list_filter(string_split(split_part(x, '::', 2), ':'), g -> g <> '')))
  ELSE string_split(x, ':') END;
CREATE OR REPLACE MACRO address_hex(x) AS
  CASE WHEN regexp_full_match(x, '[0-9]{1,3}(\\.[0-9]{1,3}){3}') THEN
    '00000000000000000000ffff' || array_to_string(
      list_transform(string_split(x, '.'), g -> lpad(lower(to_hex(CAST(g AS INTEGER))), 2, '0')), '')
  WHEN regexp_full_match(x, '(?i)::ffff:[0-9]{1,3}(\\.[0-9]{1,3}){3}') THEN
    '00000000000000000000ffff' || array_to_string(
      list_transform(string_split(x[8:], '.'), g -> lpad(lower(to_hex(CAST(g AS INTEGER))), 2, '0')), '')
  WHEN regexp_full_match(x, '(?i)[0-9a-f:]*:[0-9a-f:]*') THEN
    array_to_string(list_transform(address_groups(x), g -> lpad(lower(g), 4, '0')), '')
  ELSE NULL END;`

/** 32 hexadecimal digits of an address, or undefined. */
export function addressHex(address: string): string | undefined {
  const kind = isIP(address)
  if (kind === 4) return `00000000000000000000ffff${hexOfDotted(address)}`
  if (kind !== 6 || address.includes('%')) return undefined
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  const plain = dotted ? `${dotted[1]}${hexOfDotted(dotted[2]).replace(/(....)(....)/, '$1:$2')}` : address
  const [head, tail] = plain.split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const before = groups(head)
  const after = groups(tail)
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(zeros).fill('0'), ...after]
    .map((group) => group.toLowerCase().padStart(4, '0'))
    .join('')
}

/** First and last address of `10.0.0.0/8` or `2001:db8::/32`, as hexadecimal digits; undefined if it is neither. */
export function networkBounds(cidr: string): { readonly first: string; readonly last: string } | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(cidr)
  const hex = match && addressHex(match[1])
  if (!match || !hex) return undefined
  const four = isIP(match[1]) === 4
  const bits = Number(match[2]) + (four ? 96 : 0)
  if (bits > 128) return undefined
  const host = (1n << BigInt(128 - bits)) - 1n
  const first = BigInt(`0x${hex}`) & ~host
  return { first: hexOf(first), last: hexOf(first | host) }
}

/** Whether the address in `expression` is `value`, an address, a network or a host name. */
export function isAddress(expression: string, value: string): string {
  const network = networkBounds(value)
  if (network) return inNetwork(expression, value, network)
  const hex = value.includes(':') ? addressHex(value) : undefined
  return hex
    ? `(contains(${expression}, ':') AND address_hex(${expression}) = ${text(hex)})`
    : `${expression} = ${text(value)}`
}

/** Turning every word into a number costs microseconds each: text that cannot be in the network is passed over. */
function inNetwork(x: string, cidr: string, { first, last }: { first: string; last: string }): string {
  const [address, bits] = cidr.split('/')
  const exact = `address_hex(${x}) BETWEEN ${text(first)} AND ${text(last)}`
  if (isIP(address) === 4) {
    return `CASE WHEN contains(${x}, ':') THEN starts_with(lower(${x}), '::ffff:') AND ${exact} ELSE ${inDotted(x, address, Number(bits))} END`
  }
  const group = first.slice(0, 4)
  // A first group of four digits can be written in one way only.
  const known =
    Number(bits) >= 16 && group[0] !== '0' ? ` AND starts_with(lower(${x}), ${text(`${group}:`)})` : ''
  return `(contains(${x}, ':')${known} AND ${exact})`
}

/** Whole octets as text, the one that the network cuts through as a number. */
function inDotted(x: string, address: string, bits: number): string {
  const octets = address.split('.')
  const whole = Math.floor(bits / 8)
  const tests = [`regexp_full_match(${x}, '[0-9]{1,3}(\\.[0-9]{1,3}){3}')`]
  if (whole === 4) return `${x} = ${text(address)}`
  if (bits % 8 > 0) {
    const size = 1 << (8 - (bits % 8))
    const low = Math.floor(Number(octets[whole]) / size) * size
    const octet = `TRY_CAST(split_part(${x}, '.', ${whole + 1}) AS INTEGER)`
    tests.unshift(`${octet} BETWEEN ${low} AND ${low + size - 1}`)
  }
  if (whole > 0) tests.unshift(`starts_with(${x}, ${text(`${octets.slice(0, whole).join('.')}.`)})`)
  return `(${tests.join(' AND ')})`
}

function hexOfDotted(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
}

const hexOf = (value: bigint) => value.toString(16).padStart(32, '0')
