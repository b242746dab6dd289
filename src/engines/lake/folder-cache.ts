import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareKeys } from './key-order.ts'
import { entryOfName } from './key-path.ts'
import { absent } from './sidecar.ts'

export interface Child {
  /** One segment of a key; with `/` behind it when more comes below. */
  readonly text: string
  /** Of the folder that holds what goes on below it; undefined for an object. */
  readonly path?: string
}

/** Sorted as keys are: `a` < `a-b` < `a/…`. */
export type Children = readonly Child[]

interface Known {
  readonly stamp: bigint
  readonly children: Children
  /** Long names are spread over folders: such a reading is good only once. */
  readonly whole: boolean
}

/** Entries that are kept in memory; about 100 bytes each. */
const MOST = 250_000

/** File systems' clocks tick every few ms: a folder changed later than this before it was read is read again. */
const TICK = 1000n * 1_000_000n

/** Reads and sorts folders; remembers those that have not changed, for the next page of a listing. */
export function createFolderCache(): (folder: string) => Promise<Children> {
  const known = new Map<string, Known>()
  let size = 0

  function forget(folder: string) {
    size -= known.get(folder)?.children.length ?? 0
    known.delete(folder)
  }

  return async (folder) => {
    const stamp = (await stat(folder, { bigint: true }).catch(absent))?.mtimeNs
    if (stamp === undefined) return []
    const before = known.get(folder)
    forget(folder)
    const current = before?.stamp === stamp ? before : { stamp, ...(await readChildren(folder)) }
    const settled = BigInt(Date.now()) * 1_000_000n - stamp > TICK || current === before
    if (!settled || !current.whole) return current.children
    known.set(folder, current) // moved to the end: the oldest use comes first
    size += current.children.length
    for (const oldest of known.keys()) {
      if (size <= MOST) break
      forget(oldest)
    }
    return current.children
  }
}

async function readChildren(folder: string): Promise<Omit<Known, 'stamp'>> {
  const { children, whole } = await readFolder(folder)
  return { children: children.sort((a, b) => compareKeys(a.text, b.text)), whole }
}

/** Pieces of long names are put together. */
async function readFolder(folder: string): Promise<{ children: Child[]; whole: boolean }> {
  const children: Child[] = []
  let whole = true
  for (const found of (await readdir(folder, { withFileTypes: true }).catch(absent)) ?? []) {
    if (!found.isFile() && !found.isDirectory()) continue
    const entry = entryOfName(found.name, found.isDirectory())
    if (!entry) continue
    const path = join(folder, found.name)
    if (entry.kind === 'object') children.push({ text: entry.text })
    else if (entry.kind === 'folder') children.push({ text: `${entry.text}/`, path })
    else {
      whole = false
      for (const rest of (await readFolder(path)).children) {
        children.push({ ...rest, text: entry.text + rest.text })
      }
    }
  }
  return { children, whole }
}
