/** A stretch of a file cut into records. `bytes` and `ends` are as in a RecordBatch. */
export interface Cut {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
  /** Where each record stops in the stretch itself; equal to `ends` unless records were changed. */
  readonly fileEnds: Uint32Array
  /** How much of the chunk is behind us (also what was skipped). */
  readonly consumed: number
  /** Newlines in the consumed part. */
  readonly lines: number
  /** We stand within a line whose rest is to be skipped. */
  readonly mid: boolean
  /** Consumed bytes at the end that are a final line without newline. */
  readonly half: number
  /** A newer `#Fields:` line, which holds for the records of this cut. */
  readonly header?: string
  /** Records shortened to the destination's limit. */
  readonly truncated: number
  /** Records that a converter did not understand and that stay as they were. */
  readonly kept: number
  /** The footer was found: nothing more is to be read from this file. */
  readonly footer: boolean
}

export interface CutState {
  /** Chunk begins at the file's first byte. */
  readonly atStart: boolean
  /** Chunk begins within a line that is to be skipped to its end. */
  readonly mid: boolean
  /** No more will come: a last line without newline is a record. */
  readonly final: boolean
  /** A record that may still grow (multi-line) is to be taken as it stands. */
  readonly force: boolean
  /** Arrival, ms since 1970. */
  readonly now: number
  /** Room in the buffer that the cut goes to. At least one record is taken, whatever its size. */
  readonly maxRecords: number
  readonly maxBytes: number
}

/** Takes records from the beginning of a chunk; `consumed` 0 means that it needs to see more. */
export type Cutter = (chunk: Buffer, state: CutState) => Cut

export interface LineLimits {
  readonly maxRecordBytes: number
  /** Put where a longer record was cut off. */
  readonly terminator: Uint8Array
}

/** A batch of the embedded pipeline: about 2 MiB of an access log. */
export const MOST_RECORDS = 8192

const NOTHING = new Uint32Array(0)

export function emptyCut(consumed: number, lines: number, mid: boolean): Cut {
  return {
    bytes: new Uint8Array(0),
    ends: NOTHING,
    fileEnds: NOTHING,
    consumed,
    lines,
    mid,
    half: 0,
    truncated: 0,
    kept: 0,
    footer: false,
  }
}

/** Fast path: the batch's bytes are the chunk itself, one indexOf a line. Slow path: a line over the limit. */
export function createLineCutter(limits: LineLimits): Cutter {
  const { maxRecordBytes } = limits
  const scratch = new Uint32Array(MOST_RECORDS)
  return (chunk, state) => {
    if (state.mid) return skipLine(chunk)
    let count = 0
    let start = 0
    let header: string | undefined
    const maxRecords = Math.min(state.maxRecords, MOST_RECORDS)
    while (count < maxRecords) {
      const at = chunk.indexOf(10, start)
      if (at < 0 || at + 1 - start > maxRecordBytes) break
      if (at + 1 > state.maxBytes && count > 0) break
      if (chunk[start] === 35 && isFields(chunk, start)) {
        // The line holds for what follows it, so that a batch never spans it.
        if (count > 0) break
        header = lineText(chunk, start, at)
      }
      start = at + 1
      scratch[count++] = start
    }
    if (count > 0) return lineCut(chunk, scratch.slice(0, count), start, count, 0, header)
    if (chunk.length > maxRecordBytes) return cutLong(chunk, limits)
    if (state.final && chunk.length > 0) {
      return lineCut(chunk, Uint32Array.of(chunk.length), chunk.length, 0, chunk.length, undefined)
    }
    return emptyCut(0, 0, false)
  }
}

function lineCut(
  chunk: Buffer,
  ends: Uint32Array,
  consumed: number,
  lines: number,
  half: number,
  header: string | undefined,
): Cut {
  return {
    bytes: chunk.subarray(0, consumed),
    ends,
    fileEnds: ends,
    consumed,
    lines,
    mid: false,
    half,
    ...(header === undefined ? {} : { header }),
    truncated: 0,
    kept: 0,
    footer: false,
  }
}

/** The rest of a line whose beginning was sent, cut to the limit. */
export function skipLine(chunk: Buffer): Cut {
  const at = chunk.indexOf(10)
  return at < 0 ? emptyCut(chunk.length, 0, true) : emptyCut(at + 1, 1, false)
}

/** First line of the chunk is longer than a record may be: its beginning and the terminator are the record. */
function cutLong(chunk: Buffer, limits: LineLimits): Cut {
  const at = chunk.indexOf(10)
  const consumed = at < 0 ? chunk.length : at + 1
  const bytes = shorten(chunk, limits)
  return {
    ...emptyCut(consumed, at < 0 ? 0 : 1, at < 0),
    bytes,
    ends: Uint32Array.of(bytes.length),
    fileEnds: Uint32Array.of(consumed),
    truncated: 1,
  }
}

export function shorten(record: Uint8Array, limits: LineLimits): Uint8Array {
  return Buffer.concat([
    record.subarray(0, limits.maxRecordBytes - limits.terminator.length),
    limits.terminator,
  ])
}

const FIELDS = Buffer.from('#Fields:')

export function isFields(chunk: Buffer, start: number): boolean {
  return (
    chunk.length >= start + FIELDS.length &&
    chunk.compare(FIELDS, 0, FIELDS.length, start, start + FIELDS.length) === 0
  )
}

export function lineText(chunk: Buffer, start: number, newline: number): string {
  const stop = newline > start && chunk[newline - 1] === 13 ? newline - 1 : newline
  return chunk.toString('utf8', start, stop)
}

/** The newest `#Fields:` line of the file's beginning: what a resumed W3C log needs. */
export function findFields(head: Buffer): string | undefined {
  if (head[0] !== 35) return undefined
  let found: string | undefined
  for (let start = 0; ; ) {
    const at = head.indexOf(10, start)
    if (at < 0) return found
    if (head[start] === 35 && isFields(head, start)) found = lineText(head, start, at)
    start = at + 1
  }
}
