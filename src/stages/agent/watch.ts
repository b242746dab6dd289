import { type FSWatcher, watch } from 'node:fs'
import { codeOf, messageOf } from './errors.ts'

/** Tells of changes in a folder as far as the system can; looking at the files now and then stays necessary. */
export interface FolderWatch {
  /** Begins (again) where it could not before. */
  renew(): void
  close(): void
}

export interface FolderEvents {
  /** Content of a file changed; undefined: some file's. */
  changed(name: string | undefined): void
  /** A name came or went. */
  renamed(name: string | undefined): void
  failed(reason: string): void
}

export function watchFolder(folder: string, signal: AbortSignal, events: FolderEvents): FolderWatch {
  let watcher: FSWatcher | undefined
  let hopeless = false

  const close = (): void => {
    watcher?.close()
    watcher = undefined
  }
  const fail = (error: unknown): void => {
    close()
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return
    hopeless = true
    events.failed(code === 'ENOSPC' ? 'the limit of inotify watches is reached' : messageOf(error))
  }
  return {
    renew() {
      if (watcher || hopeless || signal.aborted) return
      try {
        watcher = watch(folder, { persistent: false }, (event, name) => {
          if (event === 'rename') events.renamed(name ?? undefined)
          events.changed(name ?? undefined)
        })
        watcher.on('error', fail)
      } catch (error) {
        fail(error)
      }
    },
    close,
  }
}
