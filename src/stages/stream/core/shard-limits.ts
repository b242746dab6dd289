import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** What Kinesis lets a shard do. */
const WRITE_BYTES = 2 ** 20
const WRITE_RECORDS = 1000
const READ_BYTES = 2 ** 21
const READ_CALLS = 5
const ITERATOR_CALLS = 5

/** Per-shard throughput. A shard is named by anything that is its own; times are ms. */
export interface ShardLimits {
  /** Nothing is ever refused. */
  readonly unlimited: boolean
  /** May this record be written? If so it counts. */
  mayWrite(shard: string, bytes: number, now: number): boolean
  /** May GetRecords be called? If so the call counts, and then what it answers. */
  mayRead(shard: string, now: number): boolean
  hasRead(shard: string, bytes: number, now: number): void
  /** May GetShardIterator be called? */
  mayIterate(shard: string, now: number): boolean
}

/** Nothing is refused: the default. */
export const noLimits: ShardLimits = {
  unlimited: true,
  mayWrite: () => true,
  mayRead: () => true,
  hasRead() {},
  mayIterate: () => true,
}

type Buckets = Readonly<
  Record<'writeBytes' | 'writeRecords' | 'readBytes' | 'readCalls' | 'iterators', TokenBucket>
>

/** More shards than this are looked through for those at rest, which need not be remembered. */
const REMEMBERED = 10_000

export function createShardLimits(): ShardLimits {
  const shards = new Map<string, Buckets>()
  let lookAt = REMEMBERED

  function bucketsOf(shard: string, now: number): Buckets {
    const known = shards.get(shard)
    if (known) return known
    if (shards.size >= lookAt) {
      for (const [each, buckets] of shards) {
        if (Object.values(buckets).every((bucket) => bucket.isFull(now))) shards.delete(each)
      }
      lookAt = Math.max(REMEMBERED, shards.size * 2)
    }
    const made = {
      writeBytes: createTokenBucket(WRITE_BYTES, now),
      writeRecords: createTokenBucket(WRITE_RECORDS, now),
      readBytes: createTokenBucket(READ_BYTES, now),
      readCalls: createTokenBucket(READ_CALLS, now),
      iterators: createTokenBucket(ITERATOR_CALLS, now),
    }
    shards.set(shard, made)
    return made
  }

  return {
    unlimited: false,
    mayWrite(shard, bytes, now) {
      const { writeBytes, writeRecords } = bucketsOf(shard, now)
      if (!writeRecords.take(1, now)) return false
      if (writeBytes.take(bytes, now)) return true
      writeRecords.owe(-1, now)
      return false
    },
    mayRead(shard, now) {
      const { readBytes, readCalls } = bucketsOf(shard, now)
      return readBytes.hasAny(now) && readCalls.take(1, now)
    },
    hasRead: (shard, bytes, now) => bucketsOf(shard, now).readBytes.owe(bytes, now),
    mayIterate: (shard, now) => bucketsOf(shard, now).iterators.take(1, now),
  }
}
