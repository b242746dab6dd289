import type { ListOptions } from '../../stages/lake/ports.ts'
import { type Children, createFolderCache } from './folder-cache.ts'
import { compareKeys } from './key-order.ts'

type ReadFolder = (folder: string) => Promise<Children>

interface Range {
  readonly prefix: string
  readonly after: string
  /** Keys that begin with it are passed over; set while walking. */
  passed?: string
}

/** Keys below a bucket's folder in UTF-8 binary order, beginning after `after`. */
export async function* listKeys(bucket: string, prefix: string, after: string): AsyncGenerator<string> {
  yield* walk(createFolderCache(), bucket, '', { prefix, after })
}

/** One page of keys and common prefixes; `next` when there is more. */
export function createListing() {
  const readFolder = createFolderCache()
  return async (bucket: string, { prefix = '', after = '', limit, delimiter }: ListOptions) => {
    const keys: string[] = []
    const prefixes: string[] = []
    let last = ''
    if (limit <= 0) return { keys, prefixes }
    const range: Range = { prefix, after }
    for await (const key of walk(readFolder, bucket, '', range)) {
      const common = commonPrefix(key, prefix, delimiter)
      if (common !== undefined) range.passed = common
      // A page that ended with this prefix, or within it, has shown it.
      if (common !== undefined && compareKeys(common, after) <= 0) continue
      if (keys.length + prefixes.length === limit) return { keys, prefixes, next: last }
      if (common === undefined) keys.push(key)
      else prefixes.push(common)
      last = common ?? key
    }
    return { keys, prefixes }
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

async function* walk(
  readFolder: ReadFolder,
  folder: string,
  above: string,
  range: Range,
): AsyncGenerator<string> {
  const children = await readFolder(folder)
  for (let at = firstOf(children, above, range.after); at < children.length; at++) {
    const { text, path } = children[at]
    const start = above + text
    if (range.passed !== undefined && start.startsWith(range.passed)) {
      if (above.startsWith(range.passed)) return
      continue
    }
    if (path !== undefined) {
      if (mayHold(start, range)) yield* walk(readFolder, path, start, range)
    } else if (start.startsWith(range.prefix) && compareKeys(start, range.after) > 0) yield start
  }
}

/** Where to begin: at the folder that holds `after`, or the first entry behind it. */
function firstOf(children: Children, above: string, after: string): number {
  let [low, high] = [0, children.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareKeys(above + children[middle].text, after) <= 0) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** Could a key that begins with `start` lie in the range? Spares reading whole branches. */
function mayHold(start: string, { prefix, after }: Range): boolean {
  const fits = start.startsWith(prefix) || prefix.startsWith(start)
  return fits && (after.startsWith(start) || compareKeys(start, after) > 0)
}
