import type { DocumentBatch, Marks, RecordBatch, Source } from '../../record/index.ts'

/** What `delivery` must be given; compose.ts fills it from the other rooms. */
export interface DeliveryPorts {
  /** A consumer of a Kinesis stream, by ARN. `from` counts only when the consumer has no position yet. */
  openSource(streamArn: string, consumer: string, from: 'TRIM_HORIZON' | 'LATEST'): StreamSource
  /** A transform by Lambda ARN, or undefined if there is no such function. */
  transform(functionArn: string): Transform | undefined
  readonly objects: Objects
  /** The index behind a domain ARN or cluster endpoint, or undefined if there is none. */
  index(domain: string): DocumentIndex | undefined
  /** Delivery streams, their versions and pending objects are kept here (keys begin with `firehose/`). */
  readonly marks: Marks
  readonly now: () => number
  /** A random UUID. */
  readonly uuid: () => string
  readonly sleep: (millis: number, signal: AbortSignal) => Promise<void>
}

export interface StreamSource extends Source {
  /** Begins again at this position (a shard's next counter), for destinations that keep it themselves. */
  seek(position: Readonly<Record<string, number>>): Promise<void>
  lag(): { readonly records: number; readonly millis: number }
}

/** Pure: the same batch always gives the same documents, so a result may be shared between delivery streams. */
export type Transform = (batch: RecordBatch) => Promise<DocumentBatch>

export interface Objects {
  put(bucketArn: string, key: string, body: readonly Uint8Array[]): Promise<void>
}

export interface DocumentIndex {
  append(
    writes: readonly {
      readonly index: string
      readonly documents: DocumentBatch
      readonly ids: { readonly prefix: string; readonly first: number }
    }[],
    position: { readonly key: string; readonly value: string },
  ): Promise<void>
  position(key: string): Promise<string | undefined>
}
