import type { StreamDescription } from '../../../stages/stream/ports.ts'
import { type Bell, createBell } from './bell.ts'

/** A stream in memory. What is durable of it: the catalog's entry, and the directory's keys. */
export interface StreamState {
  /** Number in the directory's keys, never used twice. */
  readonly id: number
  readonly name: string
  readonly createdAt: number
  retentionMillis: number
  readonly shards: readonly ShardState[]
  removed: boolean
  /** Rings when batches were added, trimmed, or a source should look again. */
  readonly bell: Bell
  /** Rings when a consumer moved on. */
  readonly progress: Bell
}

export interface ShardState {
  readonly index: number
  readonly id: string
  readonly start: bigint
  readonly end: bigint
  readonly createdAt: number
  /** Oldest record kept. */
  first: number
  /** Bytes of all bodies trimmed so far: what lies before `first`. */
  firstBefore: number
  /** Durable end: next counter, and bytes of all bodies that the shard ever took. */
  next: number
  nextBefore: number
}

/** The catalog's entry, JSON. Where a shard ends is in the directory: the last batch says it. */
export interface StoredStream {
  readonly id: number
  readonly createdAt: number
  readonly retentionMillis: number
  readonly shards: readonly {
    readonly start: string
    readonly end: string
    readonly createdAt: number
    readonly first: number
    readonly firstBefore: number
  }[]
}

export function stateOf(name: string, stored: StoredStream): StreamState {
  return {
    id: stored.id,
    name,
    createdAt: stored.createdAt,
    retentionMillis: stored.retentionMillis,
    removed: false,
    bell: createBell(),
    progress: createBell(),
    shards: stored.shards.map(({ start, end, createdAt, first, firstBefore }, index) => ({
      index,
      id: shardId(index),
      start: BigInt(start),
      end: BigInt(end),
      createdAt,
      first,
      firstBefore,
      next: first,
      nextBefore: firstBefore,
    })),
  }
}

export function storedOf({ id, createdAt, retentionMillis, shards }: StreamState): StoredStream {
  return {
    id,
    createdAt,
    retentionMillis,
    shards: shards.map((shard) => ({
      start: shard.start.toString(),
      end: shard.end.toString(),
      createdAt: shard.createdAt,
      first: shard.first,
      firstBefore: shard.firstBefore,
    })),
  }
}

export function descriptionOf({ name, createdAt, retentionMillis, shards }: StreamState): StreamDescription {
  return {
    name,
    status: 'ACTIVE',
    createdAt,
    retentionMillis,
    shards: shards.map((shard) => ({
      id: shard.id,
      createdAt: shard.createdAt,
      startingHash: shard.start,
      endingHash: shard.end,
      first: shard.first,
      next: shard.next,
    })),
  }
}

/** `shardId-` and 12 digits, as Kinesis names them. */
export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}
