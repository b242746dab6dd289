/**
 * Memory for the arrays of one result, cut from few large pieces: a result crosses threads as a handful of
 * buffers, whatever the number of its columns.
 */
export interface Slab {
  readonly size: number
  readonly buffers: SharedArrayBuffer[]
  /** Used bytes of the last buffer. */
  used: number
}

/** `size` is a guess of all that will be needed, in bytes. */
export function createSlab(size: number): Slab {
  return { size, buffers: [new SharedArrayBuffer((size + 7) & ~7)], used: 0 }
}

export function float64(slab: Slab, length: number): Float64Array<SharedArrayBuffer> {
  const at = take(slab, length * 8)
  return new Float64Array(slab.buffers[slab.buffers.length - 1], at, length)
}

export function uint32(slab: Slab, length: number): Uint32Array<SharedArrayBuffer> {
  const at = take(slab, length * 4)
  return new Uint32Array(slab.buffers[slab.buffers.length - 1], at, length)
}

export function uint8(slab: Slab, length: number): Uint8Array<SharedArrayBuffer> {
  const at = take(slab, length)
  return new Uint8Array(slab.buffers[slab.buffers.length - 1], at, length)
}

/** Where in the last buffer the next `bytes` stand. */
function take(slab: Slab, bytes: number): number {
  const rounded = (bytes + 7) & ~7
  const last = slab.buffers[slab.buffers.length - 1]
  if (slab.used + rounded > last.byteLength) {
    slab.buffers.push(new SharedArrayBuffer(Math.max(rounded, (slab.size >>> 2) & ~7)))
    slab.used = 0
  }
  const at = slab.used
  slab.used = at + rounded
  return at
}
