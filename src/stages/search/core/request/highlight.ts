import type { Hit, Query } from '../../ports.ts'
import { globMatches } from '../glob.ts'
import {
  entries,
  flag,
  integer,
  isObject,
  items,
  listOf,
  members,
  type Node,
  node,
  oneOf,
  text,
} from '../json.ts'
import { leavesOf } from './source.ts'

/**
 * Highlighting, simply: in each asked-for field, the words and values that the query looks for there are
 * wrapped in the tags. A value longer than `fragment_size` is shown in pieces around what was found.
 */
export interface Highlight {
  readonly fields: readonly string[]
  readonly before: string
  readonly after: string
  readonly fragmentSize: number
  readonly fragments: number
  readonly marks: readonly Mark[]
}

/** What to look for, and where; without a field, everywhere. */
interface Mark {
  readonly field?: string
  readonly pattern: string
}

const SETTINGS = {
  pre_tags: listOf(text),
  post_tags: listOf(text),
  fragment_size: integer(0),
  number_of_fragments: integer(0),
  require_field_match: flag,
  type: oneOf('unified', 'plain', 'fvh'),
  order: oneOf('none', 'score'),
  encoder: oneOf('default'),
  no_match_size: integer(0, 0),
} as const

export function highlightOf(given: Node | undefined, query: Query): Highlight | undefined {
  if (given === undefined) return undefined
  const read = members(given, 'highlight', { ...SETTINGS, fields: node })
  const fields = read.fields ? items(read.fields).flatMap((item) => fieldNames(item)) : []
  const marks: Mark[] = []
  collect(query, marks)
  return {
    fields,
    before: read.pre_tags?.[0] ?? '<em>',
    after: read.post_tags?.[0] ?? '</em>',
    fragmentSize: read.fragment_size ?? 100,
    fragments: read.number_of_fragments ?? 5,
    marks: read.require_field_match === false ? marks.map(({ pattern }) => ({ pattern })) : marks,
  }
}

function fieldNames(item: Node): readonly string[] {
  if (!isObject(item.value)) return [text(item, 'fields', 'highlight')]
  return entries(item, 'highlight').map(([name, settings]) => {
    members(settings, `highlight] [${name}`, {})
    return name
  })
}

function collect(query: Query, marks: Mark[]) {
  switch (query.kind) {
    case 'bool':
      for (const inner of [...query.must, ...query.filter, ...query.should]) collect(inner, marks)
      break
    case 'boost':
    case 'constant':
    case 'boosting':
      collect(query.query, marks)
      break
    case 'dis_max':
      for (const inner of query.queries) collect(inner, marks)
      break
    case 'match':
      for (const pattern of wordPatterns(query)) {
        if (query.fields.length === 0) marks.push({ pattern })
        for (const field of query.fields) marks.push({ field, pattern })
      }
      break
    case 'terms':
      for (const value of query.values)
        marks.push({ field: query.field, pattern: `^${literal(String(value))}$` })
      break
    case 'prefix':
      marks.push({ field: query.field, pattern: `^${literal(query.value)}` })
      break
    case 'wildcard':
      marks.push({ field: query.field, pattern: wildcard(query.value) })
      break
    default:
  }
}

function wordPatterns({ operator, words }: Extract<Query, { kind: 'match' }>): readonly string[] {
  const patterns = words.map(literal)
  return operator === 'phrase' ? [patterns.join('[^\\p{L}\\p{N}]+')] : patterns
}

const literal = (value: string) => value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Only the literal runs are marked: stars would make a pattern that can take for ever on a hostile value. */
function wildcard(value: string): string {
  const runs = value.split(/[*?]+/).filter((run) => run !== '')
  return runs.length === 0
    ? '(?!)'
    : `(?:${runs.map((run) => literal(run.replace(/\\(.)/gs, '$1'))).join('|')})`
}

export function highlightHit(hit: Hit, highlight: Highlight): Record<string, readonly string[]> {
  const shown: Record<string, readonly string[]> = {}
  for (const [name, values] of leavesOf(hit.source)) {
    if (!highlight.fields.some((pattern) => globMatches(pattern, name))) continue
    const patterns = highlight.marks
      .filter(({ field }) => field === undefined || field === name || field === `${name}.keyword`)
      .map(({ pattern }) => pattern)
    if (patterns.length === 0) continue
    const pieces = values.flatMap((value) => marked(String(value), patterns, highlight))
    if (pieces.length > 0) shown[name] = pieces
  }
  return shown
}

function marked(value: string, patterns: readonly string[], highlight: Highlight): readonly string[] {
  const { before, after, fragmentSize, fragments } = highlight
  const regexp = new RegExp(patterns.join('|'), 'giu')
  const wrap = (piece: string) =>
    piece.replace(regexp, (found) => (found === '' ? '' : `${before}${found}${after}`))
  const whole = fragments === 0 || value.length <= fragmentSize
  const pieces = whole ? [value] : cut(value, fragmentSize)
  const hits = pieces.map(wrap).filter((piece, at) => piece !== pieces[at])
  return whole ? hits : hits.slice(0, fragments)
}

/** Pieces of about `size` characters that end at a space where there is one. */
function cut(value: string, size: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < value.length; ) {
    const space = value.lastIndexOf(' ', at + size)
    const end = at + size >= value.length ? value.length : space > at ? space + 1 : at + size
    pieces.push(value.slice(at, end))
    at = end
  }
  return pieces
}
