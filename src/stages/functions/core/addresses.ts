const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
/** Near enough to tell an IPv6 address from a name; the database refuses the rest. */
const IPV6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:(?:\.\d{1,3}){3})?$/i

/** The address to look up: IPv4 out of an IPv6 coat, without zone; undefined for names and for private networks. */
export function publicAddress(host: string): string | undefined {
  const plain = host.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)
  if (mapped) return publicAddress(mapped[1])
  if (IPV4.test(plain)) return isPrivate4(plain) ? undefined : plain
  if (!IPV6.test(plain)) return undefined
  return isPrivate6(plain) ? undefined : plain
}

/** RFC 1918, loopback, link-local, carrier-grade NAT (RFC 6598), "this" network, multicast and above. */
function isPrivate4(address: string): boolean {
  const [a, b] = address.split('.', 2).map(Number)
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
