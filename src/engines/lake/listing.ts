import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { entryOfName } from './key-path.ts'
import { absent } from './sidecar.ts'

/** Keys below a bucket's folder in UTF-8 binary order, beginning after `after`. */
export async function* listKeys(bucket: string, prefix: string, after: string): AsyncGenerator<string> {
  yield* walk(bucket, '', { prefix: Buffer.from(prefix), after: Buffer.from(after) })
}

interface Range {
  readonly prefix: Buffer
  readonly after: Buffer
}

async function* walk(folder: string, above: string, range: Range): AsyncGenerator<string> {
  for (const { text, path } of await entriesOf(folder)) {
    const key = above + text
    if (path === undefined) {
      if (isWanted(key, range)) yield key
    } else if (mayHold(`${key}/`, range)) {
      yield* walk(path, `${key}/`, range)
    }
  }
}

interface Child {
  /** One segment of a key. */
  readonly text: string
  /** Of the folder that holds what goes on below it; undefined for an object. */
  readonly path?: string
}

/** In the order of the keys below: `a` < `a-b` < `a/…`. Pieces of long names are put together. */
async function entriesOf(folder: string): Promise<Child[]> {
  const children = await readFolder(folder)
  const sortable = children.map((child) => ({
    child,
    order: Buffer.from(child.path ? `${child.text}/` : child.text),
  }))
  return sortable.sort((a, b) => Buffer.compare(a.order, b.order)).map(({ child }) => child)
}

async function readFolder(folder: string): Promise<Child[]> {
  const children: Child[] = []
  for (const found of (await readdir(folder, { withFileTypes: true }).catch(absent)) ?? []) {
    if (!found.isFile() && !found.isDirectory()) continue
    const entry = entryOfName(found.name, found.isDirectory())
    if (!entry) continue
    const path = join(folder, found.name)
    if (entry.kind === 'object') children.push({ text: entry.text })
    else if (entry.kind === 'folder') children.push({ text: entry.text, path })
    else for (const rest of await readFolder(path)) children.push({ ...rest, text: entry.text + rest.text })
  }
  return children
}

function isWanted(key: string, { prefix, after }: Range): boolean {
  const bytes = Buffer.from(key)
  return startsWith(bytes, prefix) && Buffer.compare(bytes, after) > 0
}

/** Could a key that begins with `start` lie in the range? Spares reading whole branches. */
function mayHold(start: string, { prefix, after }: Range): boolean {
  const bytes = Buffer.from(start)
  const fits = startsWith(bytes, prefix) || startsWith(prefix, bytes)
  return fits && (startsWith(after, bytes) || Buffer.compare(bytes, after) > 0)
}

function startsWith(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start)
}
