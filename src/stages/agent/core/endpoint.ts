/** Where a service is reached. */
export interface Endpoint {
  /** Scheme, host and port, and a path where one was given; no slash at the end. */
  readonly url: string
  /** The region that its name tells, as in `kinesis.eu-west-1.amazonaws.com`. */
  readonly region?: string
  readonly isEncrypted: boolean
  /** A name of AWS's own, not a stand-in for it. */
  readonly isAws: boolean
}

/**
 * Reads an endpoint as it stands in people's files: `kinesis.eu-west-1.amazonaws.com`, `https://…`,
 * `localhost:4566`. Without a scheme it is https, as for the Kinesis Agent; but http for a name of this machine and
 * for the ports 4566 and 80, where nobody speaks TLS. Throws a sentence.
 */
export function readEndpoint(text: string): Endpoint {
  const given = text.trim()
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1].toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    throw wrong(`it begins with ${scheme}://`)
  const asked = parsed(scheme === undefined ? `https://${given}` : given)
  if (asked.username || asked.password) throw wrong('credentials do not belong in it')
  if (asked.search || asked.hash) throw wrong('it has no ? or #')
  const isPlain = scheme === undefined ? isUnencrypted(asked) : scheme === 'http'
  // Once more: which port need not be said depends on the scheme.
  const url = scheme === undefined ? parsed(`${isPlain ? 'http' : 'https'}://${given}`) : asked
  const region = regionIn(url.hostname)
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ''),
    ...(region ? { region } : {}),
    isEncrypted: !isPlain,
    isAws: isAwsName(url.hostname),
  }
}

/** `eu-west-1`, `us-gov-west-1`, `us-iso-east-1`; for what is put into host names. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text)
}

export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(hostname)
}

function parsed(text: string): URL {
  try {
    if (/[\s\\]/.test(text)) throw new Error('space')
    const url = new URL(text)
    if (url.hostname) return url
  } catch {}
  throw wrong('it is no address')
}

function isUnencrypted(url: URL): boolean {
  return url.port === '4566' || url.port === '80' || isLoopback(url.hostname)
}

function regionIn(hostname: string): string | undefined {
  return isAwsName(hostname) ? hostname.split('.').find(isRegion) : undefined
}

function isAwsName(hostname: string): boolean {
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn|c2s\.ic\.gov|sc2s\.sgov\.gov)$/.test(
    hostname,
  )
}

function wrong(why: string): Error {
  return new Error(
    `is an address such as kinesis.eu-west-1.amazonaws.com or http://localhost:4566, or "" for none; ${why}`,
  )
}
