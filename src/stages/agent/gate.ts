/** Lets so many through at a time, in the order of their coming. */
export interface Gate {
  /** Rejects without calling `act` when `signal` aborts before its turn. */
  pass<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T>
  readonly busy: number
}

export function createGate(width: number): Gate {
  const waiting: (() => void)[] = []
  let busy = 0

  function turn(signal: AbortSignal): Promise<void> | undefined {
    if (busy < width) return undefined
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        waiting.splice(waiting.indexOf(enter), 1)
        reject(signal.reason)
      }
      waiting.push(enter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  return {
    async pass(act, signal) {
      signal.throwIfAborted()
      const place = turn(signal)
      // Who waits gets the place of the one who leaves: nobody slips in between.
      if (place) await place
      else busy++
      try {
        return await act()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else busy--
      }
    },
    get busy() {
      return busy
    },
  }
}
