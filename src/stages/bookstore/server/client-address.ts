import { isIP } from 'node:net'

const MAPPED = '::ffff:'

/**
 * Who really asks. `X-Forwarded-For` counts only when the peer is this machine (a proxy that we trust), by
 * loopback or by `local`, the address of ours that it talks to; then
 * the rightmost address that is not this machine's is the client, as nginx's `real_ip_recursive on`. What
 * lies further left was written by the client and may be a lie.
 */
export function clientAddress(
  peer: string | undefined,
  forwarded: string | undefined,
  local?: string,
): string {
  const plain = unmap(peer ?? '')
  const trusted = isLoopback(plain) || (plain !== '' && plain === unmap(local ?? ''))
  if (!trusted || forwarded === undefined) return plain || 'unknown'
  let client = plain
  for (const entry of forwarded.split(',').reverse()) {
    const address = unmap(entry.trim())
    if (isIP(address) === 0) return client
    client = address
    if (!isLoopback(address)) return client
  }
  return client
}

function unmap(address: string): string {
  return address.startsWith(MAPPED) && isIP(address.slice(MAPPED.length)) === 4
    ? address.slice(MAPPED.length)
    : address
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}
