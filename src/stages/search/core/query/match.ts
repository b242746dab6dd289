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
import { wordsOf } from '../words.ts'
import { ALL, allOf, anyOf, bestOf, bool, boosted, NONE } from './clause.ts'
import { type QueryContext, spend } from './context.ts'
import { searchEverywhere, searchField, type TextSearch } from './full-text.ts'
import { type Fuzziness, type FuzzyOptions, fuzziness } from './fuzziness.ts'
import { leastOf, minimumShouldMatch } from './minimum-should-match.ts'

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
  fuzziness,
  fuzzy_rewrite: text,
  prefix_length: integer(0),
  max_expansions: integer(1),
  fuzzy_transpositions: flag,
  auto_generate_synonyms_phrase_query: flag,
} as const

const PHRASE = { ...SHARED, slop: integer(0) } as const
const PHRASE_PREFIX = { ...SHARED, slop: only(0, '0'), max_expansions: integer(1) } as const

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
    type: oneOf('best_fields', 'most_fields', 'cross_fields', 'phrase', 'phrase_prefix', 'bool_prefix'),
    slop: integer(0),
    tie_breaker: boost,
  })
  if (type === 'bool_prefix') {
    const search = searchOf('multi_match', query, { ...read, operator: read.operator ?? 'or' })
    return anyOf(namesOf(fields, context).map(({ field }) => boolPrefix(field, search, context)))
  }
  const operator = type === 'phrase' || type === 'phrase_prefix' ? type : (read.operator ?? 'or')
  const search = searchOf('multi_match', query, { ...read, operator })
  const join = type === 'most_fields' ? anyOf : (found: readonly Query[]) => bestOf(found, read.tie_breaker)
  return searchFields(fields, search, context, join)
}

/** Every word as it is, and the last one as the beginning of a word. */
export function parseMatchBoolPrefix(query: Node, context: QueryContext): Query {
  const [field, body] = onlyEntry(query, 'match_bool_prefix')
  const read = members(asObject(body), 'match_bool_prefix', WORDS)
  const search = searchOf('match_bool_prefix', body, { ...read, operator: read.operator ?? 'or' })
  return boolPrefix(field, search, context)
}

function boolPrefix(field: string, search: TextSearch, context: QueryContext): Query {
  const words = wordsOf(search.text)
  const last = words.at(-1)
  if (last === undefined) return search.noWords
  const type = context.fields.typeOf(field)
  if (type !== 'text' && type !== 'keyword') return NONE
  if (type === 'keyword') return { kind: 'prefix', field, value: search.text }
  const start: Query = { kind: 'prefix', field, value: last, anyCase: true }
  const finished = words.slice(0, -1).map((word) => searchField(field, { ...search, text: word }, context))
  const parts = [...finished, start]
  spend(context, parts.length)
  if (search.operator === 'and') return allOf(parts)
  const { minimumShouldMatch: rule } = search
  if (rule === undefined) return anyOf(parts)
  return bool({ should: parts, minimumShouldMatch: Math.max(1, leastOf(rule, parts.length)) })
}

/** Fields by name, pattern or `name^boost`; `*` alone means everything and is lenient, as in OpenSearch. */
export function searchFields(
  patterns: readonly string[],
  search: TextSearch,
  context: QueryContext,
  join: (found: readonly Query[]) => Query = bestOf,
): Query {
  const everything = patterns.map(weighed).find(({ name }) => name === '*')
  if (everything) return searchEverywhere({ ...search, lenient: true }, context)
  const several = patterns.some((pattern) => pattern.includes('*'))
  return join(
    namesOf(patterns, context).map(({ field, weight }) =>
      boosted(searchField(field, { ...search, lenient: search.lenient || several }, context), weight),
    ),
  )
}

function weighed(pattern: string) {
  const found = /^(.*)\^(\d+(?:\.\d+)?)$/.exec(pattern)
  return found ? { name: found[1], weight: Number(found[2]) } : { name: pattern, weight: 1 }
}

/** The fields that the patterns name, each once. */
function namesOf(patterns: readonly string[], context: QueryContext) {
  const found = new Map<string, number>()
  for (const { name, weight } of patterns.map(weighed)) {
    for (const field of context.fields.matching(name)) if (!found.has(field)) found.set(field, weight)
  }
  return [...found].map(([field, weight]) => ({ field, weight }))
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
    readonly fuzziness?: Fuzziness
    readonly prefix_length?: number
    readonly fuzzy_transpositions?: boolean
    readonly slop?: unknown
  },
): TextSearch {
  if (read.query === undefined) throw parsing(`[${owner}] No text specified for text query`, body.path)
  return {
    text: String(read.query),
    operator: read.operator,
    ...(read.minimum_should_match === undefined ? {} : { minimumShouldMatch: read.minimum_should_match }),
    lenient: read.lenient ?? false,
    noWords: read.zero_terms_query === 'all' ? ALL : NONE,
    ...(typeof read.slop === 'number' && read.slop > 0 ? { slop: read.slop } : {}),
    ...(read.fuzziness ? { fuzzy: { edits: read.fuzziness, options: optionsOf(read) } } : {}),
  }
}

const optionsOf = (read: { prefix_length?: number; fuzzy_transpositions?: boolean }): FuzzyOptions => ({
  ...(read.prefix_length === undefined ? {} : { prefix: read.prefix_length }),
  ...(read.fuzzy_transpositions === undefined ? {} : { transpositions: read.fuzzy_transpositions }),
})
