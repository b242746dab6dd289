/**
 * Kinesis sequence numbers: the decimal form of 47 hex digits, version 2 of a layout that kinesalite's authors
 * read from the real service:
 *
 *   number   = '2' created:9 nibble:1 counter:16 '00' time:9 shard:8 '2'
 *   created  = shard's creation, seconds since 1970
 *   nibble   = lowest hex digit of the shard's index
 *   counter  = place of the record in its shard from 1 on; 0 stands for the shard's start, 7fffffffffffffff for the
 *              end of a closed shard
 *   time     = arrival of the record, seconds since 1970
 *   shard    = index of the shard
 *
 * Older versions are recognised, so that they can be refused with Kinesis's sentences.
 */
export interface SequenceNumber {
  /** Creation of the shard, ms since 1970 (kept in whole seconds). */
  readonly createdAt: number
  readonly shardIndex: number
  readonly counter: number | bigint
  /** Arrival of the record, ms since 1970 (kept in whole seconds). */
  readonly time: number
}

export interface ParsedSequenceNumber extends SequenceNumber {
  readonly counter: bigint
  readonly version: 0 | 1 | 2
}

/** Counter of `StartingSequenceNumber`: all records are above it. */
export const FIRST_COUNTER = 0
/** Counter of `EndingSequenceNumber` of a closed shard. */
export const LAST_COUNTER = 0x7fffffffffffffffn

/** Smaller numbers are of version 0, written without its leading digit. */
const VERSION_0 = 1n << 124n
const AFTER_VERSION_0 = 1n << 129n
const BEFORE_VERSIONS_1_AND_2 = 1n << 185n
const AFTER_VERSIONS_1_AND_2 = 3n << 184n
/** Kinesis refuses creation times from this second on (the year 2477). */
const TOO_LATE_SECONDS = 16_025_175_000

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
export function parseSequenceNumber(text: string): ParsedSequenceNumber | undefined {
  if (!/^(0|[1-9]\d{0,128})$/.test(text)) return undefined
  const given = BigInt(text)
  const number = given < VERSION_0 ? given + VERSION_0 : given
  const digits = number.toString(16)
  const seconds = Number.parseInt(digits.slice(1, 10), 16)
  if (number < AFTER_VERSION_0) return seconds < TOO_LATE_SECONDS ? version0(digits) : undefined
  if (number <= BEFORE_VERSIONS_1_AND_2 || number >= AFTER_VERSIONS_1_AND_2) return undefined
  if (digits[46] === '1') return version1(digits)
  return digits[46] === '2' && seconds < TOO_LATE_SECONDS ? version2(digits) : undefined
}

function version0(digits: string): ParsedSequenceNumber {
  return {
    version: 0,
    createdAt: secondsIn(digits, 1),
    shardIndex: Number.parseInt(digits.slice(28, 32), 16),
    counter: 0n,
    time: 0,
  }
}

function version1(digits: string): ParsedSequenceNumber {
  return {
    version: 1,
    createdAt: secondsIn(digits, 1),
    shardIndex: Number.parseInt(digits.slice(38, 46), 16),
    counter: BigInt(`0x${digits.slice(36, 38)}`),
    time: secondsIn(digits, 13),
  }
}

function version2(digits: string): ParsedSequenceNumber | undefined {
  const counter = BigInt(`0x${digits.slice(11, 27)}`)
  if (counter > LAST_COUNTER) return undefined
  const index = Number.parseInt(digits.slice(38, 46), 16)
  return {
    version: 2,
    createdAt: secondsIn(digits, 1),
    // Kinesis names an index above 31 bits by its digits after a minus sign.
    shardIndex: index > 0x7fffffff ? -index : index,
    counter,
    time: secondsIn(digits, 29),
  }
}

/** Nine hex digits of whole seconds, as ms. */
function secondsIn(digits: string, at: number): number {
  return Number.parseInt(digits.slice(at, at + 9), 16) * 1000
}

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
