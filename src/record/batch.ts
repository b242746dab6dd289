/** Where a batch stands in a stream: record i of the batch has sequence `first + i` in `shard`. */
export interface Origin {
  readonly stream: string
  readonly shard: string
  /** Counter of the first record in its shard, from 0, without gaps inside one batch. */
  readonly first: number
}

/** A run of records in arrival order. Sealed: nobody changes it after it is made. */
export interface RecordBatch {
  /** Every record body, end to end. The agent keeps each line's own newline, as the Kinesis Agent does. */
  readonly bytes: Uint8Array
  /** `ends[i]`: where record i stops in `bytes`; it starts where record i - 1 stops. */
  readonly ends: Uint32Array
  /** Arrival, ms since 1970. */
  readonly times: Float64Array
  /** Partition keys, one a record, or a single key that all records share. */
  readonly keys: readonly string[]
  /**
   * What the file said of its own lines before these records: the newest `#Fields:` line of a W3C log.
   * The agent fills it in, the stream keeps it, the parser reads it; so a restart in mid-file loses nothing.
   */
  readonly header?: string
  /** Path of the file that the records come from, where there is one. The stream keeps it. */
  readonly source?: string
  /** The stream was marked as encrypted when it took these records. Set by the stream. */
  readonly encrypted?: boolean
  /** Set by the stream when it hands a batch to a consumer. */
  readonly origin?: Origin
}

/** Number of records in a batch. */
export function countOf(batch: RecordBatch): number {
  return batch.ends.length
}

/** Body of record `at`, a view into the batch (no copy). */
export function bodyOf(batch: RecordBatch, at: number): Uint8Array {
  return batch.bytes.subarray(at === 0 ? 0 : batch.ends[at - 1], batch.ends[at])
}

/** Partition key of record `at`. */
export function keyOf(batch: RecordBatch, at: number): string {
  return batch.keys.length === 1 ? batch.keys[0] : batch.keys[at]
}

/** Records `from` to `to` (exclusive) as a batch of their own; bodies are views, not copies. */
export function sliceBatch(batch: RecordBatch, from: number, to: number): RecordBatch {
  const start = from === 0 ? 0 : batch.ends[from - 1]
  const stop = to === 0 ? 0 : batch.ends[to - 1]
  const ends = batch.ends.slice(from, to)
  if (start > 0) for (let i = 0; i < ends.length; i++) ends[i] -= start
  const { origin } = batch
  return {
    bytes: batch.bytes.subarray(start, stop),
    ends,
    times: batch.times.slice(from, to),
    keys: batch.keys.length === 1 ? batch.keys : batch.keys.slice(from, to),
    ...(batch.header === undefined ? {} : { header: batch.header }),
    ...(batch.source === undefined ? {} : { source: batch.source }),
    ...(batch.encrypted ? { encrypted: true } : {}),
    ...(origin ? { origin: { ...origin, first: origin.first + from } } : {}),
  }
}

/** Builds a batch from separate bodies; for edges and tests, not for hot paths. */
export function batchOf(
  bodies: readonly (Uint8Array | string)[],
  options: { now?: number; key?: string } = {},
): RecordBatch {
  const encoded = bodies.map((body) => (typeof body === 'string' ? Buffer.from(body) : body))
  const bytes = Buffer.concat(encoded)
  const ends = new Uint32Array(encoded.length)
  let end = 0
  encoded.forEach((body, at) => {
    end += body.length
    ends[at] = end
  })
  return {
    bytes,
    ends,
    times: new Float64Array(encoded.length).fill(options.now ?? 0),
    keys: [options.key ?? '0'],
  }
}
