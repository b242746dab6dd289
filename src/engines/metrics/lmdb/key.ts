/**
 * Keys of points, in LMDB's byte order:
 *
 *     key := tier:u8  series:u32be  start:u32be        start in seconds since 1970
 *
 * A row holds what came for one minute and isn't joined yet to the chunks; a fine row, what came for one second.
 * A chunk holds a run of points of one tier. To read a metric is to read one tier's chunks and the rows: each value
 * is in both never, in one of them always.
 */
export interface Tier {
  readonly id: number
  /** Seconds that a point stands for. */
  readonly resolution: number
  /** Seconds that a value of the table spans. */
  readonly span: number
  /** Seconds that points are kept. */
  readonly kept: number
}

const HOUR = 3600
const DAY = 24 * HOUR

export const ROW: Tier = { id: 0, resolution: 60, span: 60, kept: 15 * DAY }
export const FINE: Tier = { id: 1, resolution: 1, span: 1, kept: 3 * HOUR }
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
export const CHUNKS: readonly Tier[] = [
  { id: 2, resolution: 60, span: HOUR, kept: 15 * DAY },
  { id: 3, resolution: 300, span: 12 * HOUR, kept: 63 * DAY },
  { id: 4, resolution: HOUR, span: 7 * DAY, kept: 455 * DAY },
]
export const TIERS: readonly Tier[] = [ROW, FINE, ...CHUNKS]

/** What a key has room for: in the year 2106. */
export const LAST_SECOND = 0xffffffff

export function keyOf(tier: Tier, series: number, start: number): Buffer {
  const key = Buffer.allocUnsafe(9)
  key[0] = tier.id
  key.writeUInt32BE(series, 1)
  key.writeUInt32BE(start, 5)
  return key
}

export function startOf(key: Uint8Array): number {
  return ((key[5] << 24) | (key[6] << 16) | (key[7] << 8) | key[8]) >>> 0
}

/** The start of the span that a second falls in. */
export function spanOf(tier: Tier, second: number): number {
  return second - (second % tier.span)
}
