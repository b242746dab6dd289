import { illegal, invalidRequest } from '../errors.ts'
import { parseJson } from './body.ts'
import { entries, isObject, rootNode } from './json.ts'

export interface OneSearch {
  readonly expression?: string
  readonly body: unknown
  /** The header's own options, as URL parameters would give them. */
  readonly parameters: Readonly<Record<string, string>>
  /** The body as it came, for places in errors. */
  readonly text: string
}

const MAX_SEARCHES = 1000

/** NDJSON: a header line (may be empty or `{}`), then a body line, and so on. */
export function parseMultiSearch(bytes: Uint8Array, defaultExpression?: string): readonly OneSearch[] {
  if (bytes.length === 0) throw invalidRequest(['no requests added'])
  const text = new TextDecoder().decode(bytes)
  if (!text.endsWith('\n')) throw illegal('The msearch request must be terminated by a newline [\\n]')
  const lines = text.split('\n').slice(0, -1)
  if (lines.at(-1)?.trim() === '' && lines.length % 2 === 1) lines.pop()
  if (lines.length % 2 === 1)
    throw illegal('The msearch request has a header line without a body line after it')
  if (lines.length / 2 > MAX_SEARCHES)
    throw illegal(`The msearch request has more than ${MAX_SEARCHES} searches`)
  const searches: OneSearch[] = []
  for (let at = 0; at < lines.length; at += 2) {
    const header = headerOf(lines[at], at + 1)
    const body = lines[at + 1]
    const expression = header.expression ?? defaultExpression
    searches.push({
      ...(expression === undefined ? {} : { expression }),
      parameters: header.parameters,
      body: parseJson(body.trim() === '' ? '{}' : body),
      text: body,
    })
  }
  return searches
}

const OPTIONS = new Set(
  (
    'ignore_unavailable allow_no_indices expand_wildcards search_type preference request_cache ' +
    'allow_partial_search_results ccs_minimize_roundtrips max_concurrent_shard_requests ignore_throttled'
  ).split(' '),
)

function headerOf(line: string, number: number) {
  if (line.trim() === '') return { parameters: {} }
  const value = parseJson(line)
  if (!isObject(value)) throw illegal(`Malformed header line [${number}] of the msearch request: no object`)
  let expression: string | undefined
  const parameters: Record<string, string> = {}
  for (const [name, { value: given }] of entries(rootNode(value), 'msearch')) {
    if (name === 'index' || name === 'indices') expression = joined(given, name)
    else if (OPTIONS.has(name)) parameters[name] = joined(given, name)
    else throw illegal(`key [${name}] is not supported in the metadata section`)
  }
  return { ...(expression === undefined ? {} : { expression }), parameters }
}

function joined(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.map((item) => joined(item, name)).join(',')
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return String(value)
  throw illegal(`[${name}] in the metadata section must be a string or a list of strings`)
}
