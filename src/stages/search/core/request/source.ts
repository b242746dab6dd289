import { parsing } from '../../errors.ts'
import type { SearchRequest } from '../../ports.ts'
import { globMatches } from '../glob.ts'
import { isObject, listOf, members, type Node, text } from '../json.ts'

export type SourceChoice = SearchRequest['source']

export const WHOLE: SourceChoice = { includes: [], excludes: [] }

const patterns = listOf(text)

/** `_source` in all its spellings; undefined when it is not said. */
export function sourceOf(node: Node | undefined): SourceChoice | undefined {
  if (node === undefined) return undefined
  const { value } = node
  if (value === true || value === 'true') return WHOLE
  if (value === false || value === 'false') return false
  if (typeof value === 'string' || Array.isArray(value)) {
    return { includes: patterns(node, '_source', 'search'), excludes: [] }
  }
  if (!isObject(value))
    throw parsing('[_source] must be true, false, a pattern, a list or an object', node.path)
  const read = members(node, '_source', {
    includes: patterns,
    include: patterns,
    excludes: patterns,
    exclude: patterns,
  })
  return { includes: read.includes ?? read.include ?? [], excludes: read.excludes ?? read.exclude ?? [] }
}

type Source = Readonly<Record<string, unknown>>

/** Keeps what `includes` name (everything when empty) without what `excludes` name. Patterns are dotted paths. */
export function filterSource(source: Source, choice: Exclude<SourceChoice, false>): Source {
  if (choice.includes.length === 0 && choice.excludes.length === 0) return source
  return filtered(source, '', choice, choice.includes.length === 0)
}

function filtered(
  source: Source,
  path: string,
  choice: Exclude<SourceChoice, false>,
  included: boolean,
): Source {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(source)) {
    const place = path === '' ? name : `${path}.${name}`
    if (choice.excludes.some((pattern) => globMatches(pattern, place))) continue
    const wanted = included || choice.includes.some((pattern) => globMatches(pattern, place))
    if (isObject(value)) {
      const inner = filtered(value, place, choice, wanted)
      if (wanted || Object.keys(inner).length > 0) kept[name] = inner
    } else if (wanted) kept[name] = value
  }
  return kept
}

/** Every leaf of a document by its dotted name; arrays give several values. */
export function leavesOf(source: Source): ReadonlyMap<string, readonly unknown[]> {
  const leaves = new Map<string, unknown[]>()
  const visit = (value: unknown, path: string) => {
    if (Array.isArray(value)) for (const item of value) visit(item, path)
    else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) visit(inner, path === '' ? name : `${path}.${name}`)
    } else if (value !== null && value !== undefined) {
      const known = leaves.get(path)
      if (known) known.push(value)
      else leaves.set(path, [value])
    }
  }
  visit(source, '')
  return leaves
}
