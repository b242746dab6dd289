import { percent, short } from '../../format/numbers.ts'

/** What the window's search found, as plain numbers. */
export interface Signs {
  readonly requests: number
  readonly clientErrors: number
  readonly serverErrors: number
  readonly before: { readonly requests: number; readonly clientErrors: number; readonly serverErrors: number }
  /** Clients by how many different missing pages they asked for. */
  readonly seekers: readonly { readonly host: string; readonly pages: number; readonly requests: number }[]
  readonly scanners: Suspects
  readonly probes: Suspects
}

export interface Suspects {
  readonly requests: number
  readonly hosts: readonly { readonly host: string; readonly requests: number }[]
}

export type Level = 'calm' | 'look' | 'alarm'

export interface Finding {
  readonly kind: 'server-errors' | 'client-errors' | 'seekers' | 'scanners' | 'probes'
  readonly level: Exclude<Level, 'calm'>
  readonly text: string
  readonly hosts: readonly string[]
}

export interface Verdict {
  readonly level: Level
  readonly title: string
  readonly findings: readonly Finding[]
}

/**
 * Weighs the signs. The limits are rules of thumb for a site's log: a person meets few missing pages, a scanner
 * hundreds; failures count when there are enough of them to mean something and more than before.
 */
export function judge(signs: Signs): Verdict {
  const findings = [scanners(signs), seekers(signs), probes(signs), serverErrors(signs), clientErrors(signs)]
    .filter((finding) => finding !== undefined)
    .sort((a, b) => (a.level === b.level ? 0 : a.level === 'alarm' ? -1 : 1))
  const level = findings[0]?.level ?? 'calm'
  return { level, title: titleOf(level, findings), findings }
}

function titleOf(level: Level, findings: readonly Finding[]): string {
  if (level === 'calm') return 'Nothing unusual'
  if (level === 'look') return 'Worth a look'
  return findings[0].kind === 'server-errors' ? 'The site is failing' : 'This looks like an attack'
}

function scanners({ scanners: { requests, hosts } }: Signs): Finding | undefined {
  if (requests === 0) return undefined
  return {
    kind: 'scanners',
    level: requests >= 50 ? 'alarm' : 'look',
    text: `${short(requests)} ${requests === 1 ? 'request' : 'requests'} by programs that call themselves scanners.`,
    hosts: hosts.map(({ host }) => host),
  }
}

function seekers(signs: Signs): Finding | undefined {
  const many = signs.seekers.filter(({ pages }) => pages >= 15)
  if (many.length === 0) return undefined
  const [first] = many
  const others = many.length > 1 ? ` ${many.length - 1} more did alike.` : ''
  return {
    kind: 'seekers',
    level: first.pages >= 50 ? 'alarm' : 'look',
    text: `${first.host} asked for ${short(first.pages)} different pages that don't exist.${others}`,
    hosts: many.map(({ host }) => host),
  }
}

function probes({ probes: { requests, hosts } }: Signs): Finding | undefined {
  if (requests < 5) return undefined
  return {
    kind: 'probes',
    level: requests >= 200 ? 'alarm' : 'look',
    text: `${short(requests)} requests tried known weak spots, such as /.env or wp-login.`,
    hosts: hosts.map(({ host }) => host),
  }
}

function serverErrors({ requests, serverErrors: count, before }: Signs): Finding | undefined {
  const { share, usual, times } = compare(count, requests, before.serverErrors, before.requests)
  if (count < 10 || share < 0.01 || times < 2) return undefined
  return {
    kind: 'server-errors',
    level: share >= 0.05 ? 'alarm' : 'look',
    text: `${percent(share)} of the answers are server errors (5xx)${usual}.`,
    hosts: [],
  }
}

function clientErrors({ requests, clientErrors: count, before }: Signs): Finding | undefined {
  const { share, usual, times } = compare(count, requests, before.clientErrors, before.requests)
  if (count < 20 || share < 0.1 || times < 1.7) return undefined
  return {
    kind: 'client-errors',
    level: share >= 0.4 ? 'alarm' : 'look',
    text: `${percent(share)} of the answers are refusals (4xx)${usual}.`,
    hosts: [],
  }
}

function compare(count: number, requests: number, countBefore: number, before: number) {
  const share = requests > 0 ? count / requests : 0
  if (before === 0) return { share, usual: '', times: Number.POSITIVE_INFINITY }
  const last = countBefore / before
  return {
    share,
    usual: `, ${percent(last)} before`,
    times: last > 0 ? share / last : Number.POSITIVE_INFINITY,
  }
}
