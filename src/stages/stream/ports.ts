import type { Marks, RecordBatch, Refusal, Source } from '../../record/index.ts'

export interface StreamDescription {
  readonly name: string
  readonly status: 'ACTIVE' | 'DELETING'
  readonly createdAt: number
  readonly retentionMillis: number
  readonly shards: readonly ShardDescription[]
}

export interface ShardDescription {
  /** `shardId-000000000000` */
  readonly id: string
  /** Inclusive bounds of the 128-bit hash space that the shard holds. */
  readonly startingHash: bigint
  readonly endingHash: bigint
  /** Counter of the oldest record kept, and of the next one to be written. */
  readonly first: number
  readonly next: number
}

/** Where a consumer that has no position yet begins. */
export type StartingPosition = 'TRIM_HORIZON' | 'LATEST' | { readonly shard: string; readonly next: number }[]

/** A consumer's place in a stream: the next counter to read, a shard. */
export type Position = Readonly<Record<string, number>>

export interface ConsumerOptions {
  readonly from: StartingPosition
  /** Most bytes of one delivery (soft: one stored batch at least). */
  readonly maxBytes?: number
}

export interface Lag {
  readonly records: number
  /** Age of the oldest record not yet acknowledged, ms; 0 when caught up. */
  readonly millis: number
}

/** A durable, sharded, ordered log. `engines/stream/*` fit this. */
export interface StreamEngine {
  create(stream: string, shards: number, retentionMillis: number): Promise<void>
  remove(stream: string): Promise<void>
  list(): readonly string[]
  describe(stream: string): StreamDescription | undefined
  setRetention(stream: string, retentionMillis: number): Promise<void>
  /** Resolves when the records (and the mark) are flushed to disk. */
  push(
    stream: string,
    batch: RecordBatch,
    signal: AbortSignal,
    mark?: { key: string; value: string },
  ): Promise<readonly Refusal[]>
  /**
   * Reads in order, shard by shard, batch by batch, as they were pushed; every batch has its `origin`.
   * `ack()` of a delivery keeps the consumer's position; a failed ack makes the batch come again.
   */
  consume(stream: string, consumer: string, options: ConsumerOptions): Source
  position(stream: string, consumer: string): Position | undefined
  /** Sets a consumer's position outright (one whose destination keeps it in a transaction of its own). */
  seek(stream: string, consumer: string, position: Position): Promise<void>
  lag(stream: string, consumer: string): Lag
  readonly marks: Marks
  close(): Promise<void>
}
