/** First and last address of a block such as `10.0.0.0/8` or `2001:db8::/32`; undefined if it is none. */
export function cidrRange(text: string): { readonly first: string; readonly last: string } | undefined {
  const found = /^([0-9A-Fa-f.:]+)\/(\d{1,3})$/.exec(text)
  if (!found) return undefined
  const [, address, length] = found
  if (isV4(address))
    return Number(length) > 32 ? undefined : blockOf(fromV4(address), 32, Number(length), toV4)
  const value = address.includes(':') ? fromV6(address) : undefined
  if (value === undefined || Number(length) > 128) return undefined
  return blockOf(value, 128, Number(length), toV6)
}

/** The address after this one; undefined after the last. */
export function nextAddress(address: string): string | undefined {
  if (isV4(address)) {
    const next = fromV4(address) + 1n
    return next >> 32n ? undefined : toV4(next)
  }
  const next = (fromV6(address) ?? 0n) + 1n
  return next >> 128n ? undefined : toV6(next)
}

function blockOf(address: bigint, bits: number, length: number, print: (value: bigint) => string) {
  const hosts = (1n << BigInt(bits - length)) - 1n
  const first = address & ~hosts
  return { first: print(first), last: print(first | hosts) }
}

function fromV4(address: string): bigint {
  return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
}

const toV4 = (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.')

/** The value of an IPv6 address, or undefined if the text is none. */
function fromV6(address: string): bigint | undefined {
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  if (mapped && !isV4(mapped[2])) return undefined
  const text = mapped ? `${mapped[1]}${groupsOfV4(mapped[2])}` : address
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - left.length - (right?.length ?? 0)
  if (right ? missing < 1 : missing !== 0) return undefined
  const groups = [...left, ...new Array<string>(missing).fill('0'), ...(right ?? [])]
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

function groupsOfV4(address: string): string {
  const value = fromV4(address)
  return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
}

function toV6(value: bigint): string {
  const groups = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((shift) =>
    ((value >> shift) & 0xffffn).toString(16),
  )
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?:$|:)/, '::')
}

const isV4 = (text: string) =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)

/** Whether the text is an IPv4 or IPv6 address. */
export const isAddress = (text: string) => isV4(text) || (text.includes(':') && fromV6(text) !== undefined)
