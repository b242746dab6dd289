import type { DocumentBatch, Marks, RecordBatch, Sink, Source } from '../../record/index.ts'
import type { Schema } from './core/json-schema.ts'

/** What `delivery` must be given; compose.ts fills it from the other rooms. */
export interface DeliveryPorts {
  /**
   * A consumer of a Kinesis stream, by ARN. `from` counts only when the consumer has no position yet. Opening it
   * again ends the source before it. Throws when there is no such stream.
   */
  openSource(streamArn: string, consumer: string, from: 'TRIM_HORIZON' | 'LATEST'): StreamSource
  /**
   * The hidden stream that holds what is put to a DirectPut delivery stream; made when there is none. Asking again
   * gives a source that begins with what is not acked, and ends the source before it. `backup` reads the same
   * records again, in its own time.
   */
  directStream(deliveryStream: string, consumer?: 'backup'): DirectStream
  /** A transform by Lambda ARN, or undefined if there is no such function. `by`: who asks, which a handler is told. */
  transform(functionArn: string, by?: TransformBy): Transform | undefined
  readonly objects: Objects
  /** The index behind a domain ARN or cluster endpoint, or undefined if there is none. */
  index(domain: string): DocumentIndex | undefined
  /** jq; absent: metadata extraction is refused. */
  readonly jq?: Jq
  /** Absent: conversion to Parquet is refused. */
  readonly parquet?: Parquet
  /** Sends to remote ends; absent: destinations that need it are refused. */
  readonly http?: HttpPost
  /** The embedded index's own `_bulk`, without a network, by domain ARN or endpoint; undefined if there is none. */
  bulkOf?(domain: string): HttpPost | undefined
  /** Absent: Redshift is refused. */
  readonly warehouse?: Warehouse
  /** Delivery streams, their versions and pending objects are kept here (keys begin with `firehose/`). */
  readonly marks: Marks
  readonly now: () => number
  /** A random UUID. */
  readonly uuid: () => string
  /** Resolves after so long; rejects when `signal` aborts. */
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
}

/**
 * Many deliveries may be on loan at once, and acks are called in order, detached from their delivery
 * (`const { ack } = delivery`), so that a batch's memory need not wait for its object.
 */
export interface StreamSource extends Source {
  /** Begins again at this position (a shard's next counter), for destinations that keep it themselves. */
  seek(position: Readonly<Record<string, number>>): Promise<void>
  /** Behind what is acked. */
  lag(): { readonly records: number; readonly millis: number }
  /** Nothing more will be pulled; the consumer keeps its position. */
  close?(): void
  /** The delivery stream is deleted: its consumer's position goes too. */
  forget?(): Promise<void>
}

export interface DirectStream {
  readonly sink: Sink
  readonly source: StreamSource
  /** Resolves when the hidden stream is durable. */
  ready?(): Promise<void>
  /** The delivery stream is deleted: so is the hidden stream. */
  remove?(): Promise<void>
}

/**
 * The built-in function gives documents: pure, the same batch always gives the same ones, so that a result may be
 * shared between delivery streams. A user's function gives records.
 */
export interface Transform {
  (batch: RecordBatch): Promise<DocumentBatch | TransformedRecords>
  /** Absent: documents. */
  readonly gives?: 'records'
}

export interface TransformBy {
  readonly deliveryStreamArn: string
  readonly sourceKinesisStreamArn?: string
}

/** What a user's function made of a batch. Records in neither list were dropped. */
export interface TransformedRecords {
  /** The new bodies of those with the result Ok, in order; `times` are those of the records they were made of. */
  readonly made: RecordBatch
  /** Place in the given batch of each record of `made`, ascending. */
  readonly places: Uint32Array
  /** metadata.partitionKeys, one a record of `made`; absent: there are none. */
  readonly partitionKeys?: readonly (Readonly<Record<string, string>> | undefined)[]
  /** ProcessingFailed, by place in the given batch. */
  readonly failed: readonly { readonly at: number; readonly code: string; readonly message: string }[]
}

export interface Jq {
  /** Throws jq's own sentence about a query that doesn't compile. */
  check(query: string): Promise<void>
  /** What the query makes of each JSON text: its one output, or why there isn't one. Rejects when it takes too long. */
  run(query: string, inputs: readonly string[]): Promise<readonly JqOutput[]>
}

export type JqOutput = { readonly value: unknown } | { readonly error: string }

export interface Parquet {
  /** A table that grows; what was written to it is gone after `finish` or `discard`. */
  open(): ParquetTable
}

export interface ParquetTable {
  /** Lines of JSON objects, whole ones. The bytes are the table's for good. */
  write(lines: Uint8Array): Promise<void>
  /** May be called again after it failed. A value that its column can't take makes all columns text. */
  finish(columns: Schema, options: ParquetOptions): Promise<Uint8Array>
  discard(): Promise<void>
  /** Bytes in memory. */
  held(): number
}

export interface ParquetOptions {
  readonly compression: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP'
  readonly version: 'V1' | 'V2'
  readonly dictionary: boolean
  /** Most bytes of a row group, before compression. */
  readonly groupBytes: number
}

/**
 * One POST. Resolves with whatever was answered; redirects are answers. Rejects with `HttpFailure` when there was no
 * answer.
 */
export type HttpPost = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>

export interface HttpRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** For the whole answer. */
  readonly timeoutMillis: number
  /** Of the answer's body; more is a failure. */
  readonly mostBytes: number
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

export interface HttpFailure extends Error {
  readonly kind: 'timeout' | 'refused' | 'reset' | 'tooLarge' | 'tls' | 'aborted'
}

/** Copies what is staged into a table; resolves when it is committed. Rejects with the database's own error. */
export type Warehouse = (request: CopyRequest) => Promise<void>

export interface CopyRequest {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly isEncrypted: boolean
  /** Redshift's COPY of the staged objects. */
  readonly statement: string
  /** For a database that has no such COPY: the rows of those objects. Throws when they can't be read. */
  rows(): readonly CopyRow[]
  readonly table: string
  /** Absent: all of the table's, in its order. */
  readonly columns?: readonly string[]
}

/** By column, or in their order. */
export type CopyRow = Readonly<Record<string, unknown>> | readonly (string | null)[]

export interface Objects {
  /** Resolves when the object is durable; one of the same key is replaced whole. */
  put(bucketArn: string, key: string, body: readonly Uint8Array[]): Promise<void>
  /** Removing what is not there succeeds. */
  remove(bucketArn: string, key: string): Promise<void>
}

/**
 * An append that rejects with `permanent: true` or `status: 400` will never succeed with these rows. Any other
 * `status` is the index's own answer and is retried as RetryOptions say. Without a status the index did not
 * answer at all: it is waited for, however long it takes; the stream keeps the records meanwhile.
 */
export interface DocumentIndex {
  /** Rows and position become durable and visible together, or neither. `writes` may be empty. */
  append(
    writes: readonly IndexWrite[],
    position: { readonly key: string; readonly value: string },
  ): Promise<void>
  position(key: string): Promise<string | undefined>
}

export interface IndexWrite {
  readonly index: string
  readonly documents: DocumentBatch
  /** Document `i` has the id `${ids.prefix}${ids.first + documents.records[i]}`. */
  readonly ids: { readonly prefix: string; readonly first: number }
}
