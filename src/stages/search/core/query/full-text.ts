import { badQuery } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { isNumeric } from '../fields.ts'
import { isAddress } from '../network.ts'
import { wordsOf } from '../words.ts'
import { allOf, anyOf, bestOf, bool, NONE } from './clause.ts'
import { type QueryContext, spend } from './context.ts'
import { equals, lenient } from './equality.ts'
import { type Fuzziness, type FuzzyOptions, fuzzy } from './fuzziness.ts'
import { leastOf } from './minimum-should-match.ts'

export interface TextSearch {
  readonly text: string
  readonly operator: 'or' | 'and' | 'phrase' | 'phrase_prefix'
  readonly minimumShouldMatch?: string
  /** A value that does not fit a field's type matches nothing there, and is no error. */
  readonly lenient: boolean
  /** What a text without any word matches. */
  readonly noWords: Query
  /** Words need only be alike. */
  readonly fuzzy?: { readonly edits: Fuzziness; readonly options: FuzzyOptions }
  /** Of a phrase. */
  readonly slop?: number
}

/** Full text on one field: words on a text field, the whole value on every other. */
export function searchField(field: string, search: TextSearch, context: QueryContext): Query {
  if (context.fields.typeOf(field) === 'text') return searchWords([field], search, context)
  if (search.operator === 'phrase_prefix') return startsWith(field, search, context)
  if (search.fuzzy && context.fields.typeOf(field) === 'keyword') {
    return alike(field, search.text, search.fuzzy, context)
  }
  return lenient(search.lenient, () => equals(field, [search.text], context))
}

function alike(
  field: string,
  value: string,
  { edits, options }: NonNullable<TextSearch['fuzzy']>,
  context: QueryContext,
): Query {
  const allowed = edits([...value].length)
  return allowed === 0 ? equals(field, [value], context) : fuzzy(field, value, allowed, context, options)
}

function startsWith(field: string, search: TextSearch, context: QueryContext): Query {
  const type = context.fields.typeOf(field)
  if (type === undefined || search.lenient) return NONE
  throw badQuery(
    `Can only use phrase prefix queries on text fields - not on [${field}] which is of type [${type}]`,
  )
}

/** `fields` empty: every text and keyword field, where a keyword need only hold the words. */
function searchWords(fields: readonly string[], search: TextSearch, context: QueryContext): Query {
  const words = wordsOf(search.text)
  const { text, operator, minimumShouldMatch } = search
  if (words.length === 0) return search.noWords
  if (operator === 'phrase_prefix') return phrasePrefix(fields, words, text)
  const match = (some: readonly string[]): Query => ({
    kind: 'match',
    fields,
    words: some,
    operator: some.length === 1 && operator === 'phrase' ? 'and' : operator,
    text: some === words ? text : some.join(' '),
    ...(operator === 'phrase' && some.length > 1 && search.slop ? { slop: search.slop } : {}),
  })
  if (search.fuzzy && operator !== 'phrase') return fuzzyWords(fields, words, search, context)
  if (operator !== 'or' || minimumShouldMatch === undefined) return match(words)
  const least = leastOf(minimumShouldMatch, words.length)
  if (least <= 1) return match(words)
  spend(context, words.length)
  return bool({ should: words.map((word) => match([word])), minimumShouldMatch: least })
}

function fuzzyWords(
  given: readonly string[],
  words: readonly string[],
  { fuzzy: how, operator, minimumShouldMatch }: TextSearch,
  context: QueryContext,
): Query {
  const { fields } = context
  const isText = (name: string) => ['text', 'keyword'].includes(fields.typeOf(name) ?? '')
  const everywhere = given.length === 0
  const names = everywhere ? fields.names.filter(isText) : given
  const options = { ...how!.options, ...(everywhere ? { anyCase: true } : {}) }
  spend(context, words.length * names.length)
  const each = words.map((word) => {
    const edits = how!.edits([...word].length)
    return bestOf(names.map((name) => fuzzy(name, word, edits, context, options)))
  })
  if (operator === 'and') return allOf(each)
  const least = minimumShouldMatch === undefined ? 1 : leastOf(minimumShouldMatch, each.length)
  return least <= 1 ? anyOf(each) : bool({ should: each, minimumShouldMatch: least })
}

/** The words in a row, the last one perhaps unfinished: the phrase, and a word that begins like the last. */
function phrasePrefix(fields: readonly string[], words: readonly string[], text: string): Query {
  const finished = words.slice(0, -1)
  const unfinished = anyOf(
    fields.map((field): Query => ({ kind: 'prefix', field, value: words[words.length - 1], anyCase: true })),
  )
  if (finished.length === 0) return unfinished
  return allOf([{ kind: 'match', fields, words: finished, operator: 'phrase', text }, unfinished])
}

/**
 * Full text on everything: text and keyword fields by their words, and numbers, addresses and dates where the
 * text is one as a whole (a date only from the day on: a bare `2026` would match the whole year).
 */
export function searchEverywhere(search: TextSearch, context: QueryContext): Query {
  const { fields } = context
  const wholes = fields.names.filter((name) => {
    const type = fields.typeOf(name)
    if (isNumeric(type)) return /^-?\d+(?:\.\d+)?$/.test(search.text)
    if (type === 'date') return /^\d{4}-\d\d-\d\d/.test(search.text)
    return type === 'ip' && (isAddress(search.text) || search.text.includes('/'))
  })
  const { operator } = search
  const words = searchWords(
    [],
    operator === 'phrase_prefix' ? { ...search, operator: 'phrase' } : search,
    context,
  )
  return bestOf([words, ...wholes.map((name) => lenient(true, () => equals(name, [search.text], context)))])
}
