/** Shortest and longest wait, ms. */
export interface Waits {
  readonly first: number
  readonly most: number
}

const OURS: Waits = { first: 100, most: 30_000 }

/** Wait before attempt `attempt` + 1 (from 1), ms: doubles from the first to the most, give or take 15 % by `chance` (0 to 1). */
export function backoff(attempt: number, chance: number, { first, most } = OURS): number {
  const millis = Math.min(most, first * 2 ** Math.min(attempt - 1, 20))
  return Math.round(millis * (0.85 + 0.3 * chance))
}
