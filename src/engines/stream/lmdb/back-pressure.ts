import type { Consumer } from './consumer.ts'
import type { StreamState } from './stream-state.ts'

export interface BackPressureLimits {
  /** A consumer with more bytes than this still to pull is behind. */
  readonly pendingBytes: number
  /** Longest wait of one push while nobody who is behind moves, ms. */
  readonly patienceMillis: number
  /** A consumer that hasn't moved for so long is stuck: nobody waits for it until it moves again, ms. */
  readonly stuckMillis: number
}

/**
 * Slows producers to the pace of the slowest consumer that moves, so that readers stay where batches are still in
 * memory. A consumer that stands still costs each push its patience, later nothing: it never stops ingestion.
 */
export async function waitForConsumers(
  stream: StreamState,
  consumers: () => Iterable<Consumer>,
  limits: BackPressureLimits,
  clock: () => number,
  signal: AbortSignal,
): Promise<void> {
  const begun = clock()
  while (!stream.removed) {
    signal.throwIfAborted()
    let lastMove = Number.NEGATIVE_INFINITY
    for (const consumer of consumers()) {
      const movedAt = consumer.movedAt()
      if (!consumer.isOpen() || consumer.pendingBytes() <= limits.pendingBytes) continue
      if (clock() - movedAt < limits.stuckMillis) lastMove = Math.max(lastMove, movedAt)
    }
    if (lastMove === Number.NEGATIVE_INFINITY) return
    const left = Math.max(begun, lastMove) + limits.patienceMillis - clock()
    if (left <= 0) return
    await stream.progress.wait(signal, left)
  }
}
