/**
 * Wait before try `attempt` (from 1), ms: anything from 0 up to a bound that doubles to `max` (full jitter), so that
 * many agents that failed together don't come back together. `random` is 0 to 1.
 */
export function backoff(attempt: number, initial: number, max: number, random: number): number {
  return Math.min(max, initial * 2 ** Math.min(attempt - 1, 30)) * random
}

/** Wait before the next try of what won't heal by itself, ms: the longest one, a little spread. */
export function slowly(max: number, random: number): number {
  return max * (0.75 + 0.25 * random)
}
