import { tooManyBuckets } from '../../errors.ts'
import type { Aggregation, AggregationResult } from '../../ports.ts'
import type { SiblingPipeline } from './pipeline/pipeline.ts'
import type { Typed } from './typed-keys.ts'

/** An aggregation for the engine, and how its answer becomes the client's; or one over the answers beside it. */
export type Plan = EnginePlan | SiblingPlan

export interface EnginePlan {
  readonly aggregation: Aggregation
  readonly present: Present
  readonly typed?: Typed
}

export interface SiblingPlan {
  readonly sibling: SiblingPipeline
  /** The client's own note. */
  readonly meta?: Readonly<Record<string, unknown>>
  readonly typed?: Typed
}

/** What the engine must be asked for. */
export const aggregationsOf = (plans: readonly Plan[]): readonly Aggregation[] =>
  plans.flatMap((plan) => ('aggregation' in plan ? [plan.aggregation] : []))

/** `count` is shared by one request's aggregations: the limit is on all of their buckets together. */
export type Present = (result: AggregationResult, count: BucketCount) => AggregationResult

export interface BucketCount {
  buckets: number
}

export type Bucket = Readonly<Record<string, unknown>>

/** OpenSearch's default of `search.max_buckets`. */
export const MAX_BUCKETS = 65_535

export const asItIs: Present = (result) => result

/** Presents a bucket's own aggregations in place. */
export function presentBucket(bucket: Bucket, children: readonly Plan[], count: BucketCount): Bucket {
  count.buckets++
  if (count.buckets > MAX_BUCKETS) throw tooManyBuckets(count.buckets, MAX_BUCKETS)
  if (children.length === 0) return bucket
  return { ...bucket, ...presentAll(bucket, children, count) }
}

/** The results of `plans`, found by name in `results`. */
export function presentAll(
  results: Readonly<Record<string, unknown>>,
  plans: readonly Plan[],
  count: BucketCount,
): Record<string, AggregationResult> {
  const engine = plans.filter((plan) => 'aggregation' in plan)
  const siblings = plans.filter((plan) => 'sibling' in plan)
  // fromEntries, as a name may be `__proto__`.
  let shown = Object.fromEntries(
    engine.map(({ aggregation: { name }, present }) => {
      const result = Object.hasOwn(results, name) ? (results[name] as AggregationResult) : {}
      return [name, present(result, count)]
    }),
  )
  for (const { sibling, meta } of siblings) {
    const result = sibling.run(shown)
    shown = Object.fromEntries([
      ...Object.entries(shown),
      [sibling.name, meta === undefined ? result : { meta, ...result }],
    ])
  }
  return shown
}

/** Buckets in a list, whichever way the engine answered. */
export function bucketsOf(result: AggregationResult): readonly Bucket[] {
  const { buckets } = result as { buckets?: readonly Bucket[] | Readonly<Record<string, Bucket>> }
  if (buckets === undefined) return []
  return Array.isArray(buckets)
    ? buckets
    : Object.entries(buckets).map(([key, bucket]) => ({ key, ...(bucket as Bucket) }))
}

/** `[{key, …}]` as `{key: {…}}`; `keepKey` for histograms, whose bucket still shows its number. */
export function keyedBy(buckets: readonly Bucket[], key: (bucket: Bucket) => string, keepKey: boolean) {
  return Object.fromEntries(
    buckets.map((bucket) => {
      const { key: _, ...rest } = bucket
      return [key(bucket), keepKey ? bucket : rest]
    }),
  )
}
