/**
 * The text of a batch: the records' bytes first, then whatever the parser writes itself (decoded values, names of
 * countries). Every text column of the result is spans into this one array. `view` covers the same memory; both
 * may be replaced when the text grows, so nobody keeps them across a call that writes.
 * Invariant: at least `SPARE` bytes stand after `used`, so that four bytes may be read at any place in use.
 */
export interface BatchText {
  bytes: Uint8Array<SharedArrayBuffer>
  view: DataView<SharedArrayBuffer>
  used: number
}

const SPARE = 8

/** Takes `buffer` over; its first `used` bytes are the records. */
export function batchTextOf(buffer: SharedArrayBuffer, used: number): BatchText {
  const text = { bytes: new Uint8Array(buffer), view: new DataView(buffer), used }
  reserve(text, 0)
  return text
}

/** How large a buffer for records of `length` bytes should be: room for what a usual batch adds. */
export function roomFor(length: number): number {
  return length + (length >>> 3) + 4096
}

/** Makes room for `more` bytes after `used`. */
export function reserve(text: BatchText, more: number): void {
  const needed = text.used + more + SPARE
  if (needed <= text.bytes.length) return
  const buffer = new SharedArrayBuffer(Math.max(needed, text.bytes.length + (text.bytes.length >>> 1)))
  const bytes = new Uint8Array(buffer)
  bytes.set(text.bytes.subarray(0, text.used))
  text.bytes = bytes
  text.view = new DataView(buffer)
}

/** Writes `words` at the end; answers where they start (they end at `text.used`). */
export function append(text: BatchText, words: Uint8Array): number {
  reserve(text, words.length)
  const start = text.used
  text.bytes.set(words, start)
  text.used = start + words.length
  return start
}

/** Copies a span of the text itself to the end. */
export function appendSpan(text: BatchText, from: number, to: number): void {
  reserve(text, to - from)
  text.bytes.copyWithin(text.used, from, to)
  text.used += to - from
}
