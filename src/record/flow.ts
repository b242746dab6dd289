import type { RecordBatch } from './batch.ts'

/** A record that a sink did not take, by its place in the pushed batch. */
export interface Refusal {
  readonly at: number
  readonly reason: Error
}

/** A batch on loan: `ack` exactly once, with the failure if it could not be handled. */
export interface Delivery {
  readonly batch: RecordBatch
  ack(failure?: Error): Promise<void>
}

export interface Source {
  /** Next batch, in order; undefined when the source has ended or `signal` aborted. */
  pull(signal: AbortSignal): Promise<Delivery | undefined>
}

/**
 * What a producer wants remembered together with its records. A sink that can writes it in the same
 * transaction as the records, so that a crash between the two can't happen.
 */
export interface Mark {
  readonly key: string
  readonly value: string
}

export interface Sink {
  /** Resolves when the records are durable; answers which of them were refused. */
  push(batch: RecordBatch, signal: AbortSignal, mark?: Mark): Promise<readonly Refusal[]>
}

/** Where marks are kept. `write` resolves when durable. */
export interface Marks {
  read(key: string): string | undefined
  write(key: string, value: string): Promise<void>
  remove(key: string): Promise<void>
  /** Keys that begin with `prefix`, with their values, in key order. */
  list(prefix: string): Iterable<readonly [key: string, value: string]>
}
