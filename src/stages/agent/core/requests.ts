import type { RecordBatch } from '../../../record/index.ts'
import { keyOf } from '../../../record/index.ts'

/** What a service takes in one request. */
export interface RequestLimits {
  readonly records: number
  readonly bytes: number
  /** Partition keys count as well. */
  readonly countsKeys: boolean
}

/** PutRecords: 500 records, 5 MiB with the keys (10 MiB in newer regions; what all of them take). */
export const PUT_RECORDS: RequestLimits = { records: 500, bytes: 5 * 2 ** 20, countsKeys: true }
/** PutRecordBatch: 500 records, 4 MiB. */
export const PUT_RECORD_BATCH: RequestLimits = { records: 500, bytes: 4 * 2 ** 20, countsKeys: false }

/** Where the requests of a batch end: `[3, 5]` are records 0 to 2 and 3 to 4. A record has at least one of its own. */
export function requestEnds(batch: RecordBatch, limits: RequestLimits): number[] {
  const ends: number[] = []
  let [count, bytes, start] = [0, 0, 0]
  batch.ends.forEach((end, at) => {
    const size = end - start + (limits.countsKeys ? Buffer.byteLength(keyOf(batch, at)) : 0)
    if (count > 0 && (count === limits.records || bytes + size > limits.bytes)) {
      ends.push(at)
      count = 0
      bytes = 0
    }
    count++
    bytes += size
    start = end
  })
  if (count > 0) ends.push(batch.ends.length)
  return ends
}
