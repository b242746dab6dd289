import type { Trail } from './fingerprint.ts'
import type { Cut } from './lines.ts'

/** Records that leave together, and where in the file they come from. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
  /** File position of the stretch, and of each record's end relative to it. */
  readonly from: number
  readonly fileEnds: Uint32Array
  /** What is known of the content up to the stretch's end. */
  readonly trail: Trail
  readonly half: number
  readonly mid: boolean
  readonly header: string | undefined
}

export interface BufferLimits {
  readonly ageMillis: number
  readonly records: number
  readonly bytes: number
}

/** Collects cuts until they are many, large or old enough to be sent. */
export interface PieceBuffer {
  add(cut: Cut, from: number, trail: Trail, header: string | undefined, now: number): void
  /** Whether `cut` still fits. */
  fits(cut: Cut): boolean
  readonly count: number
  room(): { readonly records: number; readonly bytes: number }
  due(now: number): boolean
  take(): Piece | undefined
}

export function createBuffer(limits: BufferLimits): PieceBuffer {
  let cuts: { readonly cut: Cut; readonly start: number }[] = []
  let from = 0
  let trail: Trail | undefined
  let header: string | undefined
  let count = 0
  let size = 0
  let since = 0
  return {
    get count() {
      return count
    },
    add(cut, start, after, newest, now) {
      if (count === 0) {
        from = start
        since = now
      }
      cuts.push({ cut, start })
      trail = after
      header = newest
      count += cut.ends.length
      size += cut.bytes.length
    },
    fits: (cut) =>
      count === 0 || (count + cut.ends.length <= limits.records && size + cut.bytes.length <= limits.bytes),
    room: () => ({ records: Math.max(1, limits.records - count), bytes: Math.max(1, limits.bytes - size) }),
    due: (now) =>
      count > 0 && (count >= limits.records || size >= limits.bytes || now - since >= limits.ageMillis),
    take() {
      if (count === 0 || !trail) return undefined
      const last = cuts[cuts.length - 1].cut
      const piece = { ...join(cuts, from), from, trail, half: last.half, mid: last.mid, header }
      cuts = []
      count = 0
      size = 0
      return piece
    },
  }
}

function join(
  cuts: readonly { readonly cut: Cut; readonly start: number }[],
  from: number,
): Pick<Piece, 'bytes' | 'ends' | 'fileEnds'> {
  if (cuts.length === 1) return cuts[0].cut
  const count = cuts.reduce((sum, { cut }) => sum + cut.ends.length, 0)
  const ends = new Uint32Array(count)
  const fileEnds = new Uint32Array(count)
  let at = 0
  let size = 0
  for (const { cut, start } of cuts) {
    for (let i = 0; i < cut.ends.length; i++, at++) {
      ends[at] = size + cut.ends[i]
      // Between two cuts bytes may have been skipped.
      fileEnds[at] = start - from + cut.fileEnds[i]
    }
    size += cut.bytes.length
  }
  return { bytes: Buffer.concat(cuts.map(({ cut }) => cut.bytes)), ends, fileEnds }
}

/** The file ranges of some of a piece's records. */
export function rangesOf(piece: Piece, records: readonly number[]): [number, number][] {
  return records.map((at) => [
    piece.from + (at === 0 ? 0 : piece.fileEnds[at - 1]),
    piece.from + piece.fileEnds[at],
  ])
}
