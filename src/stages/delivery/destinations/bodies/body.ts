/** The bytes of one object, growing. Only what is compressed stays in memory. */
export interface ObjectBody {
  /** Bytes written, before compression. */
  readonly size: () => number
  /** Bytes in memory. */
  readonly held: () => number
  /**
   * Resolves when the body can take more. The bytes are the body's: for good if it `keeps` them, otherwise until the
   * write after this one, or `finish`, resolves.
   */
  write(bytes: Uint8Array): Promise<void>
  readonly keeps: boolean
  finish(): Promise<readonly Uint8Array[]>
  /** It will not be finished: lets go of what it keeps outside of memory. */
  discard?(): Promise<void>
}
