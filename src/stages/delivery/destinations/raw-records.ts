import { countOf, type RecordBatch } from '../../../record/index.ts'

/** Every record as it came, each with the delimiter behind it. The batch's own bytes when there is none. */
export function delimited(batch: RecordBatch, delimiter: Uint8Array): Uint8Array {
  if (delimiter.length === 0) return batch.bytes
  const out = new Uint8Array(batch.bytes.length + countOf(batch) * delimiter.length)
  let [from, at] = [0, 0]
  for (const end of batch.ends) {
    out.set(batch.bytes.subarray(from, end), at)
    at += end - from
    out.set(delimiter, at)
    at += delimiter.length
    from = end
  }
  return out
}
