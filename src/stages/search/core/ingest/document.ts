import { illegal } from '../../errors.ts'
import { isObject } from '../json.ts'

/** A document on its way through pipelines: its source (its own copy), and what is known beside it. */
export interface IngestDocument {
  readonly source: Record<string, unknown>
  readonly meta: { readonly _index: string; readonly _id?: string }
  /** ms. */
  readonly now: number
}

export const pathMissing = (path: string) => illegal(`field [${path}] not present as part of path [${path}]`)

/** The value at a dotted path; `_index`, `_id` and `_ingest.timestamp` are there as well. */
export function valueAt(document: IngestDocument, path: string): unknown {
  if (path === '_index') return document.meta._index
  if (path === '_id') return document.meta._id
  if (path === '_ingest.timestamp') return new Date(document.now).toISOString()
  let at: unknown = document.source
  for (const part of partsOf(path)) {
    if (Array.isArray(at)) at = at[Number(part)]
    else at = isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined
  }
  return at
}

/** The value, or a refusal that names its path. */
export function requiredAt(document: IngestDocument, path: string): unknown {
  const value = valueAt(document, path)
  if (value !== undefined) return value
  throw pathMissing(path)
}

export function setAt(document: IngestDocument, path: string, value: unknown): void {
  if (/^_(?:index|id|routing|version|version_type|ingest)(?:\.|$)/.test(path))
    throw illegal(`[${path}] cannot be changed by a pipeline here: name the index and the id in the request`)
  const parts = partsOf(path)
  let at: unknown = document.source
  for (const [depth, part] of parts.slice(0, -1).entries()) {
    let next: unknown = Array.isArray(at) ? at[Number(part)] : own(at, part)
    if (next === undefined) {
      next = {}
      put(at, part, next)
    }
    if (!isObject(next) && !Array.isArray(next))
      throw illegal(
        `cannot set [${parts[depth + 1]}] with parent object of type [${typeof next}] as part of path [${path}]`,
      )
    at = next
  }
  put(at, parts[parts.length - 1], value)
}

/** Takes the value away; false when there is none. */
export function removeAt(document: IngestDocument, path: string): boolean {
  const parts = partsOf(path)
  const holder = parts.length === 1 ? document.source : valueAt(document, parts.slice(0, -1).join('.'))
  const last = parts[parts.length - 1]
  if (Array.isArray(holder) && Number(last) < holder.length) return holder.splice(Number(last), 1).length > 0
  if (!isObject(holder) || !Object.hasOwn(holder, last)) return false
  return delete holder[last]
}

const own = (object: unknown, name: string) =>
  isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined

function put(holder: unknown, name: string, value: unknown): void {
  if (Array.isArray(holder)) holder[Math.min(Number(name) || 0, holder.length)] = value
  else
    Object.defineProperty(holder as object, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
}

function partsOf(path: string): readonly string[] {
  const parts = path.replace(/^_source\./, '').split('.')
  if (parts.includes('')) throw illegal(`path [${path}] is not valid`)
  return parts
}

/** `{{field}}` and `{{{field}}}` in a text stand for the document's values. */
export function filled(template: string, document: IngestDocument): string {
  return template.replace(/\{\{\{?\s*([^{}]+?)\s*\}?\}\}/g, (_, path: string) => {
    const value = valueAt(document, path)
    return value === undefined || value === null
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  })
}
