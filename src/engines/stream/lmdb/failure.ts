import { statfs } from 'node:fs/promises'

/** Less than this is "no room": a transaction and LMDB's own pages no longer fit safely. */
const LEAST_FREE_BYTES = 16 * 2 ** 20

/**
 * What a failed open or commit means, with the folder's name and what to do. A full disk mostly shows as
 * EIO: LMDB's write comes back short, so we ask the file system.
 */
export async function explainFailure(error: unknown, path: string): Promise<Error> {
  const cause = await rootCause(error)
  const code = (cause as { code?: unknown }).code
  const free = await freeBytes(path)
  if (code === 'ENOSPC' || code === 28 || (free !== undefined && free < LEAST_FREE_BYTES)) {
    return new Error(
      `No room left in the data folder ${path} (${cause.message}). Nothing of this write was kept. ` +
        'Free space on its disk or shorten the retention period.',
      { cause },
    )
  }
  if (code === 'EACCES' || code === 13 || code === 'EROFS' || code === 30) {
    return new Error(
      `Can't write in the data folder ${path} (${cause.message}). Check its owner and rights.`,
      {
        cause,
      },
    )
  }
  return new Error(`The stream's data in ${path} could not be written or opened: ${cause.message}`, { cause })
}

/** lmdb hides the reason of a failed commit in a promise of its own. */
async function rootCause(error: unknown): Promise<Error> {
  const hidden = (error as { commitError?: Promise<unknown> }).commitError
  const found = hidden
    ? await hidden.then(
        () => error,
        (reason) => reason,
      )
    : error
  return found instanceof Error ? found : new Error(String(found))
}

async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return undefined
  }
}
