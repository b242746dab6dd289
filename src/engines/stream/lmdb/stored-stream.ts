import { hashRanges, type StreamAttributes } from '../../../stages/stream/ports.ts'

/** The catalog's entry, JSON. Where a shard ends is in the directory: the last batch says it. Never changed in place. */
export interface StoredStream {
  readonly id: number
  readonly createdAt: number
  readonly retentionMillis: number
  readonly attributes?: Partial<StreamAttributes>
  /** Index of the next shard to be opened: none is used twice. */
  readonly nextShard: number
  /** Those that are listed, by index. */
  readonly shards: readonly StoredShard[]
}

export interface StoredShard {
  readonly index: number
  readonly start: string
  readonly end: string
  readonly createdAt: number
  readonly first: number
  readonly firstBefore: number
  readonly closedAt?: number
  readonly parents?: readonly number[]
}

/** As the versions before resharding wrote it: shards have no index, there is no `nextShard`. */
type Written = Omit<StoredStream, 'nextShard' | 'shards'> & {
  readonly nextShard?: number
  readonly shards: readonly (Omit<StoredShard, 'index'> & { readonly index?: number })[]
}

export function parseStored(text: string): StoredStream {
  const written = JSON.parse(text) as Written
  const shards = written.shards.map((shard, at) => ({ ...shard, index: shard.index ?? at }))
  return { ...written, shards, nextShard: written.nextShard ?? shards.length }
}

export function newStream(facts: {
  id: number
  shards: number
  retentionMillis: number
  createdAt: number
  attributes: Partial<StreamAttributes>
}): StoredStream {
  const { shards, ...rest } = facts
  return {
    ...rest,
    nextShard: shards,
    shards: hashRanges(shards).map((range, index) => newShard(index, range, facts.createdAt)),
  }
}

export function newShard(
  index: number,
  { start, end }: { start: bigint; end: bigint },
  createdAt: number,
): StoredShard {
  return { index, start: start.toString(), end: end.toString(), createdAt, first: 0, firstBefore: 0 }
}

/** The entry with some shards changed, by index; undefined takes the shard out. */
export function withShards(
  entry: StoredStream,
  change: (shard: StoredShard) => StoredShard | undefined,
): StoredStream {
  return { ...entry, shards: entry.shards.flatMap((shard) => change(shard) ?? []) }
}
