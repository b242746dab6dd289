import { isAddress } from '../core/network.ts'
import { strangeHost } from '../errors.ts'

/**
 * Against DNS rebinding: a web page may point a name of its own at this machine, and the browser then takes it
 * for that page's server. Such a request still names that host. Addresses and `localhost` can't be abused so.
 */
export function checkHost(header: string | undefined, allowed: readonly string[] | 'any') {
  if (allowed === 'any' || header === undefined) return
  const name = hostName(header)
  if (name === 'localhost' || name.endsWith('.localhost') || isAddress(name)) return
  if (allowed.some((host) => host.toLowerCase() === name)) return
  throw strangeHost(header.slice(0, 255))
}

function hostName(header: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(header)
  return (bracketed ? bracketed[1] : header.replace(/:\d+$/, '')).toLowerCase()
}
