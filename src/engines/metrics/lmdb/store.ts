import { mkdir, statfs } from 'node:fs/promises'
import { open } from 'lmdb'

/** The one place in this engine that knows the `lmdb` package: a table of texts and one of points. */
export interface Store {
  /** Number of a series → its description. */
  readonly series: SeriesTable
  readonly points: PointTable
  /**
   * Runs `write`, whose puts and removes become one transaction, and resolves after its fdatasync. One commit at a
   * time: the next begins when this one has settled. `write` must not throw: what it had put would stay.
   */
  commit(write: () => void): Promise<void>
  close(): Promise<void>
}

export interface SeriesTable {
  put(key: string, value: string): void
  remove(key: string): void
  list(): Iterable<{ readonly key: string; readonly value: string }>
}

export interface PointTable {
  /** A copy that the caller owns, never a window on LMDB's map. */
  read(key: Uint8Array): Uint8Array | undefined
  put(key: Uint8Array, value: Uint8Array): void
  remove(key: Uint8Array): void
  /** Keys from `from` up to but not including `to`. Touches no values. */
  keys(from: Uint8Array, to: Uint8Array, limit?: number): readonly Uint8Array[]
}

export async function openStore(path: string): Promise<Store> {
  try {
    await mkdir(path, { recursive: true })
    // As in the stream's engine: a commit's promise means "flushed", and a failed one rejects no second promise.
    const environment = open<unknown, string>({
      ...{ path, noSubdir: false, encoding: 'binary', maxDbs: 4 },
      ...{ overlappingSync: false, eventTurnBatching: false },
    })
    const series = environment.openDB<string, string>('series', { encoding: 'string' })
    const points = environment.openDB<Uint8Array, Uint8Array>('points', {
      encoding: 'binary',
      keyEncoding: 'binary',
    })
    return {
      series: {
        put: (key, value) => void series.put(key, value),
        remove: (key) => void series.remove(key),
        list: () => series.getRange({}),
      },
      points: {
        read: (key) => points.getBinary(key),
        put: (key, value) => void points.put(key, value),
        remove: (key) => void points.remove(key),
        keys: (start, end, limit) => [...points.getKeys({ start, end, ...(limit ? { limit } : {}) })],
      },
      async commit(write) {
        try {
          await points.batch(write)
        } catch (error) {
          throw await explain(error, path)
        }
      },
      close: () => environment.close(),
    }
  } catch (error) {
    throw await explain(error, path)
  }
}

const LEAST_FREE_BYTES = 16 * 2 ** 20

/** A full disk mostly shows as EIO: LMDB's write comes back short, so we ask the file system. */
async function explain(error: unknown, path: string): Promise<Error> {
  // lmdb hides the reason of a failed commit in a promise of its own.
  const hidden = (error as { commitError?: Promise<unknown> }).commitError
  const cause = hidden
    ? await hidden.then(
        () => error,
        (reason) => reason,
      )
    : error
  const { message } = cause as Error
  const disk = await statfs(path).catch(() => undefined)
  if (disk && disk.bavail * disk.bsize < LEAST_FREE_BYTES) {
    return new Error(
      `No room left in the data folder ${path} (${message}). Nothing of these metrics was kept. Free space on its disk.`,
      { cause },
    )
  }
  return new Error(`The metrics in ${path} could not be written or opened: ${message}`, { cause })
}
