import type { Marks, RecordBatch, Refusal, Source } from '../../record/index.ts'

export interface StreamDescription {
  readonly name: string
  readonly status: 'ACTIVE' | 'DELETING'
  readonly createdAt: number
  readonly retentionMillis: number
  /** All shards whose records may still be read, closed ones too, by index. */
  readonly shards: readonly ShardDescription[]
  readonly attributes: StreamAttributes
}

/** What is kept of a stream beside its records. The engine stores it and does not look inside. */
export interface StreamAttributes {
  readonly mode: 'PROVISIONED' | 'ON_DEMAND'
  /** Largest record with its partition key, KiB. */
  readonly maxRecordKib: number
  readonly tags: Readonly<Record<string, string>>
  /** Absent: records are not marked as encrypted. */
  readonly encryptionKey?: string
  readonly shardLevelMetrics: readonly string[]
  /** MiB/s that a client asked for; kept and shown, there is nothing to warm. */
  readonly warmThroughput?: number
  readonly policy?: string
  /** Registered consumers (enhanced fan-out), by name. */
  readonly consumers: Readonly<Record<string, RegisteredConsumer>>
  /** When the shard count was updated, ms; for the quota of a day. */
  readonly shardCountUpdates: readonly number[]
  /** When other changes with a quota of a day were made, ms, by operation. */
  readonly dailyChanges?: Readonly<Record<string, readonly number[]>>
}

export const DEFAULT_ATTRIBUTES: StreamAttributes = {
  mode: 'PROVISIONED',
  maxRecordKib: 10_240,
  tags: {},
  shardLevelMetrics: [],
  consumers: {},
  shardCountUpdates: [],
}

export interface RegisteredConsumer {
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
  readonly policy?: string
}

export interface ShardDescription {
  /** `shardId-000000000000` */
  readonly id: string
  readonly createdAt: number
  /** Inclusive bounds of the 128-bit hash space that the shard holds. */
  readonly startingHash: bigint
  readonly endingHash: bigint
  /** Counter of the oldest record kept, and of the next one to be written. */
  readonly first: number
  readonly next: number
  /** ms; absent while the shard is open. A closed shard takes no more records and stays readable. */
  readonly closedAt?: number
  readonly parent?: string
  readonly adjacentParent?: string
}

/** Closing some shards and opening others that hold the same hash space, in one transaction. */
export interface Reshard {
  readonly close: readonly string[]
  readonly open: readonly {
    readonly startingHash: bigint
    readonly endingHash: bigint
    readonly parent: string
    readonly adjacentParent?: string
  }[]
}

/** Where a record was put. */
export interface Placed {
  readonly shard: string
  readonly counter: number
  /** Arrival as kept, ms. */
  readonly time: number
}

/** A run of one shard's records, read without a consumer. */
export interface ShardRead {
  /** `origin.first` is the counter of its first record; absent when there is nothing to read there. */
  readonly batch?: RecordBatch
  /** Counter to read on from. */
  readonly next: number
}

/** Where a consumer that has no position yet begins. */
export type StartingPosition = 'TRIM_HORIZON' | 'LATEST' | { readonly shard: string; readonly next: number }[]

/** A consumer's place in a stream: the next counter to read, a shard. */
export type Position = Readonly<Record<string, number>>

export interface ConsumerOptions {
  /** LATEST is pinned when the consumer is first opened, durably: a restart doesn't move it. */
  readonly from: StartingPosition
}

/** A consumer's own end of a stream. One is open a consumer: opening it again ends the one before. */
export interface ConsumerSource extends Source {
  /** Ends it: waiting and later pulls answer undefined, and it holds back no producer. Acks still count. */
  close(): void
}

export interface Lag {
  readonly records: number
  /** Age of the oldest record not yet acknowledged, ms; 0 when caught up. */
  readonly millis: number
}

/** A consumer's jump, which an engine must report: records that it will never see, or a place that isn't there. */
export interface Skipped {
  readonly stream: string
  readonly consumer: string
  readonly shard: string
  /**
   * Counters. `to` above `from`: retention took the records between. `to` below `from`: the position was beyond
   * the stream's end (its data are older than the consumer's) and moved back to the end.
   */
  readonly from: number
  readonly to: number
}

/** A durable, sharded, ordered log. `engines/stream/*` fit this. */
export interface StreamEngine {
  /**
   * `shards` equal parts of the hash space (`hashRanges`). Fails when the stream exists. Attributes not given are
   * `DEFAULT_ATTRIBUTES`.
   */
  create(
    stream: string,
    shards: number,
    retentionMillis: number,
    attributes?: Partial<StreamAttributes>,
  ): Promise<void>
  remove(stream: string): Promise<void>
  /** Its records, consumers and positions stay. Fails when there is one of the new name. */
  rename(stream: string, to: string): Promise<void>
  list(): readonly string[]
  describe(stream: string): StreamDescription | undefined
  setRetention(stream: string, retentionMillis: number): Promise<void>
  /**
   * Resolves when the records (and the mark) are flushed to disk; rejects when none of them were kept.
   * A batch goes to the shard of its key, record by record where the keys differ, in one transaction.
   * Waits while a consumer that makes progress is far behind.
   */
  push(
    stream: string,
    batch: RecordBatch,
    signal: AbortSignal,
    mark?: { key: string; value: string },
  ): Promise<readonly Refusal[]>
  /**
   * Reads in order, batch by batch, as they were pushed; every batch has its `origin`. Near the tip all
   * consumers of a shard are handed the same object. The next batch may be pulled before the last is acked,
   * and acks may come in any order: the position moves over what is acked without a gap. It is written
   * lazily and never ahead of the acks: after a crash some batches come again. A failed ack makes that batch
   * and those after it in its shard come again.
   */
  consume(stream: string, consumer: string, options: ConsumerOptions): ConsumerSource
  position(stream: string, consumer: string): Position | undefined
  /** Sets a consumer's position outright (one whose destination keeps it in a transaction of its own). */
  seek(stream: string, consumer: string, position: Position): Promise<void>
  /** Forgets a consumer and its position; a source of it that is open ends. */
  forget(stream: string, consumer: string): Promise<void>
  lag(stream: string, consumer: string): Lag
  /** Replaces them whole. `describe` shows them at once (to read and change them is safe); resolves when durable. */
  setAttributes(stream: string, attributes: StreamAttributes): Promise<void>
  /**
   * Resolves when durable: from then on records go to the new shards, which a consumer is handed after it has
   * acked their parents to the end. Answers the ids of the shards opened. Fails, changing nothing, when a shard to
   * close isn't open or the hash spaces differ. A closed shard is listed until retention has taken all its records.
   */
  reshard(stream: string, change: Reshard): Promise<readonly string[]>
  /**
   * As `push`, and says where each record went. `hashes[i]`, where given, decides the shard instead of the
   * record's key (ExplicitHashKey). Arrival is the engine's own time, whatever the batch says; it never goes back.
   */
  append(
    stream: string,
    batch: RecordBatch,
    signal: AbortSignal,
    hashes?: readonly (bigint | undefined)[],
  ): Promise<readonly Placed[]>
  /**
   * Reads from `counter` on (a trimmed one: from the oldest kept), at least one record when there is one, and at
   * most to the end of the batch that holds it: call again for more.
   */
  read(stream: string, shard: string, counter: number, limits: { records: number; bytes: number }): ShardRead
  /** Counter of the first record that arrived at `time` (ms) or later; the shard's `next` when there is none. */
  counterAt(stream: string, shard: string, time: number): number
  /** Resolves when the shard has a record at `counter`, was closed, or the stream is gone; or `signal` aborts. */
  waitFor(stream: string, shard: string, counter: number, signal: AbortSignal): Promise<void>
  readonly marks: Marks
  close(): Promise<void>
}

// Where a record belongs is Kinesis's own rule, the same on every engine.
export { HASH_SPACE, type HashRange, hashOfKey, hashRanges, rangeOfHash } from './core/hash-range.ts'
