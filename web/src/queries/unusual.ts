import { type QueryContext, scope, within } from './context.ts'
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

/** What only somebody who tries doors asks for; parts of Lucene regular expressions. */
const PROBES = [
  '\\.env',
  '\\.git/',
  'wp-login',
  'xmlrpc\\.php',
  'phpmyadmin',
  'etc/passwd',
  'union.{1,3}select',
  '\\.\\./',
  'cgi-bin/',
]

/** One expression, for an engine reads each distinct value once for it, not once a word. */
const anyOf = (field: string, parts: readonly string[]): Clause => ({
  regexp: { [field]: { value: `.*(${parts.join('|')}).*`, case_insensitive: true } },
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
