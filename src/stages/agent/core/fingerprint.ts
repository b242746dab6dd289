import { hash } from 'node:crypto'

/**
 * Content identity. A log file only grows, so that its first KiB, the bytes just before a position and a few
 * bytes at the powers of two between say whether two files begin with the same content, whatever their
 * names, inodes or compression.
 */
export const HEAD_BYTES = 1024
export const TAIL_BYTES = 256
const FIRST_RUNG = 2048

export interface Head {
  /** How many of the first bytes the print covers: 0 to `HEAD_BYTES`. */
  readonly length: number
  readonly print: string
}

/** `[position, print of the TAIL_BYTES before it]`, position a power of two. */
export type Rung = readonly [position: number, print: string]

/** What is remembered of content read from its beginning to `position`. */
export interface Trail {
  readonly position: number
  /** Newlines before `position`; undefined when reading began in the middle. */
  readonly lines: number | undefined
  /** The first min(position, HEAD_BYTES) bytes. */
  readonly head: Buffer
  /** The last min(position, TAIL_BYTES) bytes. */
  readonly last: Buffer
  readonly rungs: readonly Rung[]
}

export const START: Trail = {
  position: 0,
  lines: 0,
  head: Buffer.alloc(0),
  last: Buffer.alloc(0),
  rungs: [],
}

export function printOf(bytes: Uint8Array): string {
  return hash('sha1', bytes, 'hex').slice(0, 32)
}

export function headOf(bytes: Uint8Array, length = Math.min(bytes.length, HEAD_BYTES)): Head {
  return { length, print: printOf(bytes.subarray(0, length)) }
}

/** The trail after `bytes`, which hold `lines` newlines. Copies what it keeps: `bytes` may go. */
export function advance(trail: Trail, bytes: Buffer, lines: number): Trail {
  if (bytes.length === 0) return trail
  const position = trail.position + bytes.length
  return {
    position,
    lines: trail.lines === undefined ? undefined : trail.lines + lines,
    head: trail.head.length < HEAD_BYTES ? grownHead(trail.head, bytes) : trail.head,
    last: Buffer.from(lastBefore(trail, bytes, position)),
    rungs: grownRungs(trail, bytes, position),
  }
}

function grownHead(head: Buffer, bytes: Buffer): Buffer {
  return Buffer.concat([head, bytes.subarray(0, HEAD_BYTES - head.length)])
}

function lastBefore(trail: Trail, bytes: Buffer, position: number): Buffer {
  const from = Math.max(0, position - TAIL_BYTES) - trail.position
  const upTo = position - trail.position
  if (from >= 0) return bytes.subarray(from, upTo)
  const kept = trail.last.subarray(Math.max(0, trail.last.length + from))
  return Buffer.concat([kept, bytes.subarray(0, upTo)])
}

function grownRungs(trail: Trail, bytes: Buffer, position: number): readonly Rung[] {
  let rung = FIRST_RUNG
  while (rung <= trail.position) rung *= 2
  if (rung > position) return trail.rungs
  const rungs = [...trail.rungs]
  for (; rung <= position; rung *= 2) rungs.push([rung, printOf(lastBefore(trail, bytes, rung))])
  return rungs
}

/**
 * True of a head that says too little to recognise a file by: a few bytes, or one line over and over.
 * Such files are told apart by device and inode only.
 */
export function isWeak(head: Uint8Array): boolean {
  if (head.length < 48) return true
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
  const first = text.indexOf(10)
  if (first < 0 || first + 1 >= text.length) return false
  for (let at = first + 1; at < text.length; at += first + 1) {
    const stop = Math.min(at + first + 1, text.length)
    if (text.compare(text, 0, stop - at, at, stop) !== 0) return false
  }
  return true
}

/** Newlines in `bytes`. */
export function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
  return count
}
