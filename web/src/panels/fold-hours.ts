import type { Bucket } from '../queries/search-body.ts'

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** Hourly counts summed by weekday (Monday first) and hour, in the browser's zone. */
export function foldHours(buckets: readonly Bucket[]): number[][] {
  const counts = WEEKDAYS.map(() => new Array<number>(24).fill(0))
  for (const { key, doc_count } of buckets) {
    const at = new Date(Number(key))
    counts[(at.getDay() + 6) % 7][at.getHours()] += doc_count
  }
  return counts
}
