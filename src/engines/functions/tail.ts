/** The last 4 KB of what an invocation logged. */
export interface Tail {
  add(bytes: Uint8Array): void
  take(): Uint8Array
  clear(): void
}

const MOST = 4096

export function createTail(): Tail {
  let pieces: Uint8Array[] = []
  let length = 0
  return {
    add(bytes) {
      // A copy: a pipe's piece may be a small part of a large buffer.
      const piece = Uint8Array.prototype.slice.call(bytes, Math.max(0, bytes.length - MOST))
      pieces.push(piece)
      length += piece.length
      while (pieces.length > 1 && length - pieces[0].length >= MOST)
        length -= (pieces.shift() as Uint8Array).length
    },
    take: () => Buffer.concat(pieces).subarray(-MOST),
    clear() {
      pieces = []
      length = 0
    },
  }
}
