import type { FieldType } from '../../ports.ts'

/** What `typed_keys` needs to know of an aggregation: OpenSearch's name for the type of its result. */
export interface Typed {
  readonly name: string
  readonly type: string
  readonly inside: readonly Typed[]
}

/** Results whose type is not named as the aggregation. */
const NAMES: Readonly<Record<string, string>> = {
  percentiles: 'tdigest_percentiles',
  percentile_ranks: 'tdigest_percentile_ranks',
  diversified_sampler: 'sampler',
  avg_bucket: 'simple_value',
  sum_bucket: 'simple_value',
  max_bucket: 'bucket_metric_value',
  min_bucket: 'bucket_metric_value',
  bucket_script: 'simple_value',
  cumulative_sum: 'simple_value',
  moving_avg: 'simple_value',
  moving_fn: 'simple_value',
  serial_diff: 'simple_value',
}

export function typeName(kind: string, field: FieldType | undefined): string {
  const letter = field === 'float' || field === 'double' ? 'd' : isWord(field) ? 's' : 'l'
  if (kind === 'terms') return `${letter}terms`
  if (kind === 'significant_terms') return `sig${letter}terms`
  if (kind === 'rare_terms') return `${letter}rareterms`
  return Object.hasOwn(NAMES, kind) ? NAMES[kind] : kind
}

const isWord = (type: FieldType | undefined) =>
  type === undefined || type === 'keyword' || type === 'text' || type === 'ip'

type Results = Readonly<Record<string, unknown>>

/** `sterms#countries` instead of `countries`, at every depth. */
export function withTypes(results: Results, typed: readonly Typed[]): Results {
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => {
      const known = typed.find((one) => one.name === name)
      if (!known || result === null || typeof result !== 'object') return [name, result]
      return [`${known.type}#${name}`, within(result as Results, known.inside)]
    }),
  )
}

function within(result: Results, inside: readonly Typed[]): Results {
  if (inside.length === 0) return result
  const { buckets } = result
  if (buckets === undefined) return withTypes(result, inside)
  if (Array.isArray(buckets)) {
    return { ...result, buckets: buckets.map((bucket: Results) => withTypes(bucket, inside)) }
  }
  const named = Object.entries(buckets as Readonly<Record<string, Results>>)
  return {
    ...result,
    buckets: Object.fromEntries(named.map(([key, bucket]) => [key, withTypes(bucket, inside)])),
  }
}
