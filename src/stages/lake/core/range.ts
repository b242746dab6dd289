export interface Span {
  readonly from: number
  /** Not included. */
  readonly to: number
}

/**
 * The Range header for an object of `size` bytes. As S3 does: what is no single range of bytes is passed over
 * (undefined), and so are several ranges at once; one that lies behind the end is `unsatisfiable`.
 */
export function parseRange(header: string, size: number): Span | 'unsatisfiable' | undefined {
  const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/.exec(header) ?? []
  if (first === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const count = Math.min(Number(last), size)
    return count === 0 ? 'unsatisfiable' : { from: size - count, to: size }
  }
  const from = Number(first)
  const to = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < from) return undefined
  return from >= size ? 'unsatisfiable' : { from, to }
}

/** x-amz-copy-source-range: both ends given, nothing else. Undefined when it is not. */
export function parseCopyRange(header: string): Span | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? []
  if (first === undefined || Number(last) < Number(first)) return undefined
  return { from: Number(first), to: Number(last) + 1 }
}
