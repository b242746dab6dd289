import { type QueryContext, scope } from './context.ts'
import type { Clause, SearchBody } from './search-body.ts'

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
 * Who asks for the most different missing pages. How the share of failures moved is in `totalsQuery`; who tries doors
 * is a search of its own, `attemptsQuery`, because it reads every request's text.
 */
export function unusualQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context),
    aggs: {
      missing: {
        filter: { term: { status: 404 } },
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
    },
  }
}

/** Who calls itself a scanner, and who tries known weak spots. */
export function attemptsQuery(context: QueryContext): SearchBody {
  return {
    size: 0,
    track_total_hits: false,
    query: scope(context),
    aggs: {
      scanners: { filter: isScanner, aggs: { hosts: topHosts(3) } },
      probes: { filter: isProbe, aggs: { hosts: topHosts(3) } },
    },
  }
}
