import type { RoomHealth } from '../record/health.ts'

/** Remembers a room's newest error and whether it still hurts. */
export interface Trouble {
  /** Something failed and is being retried or worked around. */
  raise(error: Error): void
  /** It works again. */
  clear(): void
  state(): Pick<RoomHealth, 'state' | 'lastError'>
}

export function createTrouble(now: () => number): Trouble {
  let lastError: RoomHealth['lastError']
  let hurts = false
  return {
    raise(error) {
      hurts = true
      lastError = { message: error.message, at: new Date(now()).toISOString() }
    },
    clear() {
      hurts = false
    },
    state: () => ({ state: hurts ? 'failing' : 'ok', ...(lastError ? { lastError } : {}) }),
  }
}
