/** Wait before attempt `attempt` + 1 (from 1), ms: doubles from 100 ms to 30 s, give or take 15 % by `chance` (0 to 1). */
export function backoff(attempt: number, chance: number): number {
  const millis = Math.min(30_000, 100 * 2 ** Math.min(attempt - 1, 20))
  return Math.round(millis * (0.85 + 0.3 * chance))
}
