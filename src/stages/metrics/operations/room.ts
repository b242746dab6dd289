import type { MetricStore } from '../ports.ts'

/** What the room's operations work with. */
export interface Room {
  readonly store: MetricStore
  /** Wall clock, ms since 1970. */
  readonly now: () => number
}
