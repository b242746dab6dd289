import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a whole file so that it is there after a power cut, or not there at all: into `temporary` (same file
 * system), flushed; then `renameFile` gives it its name. Answers the time stamp that the file system gave it, ns.
 */
export async function writeTemporary(
  temporary: string,
  body: Uint8Array | readonly Uint8Array[],
): Promise<bigint> {
  const file = await open(temporary, 'wx')
  try {
    await file.writeFile(body instanceof Uint8Array ? body : (body[Symbol.iterator]() as never))
    await file.sync()
    return (await file.stat({ bigint: true })).mtimeNs
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error
  } finally {
    await file.close()
  }
}

/** Gives a flushed file its name; the name is durable when this resolves. Makes the folders above it. */
export async function renameFile(temporary: string, path: string): Promise<void> {
  await moveFile(temporary, path)
  await syncFolder(dirname(path))
}

/** The same, without waiting for the name to be durable: `syncFolder` does. */
export async function moveFile(temporary: string, path: string): Promise<void> {
  // A removal may prune the folder between `mkdir` and `rename`: then it is made again.
  for (let attempt = 0; ; attempt++) {
    await makeFolder(dirname(path))
    try {
      return await rename(temporary, path)
    } catch (error) {
      if (attempt === 8 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** Makes a folder and those above it, durably. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    await syncFolder(folder)
    if (folder === dirname(first) || folder === dirname(folder)) return
  }
}

/** Flushes a folder's list of names. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
