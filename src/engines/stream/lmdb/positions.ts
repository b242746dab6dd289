import type { Position } from '../../../stages/stream/ports.ts'
import type { GroupCommit, Write } from './group-commit.ts'
import type { Store } from './store.ts'

/**
 * Where consumers stand, on disk. An ack doesn't wait for a flush: moved positions join the next commit, or one
 * of their own a moment later, and the last ones at close. What is lost in a crash is at most that moment;
 * those batches come again. A position is never written ahead of its acks.
 */
export interface Positions {
  /** The newest, written or not. */
  get(stream: number, consumer: string): Position | undefined
  /** Names of the consumers of a stream that have one on disk. */
  consumers(stream: number): readonly string[]
  /** Written soon. */
  set(stream: number, consumer: string, position: Position): void
  /** Resolves when everything set so far is durable. */
  flush(): Promise<void>
  remove(stream: number, consumer: string): Promise<void>
  /** What joins a transaction that is about to be written. */
  joining(): Write
}

export function createPositions(store: Store, commits: () => GroupCommit, delayMillis: number): Positions {
  let unwritten = new Map<string, Position>()
  /** In the transaction that is on its way to the disk. */
  let writing = new Map<string, Position>()
  /** Being removed: gone for the reader, whatever is still stored. */
  const removing = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const flush = () => commits().add({ bytes: 0, put() {} })

  function later() {
    // A failure here is not the last word: the positions stay unwritten and join the next commit.
    timer ??= setTimeout(() => {
      timer = undefined
      if (unwritten.size > 0) flush().catch(() => {})
    }, delayMillis)
  }

  return {
    get(stream, consumer) {
      const key = keyOf(stream, consumer)
      const newest = unwritten.get(key) ?? writing.get(key)
      if (newest) return newest
      if (removing.has(key)) return undefined
      const stored = store.positions.get(key)
      return stored === undefined ? undefined : (JSON.parse(stored) as Position)
    },
    consumers(stream) {
      const prefix = keyOf(stream, '')
      return [...store.positions.list(prefix)].map(([key]) => key.slice(prefix.length))
    },
    set(stream, consumer, position) {
      unwritten.set(keyOf(stream, consumer), position)
      later()
    },
    async flush() {
      clearTimeout(timer)
      timer = undefined
      if (unwritten.size > 0 || writing.size > 0) await flush()
    },
    async remove(stream, consumer) {
      const key = keyOf(stream, consumer)
      unwritten.delete(key)
      writing.delete(key) // should that commit fail, it must not come back
      removing.add(key)
      try {
        await commits().add({ bytes: 0, put: () => store.positions.remove(key) })
      } finally {
        removing.delete(key)
      }
    },
    joining: () => ({
      bytes: 0,
      put() {
        writing = unwritten
        unwritten = new Map()
        for (const [key, position] of writing) store.positions.put(key, JSON.stringify(position))
      },
      settle(failure) {
        if (failure) unwritten = new Map([...writing, ...unwritten])
        writing = new Map()
      },
    }),
  }
}

function keyOf(stream: number, consumer: string): string {
  return `${stream}/${consumer}`
}
