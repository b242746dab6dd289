/** When a buffer is delivered: the first condition met triggers. */
export interface BufferingHints {
  /** Bytes before compression. */
  readonly bytes: number
  /** Age of the first record in the buffer, ms; 0 delivers at once. */
  readonly millis: number
}

/** `isOld`: its timer has told that its first record is as old as the hints say; a clock may say so a little later. */
export function isDue(
  buffer: { readonly bytes: number; readonly isOld: boolean },
  hints: BufferingHints,
): boolean {
  return buffer.bytes >= hints.bytes || buffer.isOld || hints.millis === 0
}

/**
 * A hint is no limit: while the object before is still being written, a buffer that is due grows on, so that a
 * fast stream gets larger objects and not a longer queue. At four times its size, or when what it holds in memory
 * (`held`, after compression) is much, reading stops.
 */
export function isOvergrown(
  buffer: { readonly bytes: number; readonly held: number },
  hints: BufferingHints,
): boolean {
  return buffer.bytes >= hints.bytes && (buffer.bytes >= hints.bytes * 4 || buffer.held >= MOST_HELD)
}

/** Bytes in memory. */
export const MOST_HELD = 64 << 20
