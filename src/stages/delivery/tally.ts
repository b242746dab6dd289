import type { Receipt } from './conveyor.ts'

/** What became of one source batch. `rows` + `failed` + dropped records = `records`. */
export interface Delivered {
  readonly deliveryStream: string
  /** The file that the records come from, where there is one. */
  readonly source?: string
  /** Documents at the destination, those of lines that did not parse included. */
  readonly rows: number
  readonly unparsed: number
  /** Records that went to the error output. */
  readonly failed: number
  /** Records read. */
  readonly records: number
  /** As they were read. */
  readonly bytes: number
  /** When the oldest of them arrived, ms since 1970. */
  readonly arrived: number
}

/** Running totals of a delivery stream since it was started. */
export interface Tally {
  records: number
  rows: number
  unparsed: number
  failed: number
  /** Bytes at the destination: of objects as they were put. */
  bytes: number
  objects: number
  /** Bytes that wait in the buffer, before compression. */
  bufferBytes: number
  lastSuccess: number | undefined
}

export function createTally(): Tally {
  return {
    ...{ records: 0, rows: 0, unparsed: 0, failed: 0 },
    ...{ bytes: 0, objects: 0, bufferBytes: 0, lastSuccess: undefined },
  }
}

/** A source batch with what became of its records, until they are durable. */
export interface Outcome {
  readonly receipt: Receipt
  readonly rows: number
  readonly unparsed: number
  readonly failed: number
}
