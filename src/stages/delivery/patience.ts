import type { Trouble } from '../../observe/trouble.ts'
import { backoff, type Waits } from './core/backoff.ts'
import type { DeliveryPorts } from './ports.ts'

/** Thrown when a stop interrupts a retry. What was not acknowledged is read again at the next start. */
export class Stopped extends Error {
  constructor() {
    super('The delivery stream was stopped.')
    this.name = 'Stopped'
  }
}

/** How one delivery stream waits and tries again. */
export interface Patience {
  /** Waits for the next attempt; throws `Stopped` when the stream is stopped. */
  pause(attempt: number, waits?: Waits): Promise<void>
  /** Tries until it works. After a stop the attempt under way is the last. */
  insist<Result>(act: () => Promise<Result>): Promise<Result>
}

export function createPatience(
  ports: Pick<DeliveryPorts, 'sleep' | 'uuid'>,
  trouble: Trouble,
  signal: AbortSignal,
): Patience {
  async function pause(attempt: number, waits?: Waits) {
    if (signal.aborted) throw new Stopped()
    // The first eight hexadecimal digits of a random UUID are random.
    const chance = Number.parseInt(ports.uuid().slice(0, 8), 16) / 2 ** 32 || 0
    try {
      await ports.sleep(backoff(attempt, chance, waits), signal)
    } catch (error) {
      if (signal.aborted) throw new Stopped()
      throw error
    }
    if (signal.aborted) throw new Stopped()
  }
  return {
    pause,
    async insist(act) {
      for (let attempt = 1; ; attempt++) {
        try {
          const result = await act()
          trouble.clear()
          return result
        } catch (error) {
          trouble.raise(error as Error)
          await pause(attempt)
        }
      }
    },
  }
}
