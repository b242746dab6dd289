interface Upload {
  readonly id: string
  readonly key: string
}

interface Page<One extends Upload> {
  readonly uploads: readonly One[]
  readonly prefixes: readonly string[]
  /** The last entry, when there is more; `id` is empty for a common prefix. */
  readonly next?: { readonly key: string; readonly id: string }
}

interface Wanted {
  readonly prefix: string
  readonly delimiter?: string
  readonly keyMarker: string
  readonly idMarker?: string
  readonly limit: number
}

/** One page of uploads that come sorted by key, then by begin: those behind the markers. */
export function pageUploads<One extends Upload>(all: readonly One[], wanted: Wanted): Page<One> {
  const uploads: One[] = []
  const prefixes: string[] = []
  let last: { key: string; id: string } | undefined
  for (const upload of afterMarkers(all, wanted)) {
    const common = commonPrefix(upload.key, wanted)
    if (common !== undefined && (common === prefixes.at(-1) || common === wanted.keyMarker)) continue
    if (uploads.length + prefixes.length === wanted.limit) {
      return { uploads, prefixes, ...(last ? { next: last } : {}) }
    }
    if (common === undefined) uploads.push(upload)
    else prefixes.push(common)
    last = common === undefined ? { key: upload.key, id: upload.id } : { key: common, id: '' }
  }
  return { uploads, prefixes }
}

/** Without an id marker, keys behind the key marker; with one, also uploads of that key that come behind it. */
function afterMarkers<One extends Upload>(all: readonly One[], wanted: Wanted): readonly One[] {
  const { keyMarker, idMarker, prefix } = wanted
  const fitting = all.filter(({ key }) => key.startsWith(prefix))
  if (keyMarker === '') return fitting
  const at = idMarker ? fitting.findIndex(({ key, id }) => key === keyMarker && id === idMarker) : -1
  if (at >= 0) return fitting.slice(at + 1)
  return fitting.filter(({ key }) => Buffer.compare(Buffer.from(key), Buffer.from(keyMarker)) > 0)
}

function commonPrefix(key: string, { prefix, delimiter }: Wanted): string | undefined {
  if (!delimiter) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}
