import { randomBytes } from 'node:crypto'
import { contextMissing, tooManyContexts } from './errors.ts'

/** Things that are kept for a client between its requests, each until its time has run out. */
export interface Contexts<T> {
  open(value: T, keepAlive: number): string
  /** Throws search_context_missing_exception. `keepAlive` begins anew, where it is given. */
  get(id: string, keepAlive?: number): T
  close(id: string): boolean
  all(): readonly {
    readonly id: string
    readonly value: T
    readonly keepAlive: number
    readonly createdAt: number
  }[]
}

interface Kept<T> {
  readonly value: T
  readonly createdAt: number
  keepAlive: number
  until: number
}

/** In memory only: they do not outlive the program. */
export function createContexts<T>(kind: string, most: number, now: () => number): Contexts<T> {
  const kept = new Map<string, Kept<T>>()

  function sweep(): void {
    for (const [id, { until }] of kept) if (until <= now()) kept.delete(id)
  }

  return {
    open(value, keepAlive) {
      sweep()
      if (kept.size >= most) throw tooManyContexts(kind, most)
      const id = randomBytes(24).toString('base64url')
      kept.set(id, { value, createdAt: now(), keepAlive, until: now() + keepAlive })
      return id
    },
    get(id, keepAlive) {
      sweep()
      const found = kept.get(id)
      if (!found) throw contextMissing(id)
      if (keepAlive !== undefined) found.keepAlive = keepAlive
      found.until = now() + found.keepAlive
      return found.value
    },
    close: (id) => kept.delete(id),
    all() {
      sweep()
      return [...kept].map(([id, { value, keepAlive, createdAt }]) => ({ id, value, keepAlive, createdAt }))
    },
  }
}
