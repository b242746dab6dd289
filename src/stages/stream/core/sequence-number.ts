/**
 * Kinesis sequence numbers: the decimal form of 47 hex digits, version 2 of a layout that kinesalite's authors
 * read from the real service:
 *
 *   number   = '2' created:9 nibble:1 counter:16 '00' time:9 shard:8 '2'
 *   created  = shard's creation, seconds since 1970
 *   nibble   = lowest hex digit of the shard's index
 *   counter  = place of the record in its shard; 7fffffffffffffff stands for the end of a closed shard
 *   time     = arrival of the record, seconds since 1970
 *   shard    = index of the shard
 */
export interface SequenceNumber {
  /** Creation of the shard, ms since 1970 (kept in whole seconds). */
  readonly createdAt: number
  readonly shardIndex: number
  readonly counter: number | bigint
  /** Arrival of the record, ms since 1970 (kept in whole seconds). */
  readonly time: number
}

/** Counter of `EndingSequenceNumber` of a closed shard. */
export const LAST_COUNTER = 0x7fffffffffffffffn

export function makeSequenceNumber({ createdAt, shardIndex, counter, time }: SequenceNumber): string {
  const digits = [
    '2',
    hex(Math.floor(createdAt / 1000), 9),
    (shardIndex & 0xf).toString(16),
    hex(counter, 16),
    '00',
    hex(Math.floor(time / 1000), 9),
    hex(shardIndex, 8),
    '2',
  ]
  return BigInt(`0x${digits.join('')}`).toString()
}

/** Undefined for a text that isn't such a number. */
export function parseSequenceNumber(text: string): (SequenceNumber & { counter: bigint }) | undefined {
  if (!/^[1-9]\d{55}$/.test(text)) return undefined
  const digits = BigInt(text).toString(16)
  if (digits.length !== 47 || digits[0] !== '2' || digits[46] !== '2' || digits.slice(27, 29) !== '00')
    return undefined
  const shardIndex = Number.parseInt(digits.slice(38, 46), 16)
  if (digits[10] !== (shardIndex & 0xf).toString(16)) return undefined
  const counter = BigInt(`0x${digits.slice(11, 27)}`)
  if (counter > LAST_COUNTER) return undefined
  return {
    createdAt: Number.parseInt(digits.slice(1, 10), 16) * 1000,
    shardIndex,
    counter,
    time: Number.parseInt(digits.slice(29, 38), 16) * 1000,
  }
}

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
