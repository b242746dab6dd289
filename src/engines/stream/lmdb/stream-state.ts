import {
  DEFAULT_ATTRIBUTES,
  type StreamAttributes,
  type StreamDescription,
} from '../../../stages/stream/ports.ts'
import { type Bell, createBell } from './bell.ts'
import type { StoredShard, StoredStream } from './stored-stream.ts'

/** A stream in memory. What is durable of it: the catalog's entry, and the directory's keys. */
export interface StreamState {
  /** Number in the directory's keys, never used twice. */
  readonly id: number
  name: string
  readonly createdAt: number
  retentionMillis: number
  attributes: StreamAttributes
  /** Those that are listed, by index. Replaced, never changed in place. */
  shards: readonly ShardState[]
  /** Where records go, by hash: the open shards as the transaction being built has them. Replaced likewise. */
  open: readonly ShardState[]
  /** The catalog's entry as the transaction being built has it. */
  entry: StoredStream
  removed: boolean
  /** Arrival of the newest record that was appended: time does not go back. */
  arrival: number
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
  /** Indexes of the shards that it took the hash space over from. */
  readonly parents: readonly number[]
  /** Durably closed: `next` is its end. */
  closedAt: number | undefined
  /** Oldest record kept. */
  first: number
  /** Bytes of all bodies trimmed so far: what lies before `first`. */
  firstBefore: number
  /** Durable end: next counter, and bytes of all bodies that the shard ever took. */
  next: number
  nextBefore: number
}

export function stateOf(name: string, entry: StoredStream): StreamState {
  const shards = entry.shards.map(shardStateOf)
  return {
    id: entry.id,
    name,
    createdAt: entry.createdAt,
    retentionMillis: entry.retentionMillis,
    attributes: attributesOf(entry),
    shards,
    open: byHash(shards.filter(({ closedAt }) => closedAt === undefined)),
    entry,
    removed: false,
    arrival: 0,
    bell: createBell(),
    progress: createBell(),
  }
}

/** Entries written before there were attributes have none. */
export function attributesOf(entry: StoredStream): StreamAttributes {
  return { ...DEFAULT_ATTRIBUTES, ...entry.attributes }
}

export function shardStateOf(stored: StoredShard): ShardState {
  const { index, start, end, createdAt, closedAt, first, firstBefore } = stored
  return {
    index,
    id: shardId(index),
    start: BigInt(start),
    end: BigInt(end),
    createdAt,
    parents: stored.parents ?? [],
    closedAt,
    first,
    firstBefore,
    next: first,
    nextBefore: firstBefore,
  }
}

/** As `rangeOfHash` wants them. */
export function byHash(shards: readonly ShardState[]): readonly ShardState[] {
  return shards.toSorted((a, b) => (a.start < b.start ? -1 : 1))
}

export function descriptionOf(stream: StreamState): StreamDescription {
  const { name, createdAt, retentionMillis, attributes, shards } = stream
  return {
    name,
    status: 'ACTIVE',
    createdAt,
    retentionMillis,
    attributes,
    shards: shards.map((shard) => ({
      id: shard.id,
      createdAt: shard.createdAt,
      startingHash: shard.start,
      endingHash: shard.end,
      first: shard.first,
      next: shard.next,
      ...(shard.closedAt === undefined ? {} : { closedAt: shard.closedAt }),
      ...(shard.parents.length > 0 ? { parent: shardId(shard.parents[0]) } : {}),
      ...(shard.parents.length > 1 ? { adjacentParent: shardId(shard.parents[1]) } : {}),
    })),
  }
}

/** Throws when there is none. */
export function shardNamed(stream: StreamState, id: string): ShardState {
  const shard = stream.shards.find((each) => each.id === id)
  if (!shard) throw new Error(`Shard ${id} of stream ${stream.name} not found.`)
  return shard
}

/** `shardId-` and 12 digits, as Kinesis names them. */
export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}
