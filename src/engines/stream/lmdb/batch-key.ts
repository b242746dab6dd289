/**
 * Key of a stored batch: its entry in the directory, so that finding, counting, dating and trimming batches reads
 * keys only, never values. Big-endian, so that keys sort by stream, shard and counter (a double that isn't
 * negative sorts like its bytes).
 *
 *   key = stream:u32 shard:u32 first:f64 before:f64 oldest:f64 newest:f64 count:u32 bytes:u32
 */
export interface BatchKey {
  /** Number of the stream, never used twice. */
  readonly stream: number
  readonly shard: number
  /** Counter of the first record. */
  readonly first: number
  readonly count: number
  /** Bytes of all bodies that the shard took before this batch, and of this batch. */
  readonly before: number
  readonly bytes: number
  /** Least and greatest arrival, ms since 1970. */
  readonly oldest: number
  readonly newest: number
}

const KEY_BYTES = 48

export function encodeKey(key: BatchKey): Buffer {
  const bytes = Buffer.allocUnsafe(KEY_BYTES)
  bytes.writeUInt32BE(key.stream, 0)
  bytes.writeUInt32BE(key.shard, 4)
  bytes.writeDoubleBE(key.first, 8)
  bytes.writeDoubleBE(key.before, 16)
  bytes.writeDoubleBE(key.oldest, 24)
  bytes.writeDoubleBE(key.newest, 32)
  bytes.writeUInt32BE(key.count, 40)
  bytes.writeUInt32BE(key.bytes, 44)
  return bytes
}

export function decodeKey(bytes: Uint8Array): BatchKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    stream: view.getUint32(0),
    shard: view.getUint32(4),
    first: view.getFloat64(8),
    before: view.getFloat64(16),
    oldest: view.getFloat64(24),
    newest: view.getFloat64(32),
    count: view.getUint32(40),
    bytes: view.getUint32(44),
  }
}

/** Sorts at or below every key of the stream. */
export function beforeStream(stream: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(stream, 0)
  return bytes
}

/** Sorts below every batch of the shard whose `first` is `counter` or more. */
export function beforeCounter(stream: number, shard: number, counter: number): Buffer {
  const bytes = Buffer.allocUnsafe(16)
  bytes.writeUInt32BE(stream, 0)
  bytes.writeUInt32BE(shard, 4)
  bytes.writeDoubleBE(counter, 8)
  return bytes
}

/** Sorts above every batch of the shard whose `first` is `counter` or less. */
export function afterCounter(stream: number, shard: number, counter: number): Buffer {
  const bytes = Buffer.alloc(KEY_BYTES + 1, 0xff)
  beforeCounter(stream, shard, counter).copy(bytes)
  return bytes
}
