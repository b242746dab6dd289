import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AccessKey, KeyStore } from '../../stages/access/ports.ts'

export interface KeyFileOptions {
  /** `credentials.json` of the data folder: `{"keys":[{"accessKeyId":…,"secretAccessKey":…,"created":…}]}`. */
  readonly path: string
  /** Told when others than the owner may read the file. */
  readonly onWarning: (sentence: string) => void
}

/** Access keys in a file that its owner alone can read. */
export function createKeyFile({ path, onWarning }: KeyFileOptions): KeyStore {
  async function read(): Promise<readonly AccessKey[] | undefined> {
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return undefined
      throw new Error(`Can't read the access keys in ${path}: ${code}.`)
    }
    const keys = parse(text)
    if (!keys) {
      throw new Error(
        `${path} is not a file of access keys as Tailrace writes it. Put it right, or move it away: then new keys are made.`,
      )
    }
    const open = await openTo(path)
    if (open) onWarning(`${path} holds secrets and ${open}. Close it: chmod 600 '${path}'`)
    return keys
  }

  return {
    read,
    async makeFirst(keys) {
      try {
        await writeFirst(path, `${JSON.stringify({ keys }, undefined, 2)}\n`)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code !== 'EEXIST') throw new Error(`Can't keep access keys in ${path}: ${code}.`)
      }
      return (await read()) ?? keys
    },
  }
}

function parse(text: string): readonly AccessKey[] | undefined {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return undefined
  }
  const { keys } = (content ?? {}) as { keys?: unknown }
  return Array.isArray(keys) && keys.length > 0 && keys.every(isKey) ? keys : undefined
}

function isKey(value: unknown): value is AccessKey {
  const { accessKeyId, secretAccessKey } = (value ?? {}) as Record<string, unknown>
  return (
    typeof accessKeyId === 'string' &&
    /^\w{16,128}$/.test(accessKeyId) &&
    typeof secretAccessKey === 'string' &&
    /^[\x21-\x7e]{16,}$/.test(secretAccessKey)
  )
}

/** Windows has no such bits. */
async function openTo(path: string): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined
  const mode = (await stat(path)).mode & 0o777
  if ((mode & 0o077) === 0) return undefined
  return `is open to other users of this machine (mode ${mode.toString(8)})`
}

/**
 * Writes a file that is not there yet, whole or not at all; rejects with EEXIST when there is one. Whoever links
 * first is first: `up` and `env` may both find no keys at the same moment.
 */
async function writeFirst(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') throw error
      // A file system without hard links.
      await rename(temporary, path)
    })
  } finally {
    await unlink(temporary).catch(() => {})
  }
  await syncFolder(dirname(path))
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
