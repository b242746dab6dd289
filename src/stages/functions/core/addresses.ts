/** Near enough to tell an IPv6 address from a name; the database refuses the rest. */
const IPV6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:(?:\.\d{1,3}){3})?$/i

/** The address to look up: IPv4 out of an IPv6 coat, without zone; undefined for names and for private networks. */
export function publicAddress(host: string): string | undefined {
  const number = ipv4Number(host)
  if (number >= 0) return isPrivate4(number) ? undefined : host
  if (!host.includes(':')) return undefined
  const plain = host.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)
  if (mapped) return publicAddress(mapped[1])
  return IPV6.test(plain) && !isPrivate6(plain) ? plain : undefined
}

/** `203.0.113.7` as a number, or -1. */
function ipv4Number(host: string): number {
  if (host.length < 7 || host.length > 15) return -1
  let number = 0
  let octet = -1
  let dots = 0
  for (let at = 0; at < host.length; at++) {
    const code = host.charCodeAt(at)
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return -1
      number = number * 256 + octet
      octet = -1
      continue
    }
    if (code < 48 || code > 57) return -1
    octet = (octet < 0 ? 0 : octet * 10) + code - 48
    if (octet > 255) return -1
  }
  return dots === 3 && octet >= 0 ? number * 256 + octet : -1
}

/** RFC 1918, loopback, link-local, carrier-grade NAT (RFC 6598), "this" network, multicast and above. */
function isPrivate4(number: number): boolean {
  const a = number >>> 24
  const b = (number >>> 16) & 255
  if (a === 10 || a === 127 || a === 0 || a >= 224) return true
  if (a === 172) return b >= 16 && b <= 31
  if (a === 192) return b === 168
  if (a === 169) return b === 254
  return a === 100 && b >= 64 && b <= 127
}

/** Loopback, unspecified, unique local (fc00::/7), link-local (fe80::/10), multicast (ff00::/8). */
function isPrivate6(address: string): boolean {
  return /^(::1?$|f[cd]|fe[89ab]|ff)/i.test(address)
}
