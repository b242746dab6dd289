/**
 * Memory for the arrays of one result, cut from few large pieces: a result crosses threads as a handful of
 * buffers, whatever the number of its columns.
 */
export interface Slab {
  float64(length: number): Float64Array<ArrayBuffer>
  uint32(length: number): Uint32Array<ArrayBuffer>
  uint8(length: number): Uint8Array<ArrayBuffer>
  readonly buffers: readonly ArrayBuffer[]
}

/** `size` is a guess of all that will be needed, in bytes. */
export function createSlab(size: number): Slab {
  const buffers: ArrayBuffer[] = []
  let free = 0
  const take = (bytes: number): [ArrayBuffer, number] => {
    const rounded = (bytes + 7) & ~7
    let buffer = buffers.at(-1)
    if (!buffer || free + rounded > buffer.byteLength) {
      buffer = new ArrayBuffer(Math.max(rounded, buffers.length === 0 ? size : size >>> 2))
      buffers.push(buffer)
      free = 0
    }
    const at = free
    free += rounded
    return [buffer, at]
  }
  return {
    float64: (length) => new Float64Array(...take(length * 8), length),
    uint32: (length) => new Uint32Array(...take(length * 4), length),
    uint8: (length) => new Uint8Array(...take(length), length),
    buffers,
  }
}
