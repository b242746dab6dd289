/** Wakes the one loop that waits for any of several things to happen. A ring while nobody waits is kept. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, or at once if it rang since the last time. */
  heard(): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async heard() {
      if (!rung) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      wake = undefined
      rung = false
    },
  }
}
