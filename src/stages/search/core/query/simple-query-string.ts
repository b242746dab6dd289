import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { boost, flag, integer, listOf, members, type Node, oneOf, only, text } from '../json.ts'
import { parseSimple, type Simple } from '../lucene/simple.ts'
import { ALL, anyOf, bool, NONE, not } from './clause.ts'
import { checkLength, deeper, type QueryContext, spend } from './context.ts'
import { lenient } from './equality.ts'
import type { TextSearch } from './full-text.ts'
import { AUTO } from './fuzziness.ts'
import { searchFields } from './match.ts'
import { leastOf, minimumShouldMatch } from './minimum-should-match.ts'
import { likeness } from './pattern.ts'

const PARAMETERS = {
  query: text,
  fields: listOf(text),
  default_operator: oneOf('or', 'and'),
  flags: only('ALL', -1),
  lenient: flag,
  analyze_wildcard: flag,
  minimum_should_match: minimumShouldMatch,
  analyzer: only('standard'),
  quote_field_suffix: only(''),
  fuzzy_prefix_length: integer(0),
  fuzzy_max_expansions: integer(1),
  fuzzy_transpositions: flag,
  auto_generate_synonyms_phrase_query: flag,
  boost,
} as const

interface Reading {
  readonly node: Node
  readonly whole: string
  readonly fields: readonly string[]
  readonly operator: 'or' | 'and'
  readonly lenient: boolean
  readonly context: QueryContext
  readonly prefix: number
}

export function parseSimpleQueryString(query: Node, context: QueryContext): Query {
  const read = members(query, 'simple_query_string', PARAMETERS)
  if (read.query === undefined) throw parsing('[simple_query_string] query text missing', query.path)
  checkLength(read.query)
  const operator = read.default_operator ?? 'or'
  const found = parseSimple(read.query, operator === 'and' ? 'all' : 'any')
  if (!found) return read.query.trim() === '*' ? ALL : NONE
  const reading = {
    node: query,
    whole: read.query,
    fields: read.fields ?? ['*'],
    operator,
    lenient: read.lenient ?? false,
    context,
    prefix: read.fuzzy_prefix_length ?? 0,
  }
  if (read.minimum_should_match !== undefined && found.kind === 'any') {
    const should = found.parts.map((part) => lower(part, reading))
    return bool({ should, minimumShouldMatch: leastOf(read.minimum_should_match, should.length) })
  }
  return lower(found, reading)
}

function lower(part: Simple, outer: Reading): Query {
  spend(outer.context)
  const leaf = part.kind === 'word' || part.kind === 'phrase' || part.kind === 'prefix'
  const reading = leaf ? outer : { ...outer, context: deeper(outer.context, outer.node) }
  switch (part.kind) {
    case 'all':
      return bool({ must: part.parts.map((inner) => lower(inner, reading)) })
    case 'any':
      return anyOf(part.parts.map((inner) => lower(inner, reading)))
    case 'not':
      return not(lower(part.part, reading))
    case 'prefix':
      return prefix(part.text, reading)
    case 'word':
      if (part.text === '*') return ALL
      return word(part.text, reading)
    case 'phrase':
      return search(part.text, 'phrase', reading, part.slop ? { slop: part.slop } : {})
  }
}

/** `word~`, `word~1`: alike; else the word as it stands. */
function word(text: string, reading: Reading): Query {
  const found = /^(.*[^~])~(\d?)$/s.exec(text)
  if (!found) return search(text, reading.operator, reading)
  const [, plain, amount] = found
  const edits = amount === '' ? AUTO : () => Math.min(2, Number(amount))
  return search(plain, 'or', reading, { fuzzy: { edits, options: { prefix: reading.prefix } } })
}

function search(
  words: string,
  operator: 'or' | 'and' | 'phrase',
  reading: Reading,
  more: Pick<TextSearch, 'fuzzy' | 'slop'> = {},
): Query {
  const { fields, context } = reading
  return searchFields(
    fields,
    { text: words, operator, lenient: reading.lenient, noWords: NONE, ...more },
    context,
  )
}

function prefix(start: string, { fields, context }: Reading): Query {
  const everywhere = fields.includes('*')
  const found = everywhere
    ? context.fields.names
    : fields.flatMap((name) => context.fields.matching(bare(name)))
  spend(context, found.length)
  return anyOf(
    found.map((field) => lenient(true, () => likeness('prefix', field, start, context, everywhere))),
  )
}

const bare = (field: string) => field.replace(/\^[\d.]+$/, '')
