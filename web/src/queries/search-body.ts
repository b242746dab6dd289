/** The part of OpenSearch's `_search` that the page uses, as types. */
export type Clause = Readonly<Record<string, unknown>>
export type Aggs = Readonly<Record<string, Clause>>

export interface SearchBody {
  readonly size: number
  readonly query: Clause
  readonly aggs?: Aggs
  readonly sort?: readonly Clause[]
  readonly search_after?: readonly unknown[]
  readonly track_total_hits?: boolean | number
  readonly _source?: readonly string[]
}

export interface SearchHit {
  readonly _index: string
  readonly _id: string
  readonly _source: Readonly<Record<string, unknown>>
  readonly sort?: readonly unknown[]
}

export interface SearchAnswer {
  readonly took: number
  readonly hits: { readonly total?: { readonly value: number }; readonly hits: readonly SearchHit[] }
  readonly aggregations?: Readonly<Record<string, unknown>>
}

/** A bucket, or the aggregations of a whole answer: named sub-results. */
export type Results = Readonly<Record<string, unknown>>

export interface Bucket extends Results {
  readonly key: string | number
  readonly key_as_string?: string
  readonly doc_count: number
}

/** Buckets of `name`; of a keyed aggregation (`filters`), its buckets in order with their keys put in. */
export function bucketsOf(results: Results | undefined, name: string): readonly Bucket[] {
  const { buckets } = (results?.[name] ?? {}) as { buckets?: unknown }
  if (Array.isArray(buckets)) return buckets
  if (!buckets) return []
  return Object.entries(buckets).map(([key, bucket]) => ({ ...(bucket as Bucket), key }))
}

/** Value of a metric (`cardinality`, `sum`, `avg`, `min`, `max`); undefined when it had nothing to measure. */
export function metricOf(results: Results | undefined, name: string): number | undefined {
  const value = (results?.[name] as { value?: unknown } | undefined)?.value
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A percentile of `name`: keys are written as `95.0`. */
export function percentileOf(results: Results | undefined, name: string, percent: number) {
  const values = (results?.[name] as { values?: Record<string, unknown> } | undefined)?.values
  const value = values?.[percent.toFixed(1)] ?? values?.[String(percent)]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Number of documents behind a single-bucket aggregation (`filter`, `missing`). */
export function countOf(results: Results | undefined, name: string): number {
  return (results?.[name] as Bucket | undefined)?.doc_count ?? 0
}

/** A single-bucket aggregation as results of its own. */
export function inside(results: Results | undefined, name: string): Results | undefined {
  return results?.[name] as Results | undefined
}
