import type { Mark, Marks } from '../../../record/index.ts'
import type { GroupCommit } from './group-commit.ts'
import { MAX_KEY_BYTES, type Store } from './store.ts'

/** Marks in the same environment as the records: a push writes its mark in its own transaction. */
export function createMarks(store: Store, commits: GroupCommit): Marks {
  return {
    read: (key) => store.marks.get(key),
    async write(key, value) {
      assertKey(key)
      await commits.add({ bytes: key.length + value.length, put: () => store.marks.put(key, value) })
    },
    async remove(key) {
      assertKey(key)
      await commits.add({ bytes: key.length, put: () => store.marks.remove(key) })
    },
    list: (prefix) => store.marks.list(prefix),
  }
}

/** A key that LMDB can't hold must not reach a transaction that others share. */
export function assertKey(key: Mark['key']): void {
  const length = Buffer.byteLength(key)
  if (length > 0 && length <= MAX_KEY_BYTES) return
  throw new Error(
    `The key '${key.slice(0, 80)}…' has ${length} bytes; the stream's data takes 1 to ${MAX_KEY_BYTES}.`,
  )
}
