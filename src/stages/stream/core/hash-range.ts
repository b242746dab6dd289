import { hash } from 'node:crypto'

/** Kinesis hashes partition keys into 0 .. 2^128 - 1. */
export const HASH_SPACE = 1n << 128n

/** Inclusive bounds. */
export interface HashRange {
  readonly start: bigint
  readonly end: bigint
}

/** What CreateStream gives each of `count` shards: equal parts, the last one up to the end of the space. */
export function hashRanges(count: number): HashRange[] {
  const width = HASH_SPACE / BigInt(count)
  return Array.from({ length: count }, (_, at) => ({
    start: width * BigInt(at),
    end: at === count - 1 ? HASH_SPACE - 1n : width * BigInt(at + 1) - 1n,
  }))
}

/** MD5 of the key's UTF-8, read as an unsigned big-endian number. */
export function hashOfKey(key: string): bigint {
  return BigInt(`0x${hash('md5', key, 'hex')}`)
}

/** Place of the range that holds `hash`, in ranges that are sorted and leave no gap. */
export function rangeOfHash(ranges: readonly HashRange[], hash: bigint): number {
  let low = 0
  let high = ranges.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (hash > ranges[middle].end) low = middle + 1
    else high = middle
  }
  return low
}
