import { crossSite, foreignHost, type Refused } from '../errors.ts'

/** The headers that tell where a request comes from. */
export interface Sender {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
}

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i

/**
 * Why a request must not be answered, if so. A DNS-rebinding page reaches us under its own *name*, so that plain
 * addresses and localhost are safe and any other name must be allowed. A foreign page's request is known by
 * `Sec-Fetch-Site` (Fetch Metadata) or, in older browsers, by `Origin`; programs send neither.
 */
export function refusalFor(sender: Sender, allowedHosts: readonly string[]): Refused | undefined {
  const host = sender.host ?? ''
  if (!knows(hostName(host), allowedHosts)) return foreignHost(host)
  const { fetchSite, origin } = sender
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') {
    if (sender.method !== 'GET' || fetchSite === 'cross-site') return crossSite()
  }
  if (origin !== undefined && sender.method !== 'GET' && originHost(origin) !== host.toLowerCase()) {
    return crossSite()
  }
  return undefined
}

function knows(name: string, allowedHosts: readonly string[]): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || ADDRESS.test(name)) return true
  return allowedHosts.some((allowed) => allowed === '*' || allowed.toLowerCase() === name)
}

function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '')
}

function originHost(origin: string): string | undefined {
  return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1].toLowerCase()
}
