import { cyclicPath, invalidRequest, noPath } from '../../../errors.ts'
import type { AggregationResult } from '../../../ports.ts'
import {
  parseAvgBucket,
  parseExtendedStatsBucket,
  parseMaxBucket,
  parseMinBucket,
  parsePercentilesBucket,
  parseStatsBucket,
  parseSumBucket,
} from './bucket-metrics.ts'
import { parseBucketScript } from './bucket-script.ts'
import { parseBucketSelector } from './bucket-selector.ts'
import { parseBucketSort } from './bucket-sort.ts'
import { parseCumulativeSum } from './cumulative-sum.ts'
import { parseDerivative } from './derivative.ts'
import { parseMovingAvg } from './moving-avg.ts'
import { parseMovingFn } from './moving-fn.ts'
import { firstName, shownBuckets } from './path.ts'
import type { ParentPipeline, Pipeline, PipelineParser } from './pipeline.ts'
import { parseSerialDiff } from './serial-diff.ts'

export const PIPELINES: Readonly<Record<string, PipelineParser>> = {
  avg_bucket: parseAvgBucket,
  bucket_script: parseBucketScript,
  bucket_selector: parseBucketSelector,
  bucket_sort: parseBucketSort,
  cumulative_sum: parseCumulativeSum,
  derivative: parseDerivative,
  extended_stats_bucket: parseExtendedStatsBucket,
  max_bucket: parseMaxBucket,
  min_bucket: parseMinBucket,
  moving_avg: parseMovingAvg,
  moving_fn: parseMovingFn,
  percentiles_bucket: parsePercentilesBucket,
  serial_diff: parseSerialDiff,
  stats_bucket: parseStatsBucket,
  sum_bucket: parseSumBucket,
}

/** In an order in which each finds what it builds on. */
export function inDependence<P extends Pipeline>(pipelines: readonly P[]): readonly P[] {
  const names = pipelines.map(({ name }) => name)
  const sorted: P[] = []
  const open = new Set<P>()
  const visit = (pipeline: P) => {
    if (sorted.includes(pipeline)) return
    if (open.has(pipeline)) throw cyclicPath(pipeline.name)
    open.add(pipeline)
    for (const path of pipeline.paths) {
      const found = pipelines.find(({ name }) => name === firstName(path, names))
      if (found) visit(found)
    }
    open.delete(pipeline)
    sorted.push(pipeline)
  }
  for (const pipeline of pipelines) visit(pipeline)
  return sorted
}

const HISTOGRAMS = new Set(['date_histogram', 'histogram', 'auto_date_histogram'])

/** Refuses a parent pipeline where it makes no sense. `parent` undefined: the top of the request. */
export function checkParent(
  { kind, name, inSequence }: ParentPipeline,
  parent: { readonly kind: string; readonly minDocCount?: number } | undefined,
) {
  if (parent === undefined) {
    const must = inSequence
      ? 'must have a histogram, date_histogram or auto_date_histogram as parent'
      : 'must be declared inside of another aggregation'
    throw invalidRequest([`${kind} aggregation [${name}] ${must}`])
  }
  if (!inSequence) return
  if (!HISTOGRAMS.has(parent.kind)) {
    throw invalidRequest([
      `${kind} aggregation [${name}] must have a histogram, date_histogram or auto_date_histogram as parent`,
    ])
  }
  if ((parent.minDocCount ?? 0) > 0 && parent.kind !== 'auto_date_histogram') {
    throw invalidRequest([`parent histogram of ${kind} aggregation [${name}] must have min_doc_count of 0`])
  }
}

const OF_BUCKETS = ['_count', '_key', '_bucket_count']

/** Refuses a path whose beginning is none of the aggregations inside of the parent. */
export function checkPaths({ paths }: ParentPipeline, names: readonly string[]) {
  for (const path of paths) {
    if (firstName(path, [...names, ...OF_BUCKETS]) === undefined) throw noPath(path.text)
  }
}

/** The result of a bucket aggregation with what its pipelines say of its buckets. */
export function withPipelines(
  result: AggregationResult,
  pipelines: readonly ParentPipeline[],
): AggregationResult {
  if (pipelines.length === 0 || result.buckets === undefined) return result
  const shown = pipelines.reduce((buckets, pipeline) => pipeline.apply(buckets), shownBuckets(result.buckets))
  return {
    ...result,
    buckets: Array.isArray(result.buckets)
      ? shown.map(({ bucket }) => bucket)
      : Object.fromEntries(shown.map(({ id, bucket }) => [id, bucket])),
  }
}
