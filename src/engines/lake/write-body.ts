import { type FileHandle, open, unlink } from 'node:fs/promises'
import type { Body } from '../../stages/lake/ports.ts'

/** Bytes that are gathered before they are written: fewer, larger calls. Two such batches are held at most. */
const BATCH = 1 << 20

export interface WrittenFile {
  readonly path: string
  readonly handle: FileHandle
  readonly size: number
  /** Closes it and takes the file away. */
  discard(): Promise<void>
}

/**
 * Writes a body into a new file that stays open and is not flushed yet. The next batch is taken while one is being
 * written; pieces must not change after they are given. If the body throws, nothing is left.
 */
export async function writeBody(
  path: string,
  body: Body,
  seen?: (piece: Uint8Array) => void,
): Promise<WrittenFile> {
  const handle = await open(path, 'wx')
  const discard = async () => {
    await handle.close().catch(nothing)
    await unlink(path).catch(nothing)
  }
  try {
    return { path, handle, size: await writePieces(handle, body, seen), discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/** Writes a body from `at` on, at most `most` bytes; answers how many. */
export async function writePieces(
  handle: FileHandle,
  body: Body,
  seen?: (piece: Uint8Array) => void,
  { at, most }: { readonly at: number; readonly most: number } = { at: 0, most: Number.POSITIVE_INFINITY },
): Promise<number> {
  let [size, held, batch]: [number, number, Uint8Array[]] = [0, 0, []]
  let writing = Promise.resolve()
  try {
    for await (const piece of body instanceof Uint8Array ? [body] : body) {
      if (piece.length === 0) continue
      seen?.(piece)
      batch.push(piece)
      size += piece.length
      held += piece.length
      if (size > most) throw new Error('a body is longer than it was said to be')
      if (held < BATCH) continue
      await writing
      writing = writeAll(handle, batch, at + size - held)
      writing.catch(nothing) // awaited below; a body that stalls must not make this an unhandled rejection
      ;[held, batch] = [0, []]
    }
  } finally {
    await writing
  }
  await writeAll(handle, batch, at + size - held)
  return size
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[], from: number): Promise<void> {
  let [left, at] = [pieces, from]
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left.slice(0, 512), at)
    left = after(left, bytesWritten)
    at += bytesWritten
  }
}

/** What is left of pieces when so many bytes of them are done. */
function after(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let at = 0
  let left = bytes
  while (at < pieces.length && left >= pieces[at].length) left -= pieces[at++].length
  const rest = pieces.slice(at)
  if (left > 0) rest[0] = rest[0].subarray(left)
  return rest
}

function nothing() {}
