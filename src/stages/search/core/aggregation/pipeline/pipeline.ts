import type { AggregationResult } from '../../../ports.ts'
import type { Node } from '../../json.ts'
import type { QueryContext } from '../../query/context.ts'
import type { BucketsPath, Results, Shown } from './path.ts'

/** An aggregation over the results of others: nothing of it reaches the engine. */
export type Pipeline = ParentPipeline | SiblingPipeline

/** Inside a bucket aggregation: adds to its buckets, or takes some away. */
export interface ParentPipeline {
  readonly place: 'parent'
  readonly kind: string
  readonly name: string
  readonly paths: readonly BucketsPath[]
  /** Only inside a histogram without gaps, whose neighbours are neighbours in time. */
  readonly inSequence: boolean
  apply(buckets: readonly Shown[]): readonly Shown[]
}

/** Beside a bucket aggregation: a figure of all its buckets. */
export interface SiblingPipeline {
  readonly place: 'sibling'
  readonly kind: string
  readonly name: string
  readonly paths: readonly BucketsPath[]
  run(results: Results): AggregationResult
}

export interface PipelineBody {
  readonly name: string
  readonly node: Node
  readonly context: QueryContext
}

export type PipelineParser = (body: PipelineBody) => Pipeline

/** The bucket with a result more. */
export const withResult = ({ id, bucket }: Shown, name: string, result: unknown): Shown => ({
  id,
  bucket: { ...bucket, [name]: result },
})
