/** What is remembered of a deleted document: a document that comes again under its id goes on from its version. */
export interface Grave {
  readonly version: number
  readonly sequence: number
  /** When it was deleted, ms. */
  readonly at: number
}

export interface Graves {
  find(key: string, now: number): Grave | undefined
  bury(key: string, grave: Grave): void
}

/** OpenSearch's `index.gc_deletes`. */
const MEMORY_MILLIS = 60_000
const MOST = 100_000

export const graveKey = (index: { readonly number: number }, id: string) => `${index.number}/${id}`

/** In memory only: a restart forgets, as OpenSearch does after a minute. */
export function createGraves(): Graves {
  const graves = new Map<string, Grave>()
  return {
    find(key, now) {
      const grave = graves.get(key)
      return grave && now - grave.at <= MEMORY_MILLIS ? grave : undefined
    },
    bury(key, grave) {
      graves.delete(key)
      graves.set(key, grave)
      for (const [oldest, { at }] of graves) {
        if (graves.size <= MOST && grave.at - at <= MEMORY_MILLIS) break
        graves.delete(oldest)
      }
    },
  }
}
