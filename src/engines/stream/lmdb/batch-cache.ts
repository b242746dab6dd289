import type { RecordBatch } from '../../../record/index.ts'
import type { BatchKey } from './batch-key.ts'

/** Batches in memory, up to a number of bytes; the one that came first goes first. */
export interface BatchCache {
  /** The batch of the shard that begins at `first`, always the same object. */
  get(stream: number, shard: number, first: number): CachedBatch | undefined
  add(entry: CachedBatch): void
  /** Lets go of everything if nothing was added since the last call: an idle program gives its memory back. */
  rest(): void
}

export interface CachedBatch {
  readonly key: BatchKey
  readonly batch: RecordBatch
}

export function createBatchCache(maxBytes: number): BatchCache {
  const entries = new Map<string, CachedBatch>()
  let held = 0
  let idle = false
  return {
    get: (stream, shard, first) => entries.get(nameOf(stream, shard, first)),
    add(entry) {
      const { stream, shard, first } = entry.key
      const name = nameOf(stream, shard, first)
      const size = sizeOf(entry.batch)
      if (entries.has(name) || size > maxBytes) return
      idle = false
      entries.set(name, entry)
      held += size
      for (const [oldest, { batch }] of entries) {
        if (held <= maxBytes) return
        entries.delete(oldest)
        held -= sizeOf(batch)
      }
    },
    rest() {
      if (idle) {
        entries.clear()
        held = 0
      }
      idle = true
    },
  }
}

function nameOf(stream: number, shard: number, first: number): string {
  return `${stream} ${shard} ${first}`
}

/** Bodies, ends, times, and roughly the keys and the objects. Never asks for the keys: they may not be decoded yet. */
function sizeOf({ bytes, ends }: RecordBatch): number {
  return bytes.length + ends.length * 32 + 500
}
