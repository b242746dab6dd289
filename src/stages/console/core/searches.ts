import { badIndexName, malformedJson, malformedSearches, tooManySearches } from '../errors.ts'

export interface OneSearch {
  readonly id: string
  readonly index: string
  readonly body: unknown
}

/** More than a page has panels, fewer than would starve other readers. */
export const MAX_SEARCHES = 64

export function parseJson(bytes: unknown): unknown {
  const text = bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : ''
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    throw malformedJson((error as Error).message)
  }
}

/** `{searches: [{id, index, body}]}` checked member by member. */
export function parseSearches(input: unknown): readonly OneSearch[] {
  const list = (input as { searches?: unknown } | null)?.searches
  if (!Array.isArray(list)) throw malformedSearches('"searches" is not a list')
  if (list.length > MAX_SEARCHES) throw tooManySearches(list.length, MAX_SEARCHES)
  return list.map((entry: unknown, at) => parseOne(entry, at))
}

function parseOne(entry: unknown, at: number): OneSearch {
  const { id, index, body } = (entry ?? {}) as Record<string, unknown>
  if (typeof id !== 'string') throw malformedSearches(`entry ${at} has no "id"`)
  if (typeof index !== 'string') throw malformedSearches(`entry ${at} ("${id}") has no "index"`)
  if (typeof body !== 'object' || body === null)
    throw malformedSearches(`entry ${at} ("${id}") has no "body"`)
  return { id, index: checkIndex(index), body }
}

/** OpenSearch's rule for index names, with the wildcards and commas of an expression. */
export function checkIndex(index: string): string {
  if (!/^[a-z0-9.*][a-z0-9._*,-]{0,254}$/.test(index)) throw badIndexName(index)
  return index
}
