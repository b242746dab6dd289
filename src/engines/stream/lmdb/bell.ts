/** Lets many wait until something may have changed. */
export interface Bell {
  /** Wakes everyone who waits now. */
  ring(): void
  /** Resolves at the next ring, when `signal` aborts, or after `millis`. */
  wait(signal?: AbortSignal, millis?: number): Promise<void>
}

export function createBell(): Bell {
  let waiting = new Set<() => void>()
  return {
    ring() {
      const woken = waiting
      waiting = new Set()
      for (const wake of woken) wake()
    },
    wait(signal, millis) {
      if (signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          clearTimeout(timer)
          resolve()
        }
        const timer = millis === undefined ? undefined : setTimeout(wake, millis)
        signal?.addEventListener('abort', wake)
        waiting.add(wake)
      })
    },
  }
}
