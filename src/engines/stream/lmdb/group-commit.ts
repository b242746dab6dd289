import type { Store } from './store.ts'

/**
 * Something to write: `put` runs inside the transaction, `settle` after its flush, both in the order of arrival;
 * after a failure `settle` runs in the reverse order, so that each finds the state that its own `put` left.
 */
export interface Write {
  /** Rough size, to bound a transaction. */
  readonly bytes: number
  /** Must not throw. */
  put(): void
  settle?(failure: Error | undefined): void
}

/**
 * Many callers, one transaction, one flush: while a commit is on its way to the disk, writes gather for the
 * next. One commit is in flight at a time, so `put` may number records from what the last one settled.
 */
export interface GroupCommit {
  /** Resolves when flushed; rejects when nothing of it was kept. */
  add(write: Write): Promise<void>
  /** Takes nothing more; resolves when everything added so far has settled. */
  close(): Promise<void>
}

interface Waiting extends Write {
  resolve(): void
  reject(error: Error): void
}

/** Also what LMDB holds in dirty pages beside the batches themselves. */
const MAX_GROUP_BYTES = 16 * 2 ** 20
const MAX_GROUP_WRITES = 2000

/** `alongside` joins every group with writes of its own that nobody waits for. */
export function createGroupCommit(store: Store, alongside: () => Write): GroupCommit {
  const queue: Waiting[] = []
  let closed = false
  let running: Promise<void> | undefined

  async function run() {
    await Promise.resolve() // callers of this turn share the first group
    while (queue.length > 0) await commitGroup(takeGroup(queue))
    running = undefined
  }

  async function commitGroup(group: readonly Waiting[]) {
    const joined = alongside()
    let failure: Error | undefined
    try {
      await store.commit(() => {
        for (const write of group) write.put()
        joined.put()
      })
    } catch (error) {
      failure = error as Error
    }
    joined.settle?.(failure)
    for (const write of failure ? group.toReversed() : group) {
      write.settle?.(failure)
      if (failure) write.reject(failure)
      else write.resolve()
    }
  }

  return {
    add(write) {
      if (closed) return Promise.reject(new Error('The stream engine is closed.'))
      return new Promise((resolve, reject) => {
        queue.push({ bytes: write.bytes, put: write.put, settle: write.settle, resolve, reject })
        running ??= run()
      })
    },
    async close() {
      closed = true
      await running
    },
  }
}

function takeGroup(queue: Waiting[]): Waiting[] {
  let bytes = 0
  let count = 0
  while (count < queue.length && count < MAX_GROUP_WRITES && (count === 0 || bytes < MAX_GROUP_BYTES)) {
    bytes += queue[count++].bytes
  }
  return queue.splice(0, count)
}
