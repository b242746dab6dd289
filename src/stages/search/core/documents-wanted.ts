import { invalidRequest, parsing } from '../errors.ts'
import { entries, isObject, items, type Node } from './json.ts'
import { type SourceChoice, sourceOf } from './request/source.ts'

/** One document of a `_mget`. */
export interface WantedDocument {
  readonly index: string
  readonly id: string
  readonly source?: SourceChoice
}

/** `{docs: [{_index, _id, _source}]}` or `{ids: […]}`. */
export function parseMultiGet(
  body: Node,
  defaultIndex: string | undefined,
  defaultSource?: SourceChoice,
): readonly WantedDocument[] {
  const found = entries(body, 'mget')
  const problems: string[] = []
  const wanted = found.flatMap(([name, node]) => {
    if (name === 'ids') return items(node).map((item) => idOf(item, defaultIndex, problems))
    if (name === 'docs') return items(node).map((item) => documentOf(item, defaultIndex, problems))
    throw parsing(`Failed to parse request: unexpected key [${name}]`, node.path)
  })
  if (wanted.length === 0) throw invalidRequest(['no documents to get'])
  if (problems.length > 0) throw invalidRequest(problems)
  return wanted.map((one) =>
    one.source === undefined && defaultSource !== undefined ? { ...one, source: defaultSource } : one,
  )
}

function idOf({ value, path }: Node, index: string | undefined, problems: string[]): WantedDocument {
  if (typeof value !== 'string' && typeof value !== 'number')
    throw parsing('ids array element should only contain ids', path)
  if (index === undefined) problems.push('index is missing')
  return { index: index ?? '', id: String(value) }
}

function documentOf(node: Node, defaultIndex: string | undefined, problems: string[]): WantedDocument {
  if (!isObject(node.value)) throw parsing('docs array element should include an object', node.path)
  const read: { index: string | undefined; id?: string; source?: SourceChoice } = { index: defaultIndex }
  for (const [name, value] of entries(node, 'mget')) {
    if (name === '_index') read.index = String(value.value)
    else if (name === '_id') read.id = value.value === null ? undefined : String(value.value)
    else if (name === '_source') {
      const source = sourceOf(value)
      if (source !== undefined) read.source = source
    } else if (!['routing', '_routing', 'version', 'version_type'].includes(name))
      throw parsing(`Failed to parse request: unknown parameter [${name}]`, value.path)
  }
  if (read.index === undefined) problems.push('index is missing')
  if (read.id === undefined) problems.push('id is missing')
  return {
    index: read.index ?? '',
    id: read.id ?? '',
    ...(read.source === undefined ? {} : { source: read.source }),
  }
}
