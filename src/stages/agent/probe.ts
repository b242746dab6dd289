import { type FileHandle, open, stat } from 'node:fs/promises'
import type { Place } from './core/book.ts'
import { HEAD_BYTES, type Rung, TAIL_BYTES, type Trail } from './core/fingerprint.ts'
import { codeOf, fileTrouble, notAFile } from './errors.ts'
import type { Unknown } from './recognition.ts'

/** A file as it stands now. */
export interface FileStat extends Place {
  readonly size: number
  readonly mtime: number
}

/** An open file and its first bytes. */
export interface Probe extends FileStat {
  readonly head: Buffer
  readonly handle: FileHandle
}

/** A file's name to the system, whatever path leads to it. */
export function keyOf({ dev, ino }: Place): string {
  return `${dev}:${ino}`
}

/** The probe as a content in question. */
export function unknownOf({ handle, dev, ino, size, head }: Probe): Unknown {
  return { dev, ino, size, head, read: (at, length) => readAt(handle, at, length) }
}

/** Follows symbolic links. Undefined when there is no such file; other troubles are thrown as sentences. */
export async function statFile(path: string): Promise<FileStat | undefined> {
  try {
    const found = await stat(path, { bigint: true })
    if (!found.isFile()) throw notAFile(path)
    const { dev, ino, size, mtimeNs } = found
    return { path, dev: String(dev), ino: String(ino), size: Number(size), mtime: Number(mtimeNs) / 1e6 }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw codeOf(error) ? fileTrouble(path, error) : error
  }
}

/** Opens the file; `dev`, `ino` and `size` are those of what was opened. */
export async function openProbe(path: string): Promise<Probe> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, 'r')
    const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true })
    const head = await readAt(handle, 0, Math.min(Number(size), HEAD_BYTES))
    return {
      path,
      dev: String(dev),
      ino: String(ino),
      size: Number(size),
      mtime: Number(mtimeNs) / 1e6,
      head,
      handle,
    }
  } catch (error) {
    await handle?.close()
    throw fileTrouble(path, error)
  }
}

/** Up to `length` bytes at `at`: fewer only at the file's end. */
export async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, at + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

/** What is known of a file's content up to `position`, taken from the file itself. */
export async function trailAt(
  handle: FileHandle,
  position: number,
  known: { readonly rungs: readonly Rung[]; readonly lines: number | undefined },
): Promise<Trail> {
  const last = Math.min(position, TAIL_BYTES)
  return {
    position,
    lines: known.lines,
    head: Buffer.from(await readAt(handle, 0, Math.min(position, HEAD_BYTES))),
    last: Buffer.from(await readAt(handle, position - last, last)),
    rungs: known.rungs.filter(([at]) => at <= position),
  }
}

/** End of the last complete line at or before `size`: where reading "from the end" begins. */
export async function lastLineEnd(handle: FileHandle, size: number): Promise<number> {
  const step = 65_536
  for (let stop = size; stop > 0; stop -= step) {
    const start = Math.max(0, stop - step)
    const at = (await readAt(handle, start, stop - start)).lastIndexOf(10)
    if (at >= 0) return start + at + 1
  }
  return 0
}
