import { FIRST_COUNTER, makeSequenceNumber, type ParsedSequenceNumber } from './sequence-number.ts'

/** A shard as its sequence numbers know it. */
export interface NumberedShard {
  readonly id: string
  readonly createdAt: number
}

/** The engine counts a shard's records from 0; their sequence numbers begin above the shard's own start. */
const FIRST_RECORD = FIRST_COUNTER + 1

/** Bits below the counter in a sequence number. */
const COUNTER_SHIFT = 80n
const TIME_SHIFT = 36n

export function shardIndexOf(id: string): number {
  return Number.parseInt(id.slice('shardId-'.length), 10)
}

/** `shardId-` and 12 digits; a number that no shard can have keeps its sign in front, as Kinesis writes it. */
export function shardIdOf(index: number): string {
  return index < 0
    ? `shardId--${String(-index).padStart(11, '0')}`
    : `shardId-${String(index).padStart(12, '0')}`
}

/** Makes a shard's sequence numbers; many at a time: only what differs is computed anew. */
export function recordNumbers(shard: NumberedShard): (counter: number, time: number) => string {
  const { id, createdAt } = shard
  const base = BigInt(makeSequenceNumber({ createdAt, shardIndex: shardIndexOf(id), counter: 0, time: 0 }))
  let atSecond = Number.NaN
  let baseOfSecond = base
  return (counter, time) => {
    const second = Math.floor(time / 1000)
    if (second !== atSecond) {
      atSecond = second
      baseOfSecond = base + (BigInt(second) << TIME_SHIFT)
    }
    return (baseOfSecond + (BigInt(counter + FIRST_RECORD) << COUNTER_SHIFT)).toString()
  }
}

/** A number that all records before `counter` are not above: to go on after it is to go on at `counter`. */
export function numberBefore(shard: NumberedShard, counter: number, time: number): string {
  return recordNumbers(shard)(counter - 1, time)
}

/** Counter of the first record at or after a sequence number, at most `next`. */
export function counterOf({ counter }: ParsedSequenceNumber, kind: 'at' | 'after', next: number): number {
  const record = counter - BigInt(FIRST_RECORD) + (kind === 'after' ? 1n : 0n)
  if (record < 0n) return 0
  return record > BigInt(next) ? next : Number(record)
}
