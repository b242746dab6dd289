/** Waits; ends early without an error when `signal` aborts. */
export function sleep(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const stop = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve()
    }
    const timer = setTimeout(stop, millis)
    signal.addEventListener('abort', stop)
  })
}

/** A bell: waiting ends after a time, or sooner when it is rung. */
export interface Bell {
  /** At least `gap` ms pass between the ends of two waits that were rung. */
  wait(millis: number): Promise<void>
  ring(): void
}

export function createBell(gap: number, signal: AbortSignal): Bell {
  let rung = false
  let last = 0
  let answer: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  let due = 0

  const arm = (millis: number): void => {
    clearTimeout(timer)
    due = performance.now() + millis
    timer = setTimeout(() => answer?.(), Math.max(0, millis))
  }
  const hurry = (): void => {
    const earliest = last + gap
    if (due > earliest) arm(earliest - performance.now())
  }
  signal.addEventListener('abort', () => answer?.(), { once: true })
  return {
    wait: (millis) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        answer = () => {
          answer = undefined
          clearTimeout(timer)
          rung = false
          last = performance.now()
          resolve()
        }
        arm(millis)
        if (rung) hurry()
      }),
    ring() {
      rung = true
      if (answer) hurry()
    },
  }
}
