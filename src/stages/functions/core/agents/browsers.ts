import Bowser from 'bowser'
import type { Device } from '../enrichers.ts'

export interface Browser {
  readonly name?: string
  readonly version?: string
  readonly os?: string
  readonly osVersion?: string
  readonly device: Device
}

const devices: Readonly<Record<string, Device>> = {
  desktop: 'desktop',
  mobile: 'mobile',
  tablet: 'tablet',
  tv: 'tv',
  bot: 'bot',
}

/** Games consoles, which Bowser mostly takes for nothing. */
const consoles = /playstation|xbox|nintendo/i
const televisions = /smart-?tv|hbbtv|appletv|apple tv|googletv|bravia|web0s|netcast|\baft[a-z]\b|roku|crkey/i
const desktops = /windows nt|macintosh|x11|cros\b|linux (x86_64|i686)/i

/** Names that Bowser gives to what is no browser. */
const noBrowsers: ReadonlySet<string> = new Set(['Mozilla', 'Tizen', ''])

/** Systems that Bowser leaves out or names by their version. */
const systems: readonly (readonly [pattern: RegExp, os: string])[] = [
  [/playstation/i, 'PlayStation'],
  [/nintendo/i, 'Nintendo'],
  [/cros/i, 'Chrome OS'],
  [/freebsd/i, 'FreeBSD'],
  [/openbsd/i, 'OpenBSD'],
  [/netbsd/i, 'NetBSD'],
  [/sunos/i, 'Solaris'],
  [/ubuntu|debian|fedora|linux/i, 'Linux'],
]

/** A person's browser as far as its agent tells. */
export function readBrowser(agent: string): Browser {
  const parsed = parse(agent)
  const { browser, os, platform } = parsed
  const name = noBrowsers.has(browser.name ?? '') ? undefined : browser.name
  const system = os.name || systems.find(([pattern]) => pattern.test(agent))?.[1]
  return {
    ...(name ? { name } : {}),
    ...(name && browser.version ? { version: shortVersion(browser.version) } : {}),
    ...(system ? { os: system } : {}),
    ...versionOf(os),
    device: deviceOf(agent, platform.type),
  }
}

function parse(agent: string) {
  try {
    return Bowser.parse(agent)
  } catch {
    // Bowser refuses an empty agent.
    return { browser: {}, os: {}, platform: {} } as ReturnType<typeof Bowser.parse>
  }
}

/** Windows by the name that people know ("10", not "NT 10.0"); the others by number. */
function versionOf(os: { name?: string; version?: string; versionName?: string }): { osVersion?: string } {
  const version = os.name === 'Windows' ? (os.versionName ?? os.version) : os.version
  return version ? { osVersion: os.name === 'Windows' ? version : shortVersion(version) } : {}
}

/** Major and minor; more would make a word of every patch. */
function shortVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

function deviceOf(agent: string, platform: string | undefined): Device {
  if (consoles.test(agent)) return 'console'
  if (televisions.test(agent)) return 'tv'
  const device = devices[platform ?? '']
  if (device) return device
  return desktops.test(agent) ? 'desktop' : 'other'
}
