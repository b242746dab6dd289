import { type QueryContext, scope, within } from './context.ts'
import { has } from './filter.ts'
import type { Clause, SearchBody } from './search-body.ts'
import { byStatusClass } from './time-buckets.ts'

/** Names that scanners give themselves in their User-Agent. */
const SCANNERS = [
  'sqlmap',
  'nikto',
  'acunetix',
  'nessus',
  'nmap',
  'masscan',
  'zgrab',
  'nuclei',
  'wpscan',
  'gobuster',
  'dirbuster',
  'ffuf',
  'feroxbuster',
  'openvas',
  'arachni',
]

/** What only somebody who tries doors asks for. */
const PROBES = [
  '/.env',
  '/.git',
  '/wp-login',
  '/xmlrpc.php',
  '/phpmyadmin',
  '/etc/passwd',
  '<script',
  'union+select',
  'union%20select',
  '../..',
  '/cgi-bin/',
]

const anyOf = (field: string, words: readonly string[]): Clause => ({
  bool: { should: words.map((word) => has(field, word)), minimum_should_match: 1 },
})

export const isScanner = anyOf('agent', SCANNERS)
export const isProbe = anyOf('request', PROBES)

const topHosts = (size: number): Clause => ({
  terms: { field: 'host', size },
  aggs: { country: { terms: { field: 'country', size: 1 } } },
})

/**
 * Signs of an attack: shares of failures now and in the equally long window before, who asks for the most
 * different missing pages, who calls itself a scanner, who tries known weak spots.
 */
export function unusualQuery(context: QueryContext): SearchBody {
  const { from, to } = context
  const before = from - (to - from)
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context, [], { from: before, to }),
    aggs: {
      when: {
        filters: { filters: { current: within(from, to), previous: within(before, from) } },
        aggs: { class: byStatusClass },
      },
      missing: {
        filter: { bool: { filter: [within(from, to), { term: { status: 404 } }] } },
        aggs: {
          hosts: {
            terms: { field: 'host', size: 5, order: { paths: 'desc' } },
            aggs: {
              paths: { cardinality: { field: 'path' } },
              country: { terms: { field: 'country', size: 1 } },
            },
          },
        },
      },
      scanners: {
        filter: { bool: { filter: [within(from, to), isScanner] } },
        aggs: { hosts: topHosts(3) },
      },
      probes: {
        filter: { bool: { filter: [within(from, to), isProbe] } },
        aggs: { hosts: topHosts(3) },
      },
    },
  }
}
