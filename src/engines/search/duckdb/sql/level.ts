import type { Aggregation, AggregationResult, Query } from '../../../../stages/search/ports.ts'
import type { Session, Value } from '../database.ts'
import { BUCKET_LIMIT, tooManyBuckets } from '../errors.ts'
import type { Accumulator } from './accumulator.ts'
import type { Key, Tuple } from './group.ts'
import type { Scope } from './query.ts'

/*
 * Aggregations are answered level by level. One statement groups a level's rows by the keys of its bucket
 * aggregation and of all those around it, and keeps what can be kept in the same pass (counts, sums, filters).
 * What needs a statement of its own (buckets in buckets, percentiles, hits) is a job that runs afterwards,
 * once for all buckets of the level.
 */

/** What all statements of one request share. */
export interface Env {
  readonly session: Session
  readonly scopes: readonly Scope[]
  readonly query: Query
  /** Few enough documents for percentiles from every value. */
  readonly exact: boolean
  /** In all the indices, whether they match or not. */
  readonly documents: number
  /** Buckets made so far. */
  buckets: number
}

/** The buckets that a level's jobs run for. */
export interface Context {
  readonly where: readonly Query[]
  readonly keys: readonly Key[]
  readonly tuples: readonly Tuple[]
  /** `where` leaves documents of these buckets only, so that none of another need be kept out. */
  readonly exact: boolean
}

/** The buckets that a statement must keep apart from others. */
export const chosenIn = ({ exact, tuples }: Context) => (exact ? undefined : tuples)

/** One bucket: its accumulators' values by slot, and its name among the level's tuples. */
export interface At {
  readonly values: readonly Value[]
  readonly tuple: string
}

export type Assemble = (at: At) => AggregationResult
export type AssembleAll = (at: At) => Record<string, AggregationResult>

export interface Job {
  run(context: Context): Promise<ReadonlyMap<string, AggregationResult>>
}

export interface Level {
  readonly accumulators: readonly Accumulator[]
  /** Slot of the accumulator. */
  add(accumulator: Accumulator): number
  /** A job's answer for a bucket; undefined where it has none. */
  job(job: Job): (at: At) => AggregationResult | undefined
  /** A metric's value as SQL over the accumulators, for ordering. */
  readonly orders: Map<string, (property: string) => string | undefined>
  run(context: Context): Promise<void>
}

/** Plans aggregations under `where` into `level`; `inline` names those that the level's order needs. */
export type Plan = (
  aggregations: readonly Aggregation[],
  where: readonly Query[],
  level: Level,
  env: Env,
  inline: ReadonlySet<string>,
) => AssembleAll

/** A bucket as the level's statement gave it. */
export interface Bucket {
  readonly key: Value
  /** All own keys, where the kind has several. */
  readonly keys: readonly Value[]
  readonly count: number
  /** What the statement's columns after the accumulators say. */
  readonly extra: readonly Value[]
  readonly children: Record<string, AggregationResult>
}

/** How one kind of bucket aggregation groups and shows itself. */
export interface Kind {
  /** Mostly one. */
  readonly keys: readonly Key[]
  /** Every bucket is kept: none has to be told from others afterwards. */
  readonly keepsAll?: boolean
  /** What the statement groups by instead, if `select` makes the keys of it. */
  readonly groupBy?: readonly Key[]
  /** Whether there is a bucket of that key at all. */
  keeps?(key: Value): boolean
  /** Children that the statement orders by. */
  readonly inline: ReadonlySet<string>
  /** Puts limits and order around the grouping statement; the own keys are the last of `keys`. */
  select(grouped: string, keys: number, level: Level): string
  /** Buckets of one parent, by ascending key or in the statement's order. `empty` makes a bucket without rows. */
  present(buckets: readonly Bucket[], empty: (key: Value) => Bucket, parent: string): AggregationResult
}

export function newLevel(): Level {
  const accumulators: Accumulator[] = []
  const slots = new Map<string, number>()
  const jobs: { job: Job; results: ReadonlyMap<string, AggregationResult> }[] = []
  return {
    accumulators,
    orders: new Map(),
    add(accumulator) {
      const name = JSON.stringify(accumulator)
      const known = slots.get(name)
      if (known !== undefined) return known
      slots.set(name, accumulators.length)
      return accumulators.push(accumulator) - 1
    },
    job(job) {
      const entry = {
        job,
        results: new Map<string, AggregationResult>() as ReadonlyMap<string, AggregationResult>,
      }
      jobs.push(entry)
      return (at) => entry.results.get(at.tuple)
    },
    async run(context) {
      if (context.tuples.length === 0) return
      for (const entry of jobs) entry.results = await entry.job.run(context)
    },
  }
}

export const tupleName = (tuple: Tuple) => JSON.stringify(tuple)

/** A bucket that no statement made: nothing counted, and no job has an answer for it. */
export const NO_ROWS: At = { values: [], tuple: 'none' }

export function countBuckets(env: Env, count: number): void {
  env.buckets += count
  if (env.buckets > BUCKET_LIMIT) throw tooManyBuckets(env.buckets)
}

export const asCount = (value: Value | undefined) => (typeof value === 'number' ? value : 0)
