/** When a buffer is delivered: the first condition met triggers. */
export interface BufferingHints {
  /** Bytes before compression. */
  readonly bytes: number
  /** Age of the first record in the buffer, ms; 0 delivers at once. */
  readonly millis: number
}

export function isDue(
  buffer: { readonly bytes: number; readonly since: number },
  hints: BufferingHints,
  now: number,
): boolean {
  return buffer.bytes >= hints.bytes || now - buffer.since >= hints.millis
}

/**
 * A hint is no limit: while the object before is still being written, a buffer that is due grows on, so that a
 * fast stream gets larger objects and not a longer queue. At this size reading stops.
 */
export function isOvergrown(bytes: number, hints: BufferingHints): boolean {
  return bytes >= hints.bytes * 4
}
