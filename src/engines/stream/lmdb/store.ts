import { open } from 'lmdb'
import { explainFailure } from './failure.ts'

/** The one place that knows the `lmdb` package: three tables of text and one of batches. */
export interface Store {
  /** `name` → description of a stream; `garbage/ID` → a removed stream whose batches are still there. */
  readonly streams: TextTable
  readonly positions: TextTable
  readonly marks: TextTable
  readonly batches: BatchTable
  /**
   * Runs `write`, whose puts and removes become one transaction, and resolves after its fdatasync. One commit
   * at a time: the next begins when this one has settled. `write` must not throw: what it had put would stay.
   */
  commit(write: () => void): Promise<void>
  close(): Promise<void>
}

export interface TextTable {
  get(key: string): string | undefined
  put(key: string, value: string): void
  remove(key: string): void
  /** Entries whose key begins with `prefix`, in key order. */
  list(prefix: string): Iterable<readonly [key: string, value: string]>
}

export interface BatchTable {
  /** A copy that the caller owns, never a window on LMDB's map. */
  read(key: Uint8Array): Uint8Array | undefined
  /** `value` must stay as it is until the commit has settled. */
  put(key: Uint8Array, value: Uint8Array): void
  remove(key: Uint8Array): void
  /** Keys from `from` up to but not including `to`. Touches no values. */
  keys(from: Uint8Array, to: Uint8Array, limit: number): readonly Uint8Array[]
  /** The greatest key that isn't above `from` and is above `to`. */
  last(from: Uint8Array, to: Uint8Array): Uint8Array | undefined
}

/** LMDB's own limit on keys is 1,978 bytes. */
export const MAX_KEY_BYTES = 1900

type Environment = ReturnType<typeof open<unknown, string>>

/** The folder must be there and ours alone. */
export async function openStore(path: string): Promise<Store> {
  const environment = await openEnvironment(path)
  const batches = environment.openDB<Uint8Array, Uint8Array>('batches', {
    encoding: 'binary',
    keyEncoding: 'binary',
  })
  return {
    streams: textTable(environment, 'streams'),
    positions: textTable(environment, 'positions'),
    marks: textTable(environment, 'marks'),
    batches: {
      read: (key) => batches.getBinary(key),
      put: (key, value) => void batches.put(key, value),
      remove: (key) => void batches.remove(key),
      keys: (start, end, limit) => [...batches.getKeys({ start, end, limit })],
      last: (start, end) => [...batches.getKeys({ start, end, reverse: true, limit: 1 })][0],
    },
    async commit(write) {
      try {
        await batches.batch(write)
      } catch (error) {
        throw await explainFailure(error, path)
      }
    },
    close: () => environment.close(),
  }
}

/**
 * `overlappingSync` is off so that a commit's promise means "flushed": LMDB writes the pages, calls fdatasync and
 * only then writes the meta page (on a descriptor opened with O_DSYNC), all in lmdb's own thread. We group
 * commits ourselves, so `eventTurnBatching` is off too: with it a failed commit also rejects a promise that
 * nobody holds, which ends the process. The map grows by itself; address space isn't memory.
 */
async function openEnvironment(path: string): Promise<Environment> {
  try {
    return open<unknown, string>({
      path,
      noSubdir: false,
      overlappingSync: false,
      eventTurnBatching: false,
      encoding: 'binary',
      maxDbs: 8,
    })
  } catch (error) {
    throw await explainFailure(error, path)
  }
}

function textTable(environment: Environment, name: string): TextTable {
  const table = environment.openDB<string, string>(name, { encoding: 'string' })
  return {
    get: (key) => table.get(key),
    put: (key, value) => void table.put(key, value),
    remove: (key) => void table.remove(key),
    *list(prefix) {
      for (const { key, value } of table.getRange(prefix === '' ? {} : { start: prefix })) {
        if (!key.startsWith(prefix)) return
        yield [key, value]
      }
    },
  }
}
