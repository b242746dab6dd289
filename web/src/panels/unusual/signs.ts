import {
  type Bucket,
  bucketsOf,
  countOf,
  inside,
  metricOf,
  type Results,
  type SearchAnswer,
} from '../../queries/search-body.ts'
import type { Signs, Suspects } from './verdict.ts'

/** The answers to `unusualQuery`, `attemptsQuery` and `totalsQuery` as plain numbers. */
export function signsOf(
  { aggregations }: SearchAnswer,
  attempts: SearchAnswer | undefined,
  totals: SearchAnswer | undefined,
): Signs {
  const [current, previous] = bucketsOf(totals?.aggregations, 'when')
  return {
    ...failures(current),
    before: failures(previous),
    seekers: bucketsOf(inside(aggregations, 'missing'), 'hosts').map((bucket) => ({
      host: String(bucket.key),
      pages: metricOf(bucket, 'paths') ?? 0,
      requests: bucket.doc_count,
    })),
    scanners: suspects(attempts?.aggregations, 'scanners'),
    probes: suspects(attempts?.aggregations, 'probes'),
  }
}

export function countriesOf({ aggregations }: SearchAnswer): ReadonlyMap<string, string> {
  const buckets = bucketsOf(inside(aggregations, 'missing'), 'hosts')
  return new Map(
    buckets.flatMap((bucket) => {
      const [country] = bucketsOf(bucket, 'country')
      return country ? [[String(bucket.key), String(country.key)] as const] : []
    }),
  )
}

function failures(bucket: Bucket | undefined) {
  const counts = new Map(bucketsOf(bucket, 'class').map(({ key, doc_count }) => [key, doc_count]))
  return {
    requests: bucket?.doc_count ?? 0,
    clientErrors: counts.get('4xx') ?? 0,
    serverErrors: counts.get('5xx') ?? 0,
  }
}

function suspects(aggregations: Results | undefined, name: string): Suspects {
  const hosts = bucketsOf(inside(aggregations, name), 'hosts')
  return {
    requests: countOf(aggregations, name),
    hosts: hosts.map(({ key, doc_count }) => ({ host: String(key), requests: doc_count })),
  }
}
