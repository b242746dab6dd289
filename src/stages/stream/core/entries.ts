import type { RecordBatch } from '../../../record/index.ts'

/** A record as a request brings it. */
export interface Entry {
  readonly data: Uint8Array
  readonly key: string
}

/** Data and partition key, as Kinesis counts a record. */
export function sizeOf({ data, key }: Entry): number {
  return data.length + Buffer.byteLength(key)
}

/** Their arrival is the engine's to say. One alone is not copied: the engine copies what it keeps. */
export function batchOfEntries(entries: readonly Entry[]): RecordBatch {
  const ends = new Uint32Array(entries.length)
  let size = 0
  for (let at = 0; at < entries.length; at++) {
    size += entries[at].data.length
    ends[at] = size
  }
  const bytes = entries.length === 1 ? entries[0].data : joined(entries, ends)
  const keys = entries.map(({ key }) => key)
  return { bytes, ends, times: new Float64Array(entries.length), keys }
}

function joined(entries: readonly Entry[], ends: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(ends[ends.length - 1])
  for (let at = 0; at < entries.length; at++) bytes.set(entries[at].data, at === 0 ? 0 : ends[at - 1])
  return bytes
}
