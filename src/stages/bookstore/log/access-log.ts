import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Trouble } from '../../../observe/trouble.ts'
import { errors } from '../errors.ts'

export interface AccessLogOptions {
  readonly file: string
  /** The file is renamed to `.1`, `.1` to `.2` … when it gets longer; 0: never, somebody else does it. */
  readonly rotateBytes: number
  /** How many renamed files are kept. */
  readonly keep: number
  readonly trouble: Trouble
}

export interface AccessLog {
  /** Lines with their newlines. They are in the file within a tenth of a second. */
  write(lines: string): void
  /** Resolves when everything written so far is in the file; rejects when it could not be. */
  flush(): Promise<void>
  /** Flushes and closes; a second call is the first one's promise. */
  close(): Promise<void>
  /** Lines that could not be written for so long that there was no room for them. */
  lost(): number
}

const FLUSH_MILLIS = 100
/** What may wait in memory while the disk takes nothing. */
const WAITING_CHARACTERS = 16 * 1024 * 1024

/**
 * Appends in batches. Before each batch it looks whether the path still leads to the open file: after a rename
 * or a removal it opens the path anew, so that logrotate needs no signal.
 */
export async function openAccessLog(options: AccessLogOptions): Promise<AccessLog> {
  const { file, trouble } = options
  let waiting = ''
  let lost = 0
  let handle = await openFile(file).catch((error: Error) => {
    throw errors.logUnwritable(file, error.message)
  })
  let writing = Promise.resolve()
  let failure: Error | undefined
  let closing: Promise<void> | undefined

  const reopen = async () => {
    // The new one first: when it can't be opened there is still one to ask whether the path has changed.
    const next = await openFile(file)
    const last = handle
    handle = next
    await last.close()
  }
  const drain = async () => {
    if (await isMoved(file, handle)) await reopen()
    while (waiting !== '') {
      const batch = waiting
      waiting = ''
      try {
        await writeWhole(handle, Buffer.from(batch, 'latin1'))
      } catch (error) {
        // Nothing of the batch is in the file (see writeWhole), so that it can be written again.
        waiting = batch + waiting
        throw error
      }
      if (options.rotateBytes > 0 && (await handle.stat()).size >= options.rotateBytes) {
        await shift(file, options.keep)
        await reopen()
      }
    }
  }
  const flush = () => {
    writing = writing.then(drain).then(
      () => {
        if (failure) trouble.clear()
        failure = undefined
      },
      (error: Error) => {
        failure = errors.logUnwritable(file, error.message)
        trouble.raise(failure)
      },
    )
    return writing
  }
  const close = async () => {
    clearInterval(timer)
    await flush()
    await handle.close()
    if (failure) throw failure
  }
  const timer = setInterval(() => {
    if (waiting !== '') void flush()
  }, FLUSH_MILLIS)

  return {
    write(lines) {
      if (waiting.length + lines.length <= WAITING_CHARACTERS) {
        waiting += lines
        return
      }
      lost += lines.split('\n').length - 1
      trouble.raise(errors.logLinesLost(file, lost))
    },
    async flush() {
      await flush()
      if (failure) throw failure
    },
    close: () => (closing ??= close()),
    lost: () => lost,
  }
}

async function openFile(file: string): Promise<FileHandle> {
  await mkdir(dirname(file), { recursive: true })
  return open(file, 'a', 0o640)
}

async function isMoved(file: string, handle: FileHandle): Promise<boolean> {
  const mine = await handle.stat()
  try {
    const there = await stat(file)
    return there.ino !== mine.ino || there.dev !== mine.dev
  } catch {
    return true
  }
}

/** Writes all or nothing: a file on a full disk is cut back to where it was. */
async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  let done = 0
  try {
    while (done < bytes.length) {
      const { bytesWritten } = await handle.write(bytes, done)
      done += bytesWritten
    }
  } catch (error) {
    if (done > 0) await handle.truncate((await handle.stat()).size - done)
    throw error
  }
}

async function shift(file: string, keep: number): Promise<void> {
  const missing = () => undefined
  await unlink(`${file}.${keep}`).catch(missing)
  for (let at = keep - 1; at >= 1; at--) await rename(`${file}.${at}`, `${file}.${at + 1}`).catch(missing)
  if (keep > 0) await rename(file, `${file}.1`)
  else await unlink(file)
}
