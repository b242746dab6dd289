import { type QueryContext, TIME } from './context.ts'
import { intervalFor } from './interval.ts'
import type { Aggs, Clause } from './search-body.ts'

/** A date histogram over the context's window, empty buckets included, with `aggs` in each. */
export function timeBuckets(context: QueryContext, most: number, aggs?: Aggs): Clause {
  const interval = intervalFor(context.to - context.from, most)
  return {
    date_histogram: {
      field: TIME,
      fixed_interval: interval.name,
      time_zone: context.timeZone,
      min_doc_count: 0,
      extended_bounds: { min: context.from, max: context.to - 1 },
    },
    ...(aggs ? { aggs } : {}),
  }
}

/** Status codes by their hundreds. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const
export type StatusClass = (typeof STATUS_CLASSES)[number]

export const byStatusClass: Clause = {
  range: {
    field: 'status',
    ranges: STATUS_CLASSES.map((key) => ({
      key,
      from: Number(key[0]) * 100,
      to: Number(key[0]) * 100 + 100,
    })),
  },
}

export const isError: Clause = { range: { status: { gte: 400, lt: 600 } } }
