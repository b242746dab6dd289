/** Wait before try `attempt` (from 1), ms: doubles up to `max`, of which a random half is taken away. */
export function backoff(attempt: number, initial: number, max: number, random: number): number {
  const full = Math.min(max, initial * 2 ** Math.min(attempt - 1, 30))
  return full / 2 + (full / 2) * random
}
