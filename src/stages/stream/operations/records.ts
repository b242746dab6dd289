import { bodyOf, keyOf, type RecordBatch } from '../../../record/index.ts'
import { recordNumbers } from '../core/record-number.ts'
import type { ShardDescription, StreamDescription } from '../ports.ts'
import type { Data } from './data.ts'

export interface ReadRecords {
  readonly records: readonly object[]
  /** Data and partition keys. */
  readonly bytes: number
  /** Counter to read on from. */
  readonly next: number
  /** How far the last of them is behind the shard's newest, ms; 0 when nothing follows. */
  readonly millisBehind: number
}

/** Records of a shard from `counter` on, as clients see them: within the limits, at least one when there is one. */
export function readRecords(
  { engine, now }: Data,
  stream: StreamDescription,
  shard: ShardDescription,
  counter: number,
  limits: { readonly records: number; readonly bytes: number },
): ReadRecords {
  const number = recordNumbers(shard)
  const records: object[] = []
  let bytes = 0
  let next = counter
  let newest = 0
  for (;;) {
    const left = { records: limits.records - records.length, bytes: limits.bytes - bytes }
    if (left.records <= 0 || (records.length > 0 && left.bytes <= 0)) break
    const read = engine.read(stream.name, shard.id, next, left)
    const { batch } = read
    // At least one record is always read: where it no longer fits, it is left for the next time.
    if (!batch || (records.length > 0 && batch.bytes.length > left.bytes)) {
      if (!batch) next = read.next
      break
    }
    const first = read.next - batch.ends.length
    for (let at = 0; at < batch.ends.length; at++)
      records.push(recordOf(batch, at, number(first + at, batch.times[at])))
    bytes += sizeOfBatch(batch)
    newest = batch.times[batch.ends.length - 1]
    next = read.next
  }
  const end = engine.describe(stream.name)?.shards.find(({ id }) => id === shard.id)?.next ?? next
  const isBehind = records.length > 0 && next < end
  return { records, bytes, next, millisBehind: isBehind ? Math.max(0, Math.round(now() - newest)) : 0 }
}

function recordOf(batch: RecordBatch, at: number, number: string) {
  return {
    SequenceNumber: number,
    ApproximateArrivalTimestamp: new Date(batch.times[at]),
    Data: bodyOf(batch, at),
    PartitionKey: keyOf(batch, at),
    ...(batch.encrypted ? { EncryptionType: 'KMS' } : {}),
  }
}

function sizeOfBatch({ bytes, keys, ends }: RecordBatch): number {
  if (keys.length === 1) return bytes.length + Buffer.byteLength(keys[0]) * ends.length
  let size = bytes.length
  for (const key of keys) size += Buffer.byteLength(key)
  return size
}
