import { parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import {
  boost,
  flag,
  integer,
  isObject,
  listOf,
  members,
  type Node,
  oneOf,
  only,
  onlyEntry,
  scalar,
  text,
} from '../json.ts'
import { ALL, anyOf, NONE } from './clause.ts'
import type { QueryContext } from './context.ts'
import { searchEverywhere, searchField, type TextSearch } from './full-text.ts'
import { minimumShouldMatch } from './minimum-should-match.ts'

const SHARED = {
  query: scalar,
  analyzer: only('standard'),
  zero_terms_query: oneOf('none', 'all'),
  boost,
} as const

const WORDS = {
  ...SHARED,
  operator: oneOf('or', 'and'),
  minimum_should_match: minimumShouldMatch,
  lenient: flag,
  fuzziness: only(0, '0'),
  prefix_length: integer(0),
  max_expansions: integer(1),
  fuzzy_transpositions: flag,
  auto_generate_synonyms_phrase_query: flag,
} as const

const PHRASE = { ...SHARED, slop: only(0, '0') } as const
const PHRASE_PREFIX = { ...PHRASE, max_expansions: integer(1) } as const

export function parseMatch(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'match')
  const read = members(asObject(body), 'match', WORDS)
  return searchField(field, searchOf('match', body, { ...read, operator: read.operator ?? 'or' }), context)
}

export function parseMatchPhrase(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'match_phrase')
  const read = members(asObject(body), 'match_phrase', PHRASE)
  return searchField(field, searchOf('match_phrase', body, { ...read, operator: 'phrase' }), context)
}

export function parseMatchPhrasePrefix(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'match_phrase_prefix')
  const read = members(asObject(body), 'match_phrase_prefix', PHRASE_PREFIX)
  const search = searchOf('match_phrase_prefix', body, { ...read, operator: 'phrase_prefix' })
  return searchField(field, search, context)
}

export function parseMultiMatch(query: Node, context: QueryContext): Query {
  const {
    fields = ['*'],
    type = 'best_fields',
    ...read
  } = members(query, 'multi_match', {
    ...WORDS,
    fields: listOf(text),
    type: oneOf('best_fields', 'most_fields', 'cross_fields', 'phrase', 'phrase_prefix'),
    slop: only(0, '0'),
    tie_breaker: boost,
  })
  const operator = type === 'phrase' || type === 'phrase_prefix' ? type : (read.operator ?? 'or')
  const search = searchOf('multi_match', query, { ...read, operator })
  return searchFields(fields, search, context)
}

/** Fields by name, pattern or `name^boost`; `*` alone means everything and is lenient, as in OpenSearch. */
export function searchFields(patterns: readonly string[], search: TextSearch, context: QueryContext): Query {
  const names = patterns.map((pattern) => pattern.replace(/\^[\d.]+$/, ''))
  if (names.includes('*')) return searchEverywhere({ ...search, lenient: true }, context)
  const found = new Set(names.flatMap((name) => context.fields.matching(name)))
  const several = names.some((name) => name.includes('*'))
  return anyOf(
    [...found].map((field) => searchField(field, { ...search, lenient: search.lenient || several }, context)),
  )
}

/** `{ field: "words" }` is short for `{ field: { query: "words" } }`. */
function asObject(body: Node): Node {
  return isObject(body.value) ? body : { value: { query: body.value }, path: body.path }
}

function searchOf(
  owner: string,
  body: Node,
  read: {
    readonly query?: string | number | boolean
    readonly operator: TextSearch['operator']
    readonly minimum_should_match?: string
    readonly lenient?: boolean
    readonly zero_terms_query?: 'none' | 'all'
  },
): TextSearch {
  if (read.query === undefined) throw parsing(`[${owner}] No text specified for text query`, body.path)
  return {
    text: String(read.query),
    operator: read.operator,
    ...(read.minimum_should_match === undefined ? {} : { minimumShouldMatch: read.minimum_should_match }),
    lenient: read.lenient ?? false,
    noWords: read.zero_terms_query === 'all' ? ALL : NONE,
  }
}
