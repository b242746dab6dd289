import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What a function's processes wrote: the newest lines in memory, more in two files that take turns. */
export interface LogBook {
  write(bytes: Uint8Array): void
  lines(): readonly string[]
  /** Resolves when all is written. */
  close(): Promise<void>
}

const MOST_LINES = 400
const MOST_LINE_BYTES = 4096
const MOST_FILE_BYTES = 4 << 20
const MOST_WAITING_BYTES = 1 << 20

/** `folder`/`name`.log, and `name`.1.log before it. A disk that can't be written costs the file, nothing else. */
export function openLogBook(folder: string, name: string): LogBook {
  const lines: string[] = []
  let rest = ''
  let waiting: Uint8Array[] = []
  let [waitingBytes, dropped] = [0, 0]
  let writing: Promise<void> | undefined
  let file: FileHandle | undefined
  let size = 0

  async function flush() {
    while (waitingBytes > 0 || dropped > 0) {
      const note = dropped > 0 ? [Buffer.from(`… ${dropped} bytes were written too fast to be kept\n`)] : []
      const bytes = Buffer.concat([...waiting, ...note])
      waiting = []
      ;[waitingBytes, dropped] = [0, 0]
      await append(bytes).catch(() => {})
    }
  }

  async function append(bytes: Uint8Array) {
    const path = join(folder, `${name}.log`)
    if (!file) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      file = await open(path, 'a', 0o600)
      size = (await stat(path)).size
    }
    await file.write(bytes)
    size += bytes.length
    if (size < MOST_FILE_BYTES) return
    await file.close()
    file = undefined
    await rename(path, join(folder, `${name}.1.log`))
  }

  function remember(text: string) {
    const parts = (rest + text).split('\n')
    rest = (parts.pop() as string).slice(-MOST_LINE_BYTES)
    for (const part of parts.slice(-MOST_LINES)) lines.push(part.slice(0, MOST_LINE_BYTES))
    if (lines.length > MOST_LINES) lines.splice(0, lines.length - MOST_LINES)
  }

  return {
    write(bytes) {
      remember(Buffer.from(bytes).toString())
      if (waitingBytes + bytes.length > MOST_WAITING_BYTES) {
        dropped += bytes.length
      } else {
        waiting.push(Uint8Array.prototype.slice.call(bytes))
        waitingBytes += bytes.length
      }
      writing ??= flush().finally(() => {
        writing = undefined
      })
    },
    lines: () => (rest === '' ? lines : [...lines, rest]),
    async close() {
      await writing
      await file?.close()
      file = undefined
    },
  }
}
