import type { Query } from '../../../../stages/search/ports.ts'
import { badWords } from '../errors.ts'
import { type Field, fieldOf, type IndexModel, isText } from '../model.ts'
import { isAddress } from './address.ts'
import { escapeRegexp, text } from './literal.ts'
import { anyOf, type FieldTest, type Indexed, type Test } from './places.ts'
import { literalOf } from './scalar.ts'
import { inSequence, nearby, token } from './token.ts'

type Match = Extract<Query, { kind: 'match' }>

const WORDS_LIMIT = 1024

/**
 * Full text. A text field has a word when it stands there whole, a keyword field when it contains it; with `and`
 * each word may stand in another of the fields. Numbers, dates, addresses and booleans compare with the whole text,
 * and one that it cannot be is not an error (OpenSearch's `lenient`).
 */
export function matchCondition(query: Match, scope: Indexed): string {
  if (query.words.length > WORDS_LIMIT) throw badWords(query.words.length, WORDS_LIMIT)
  const fields = fieldsOf(query, scope.index)
  if (fields.length === 0) return 'FALSE'
  const whole = fields.flatMap((found) => wholeTest(found.field, query.text))
  const texts = needed(
    fields.filter(({ field }) => isText(field.type)),
    scope,
  )
  if (query.operator === 'phrase')
    return anyOf(scope, [...whole, ...texts.flatMap((found) => phraseTest(found, query))])
  const words = query.words.map((word) => texts.map((found) => wordTest(found, word)))
  if (query.operator === 'or') return anyOf(scope, [...whole, ...words.flat()])
  const every = words.map((tests) => anyOf(scope, tests))
  const some = whole.length > 0 ? [anyOf(scope, whole)] : []
  if (every.length > 0) some.push(`(${every.join(' AND ')})`)
  return some.length === 0 ? 'FALSE' : `(${some.join(' OR ')})`
}

interface Found {
  readonly field: Field
  readonly whole: boolean
}

/** Every text and keyword field when none is named; a name may have `*`. */
function fieldsOf({ fields }: Match, index: IndexModel): Found[] {
  const all = [...index.fields.values()].filter((field) => field.places.length > 0)
  if (fields.length === 0) return all.filter(({ type }) => isText(type)).map(asFound)
  return fields.flatMap((name) => {
    if (!name.includes('*')) {
      const found = fieldOf(index, name)
      return found && found.field.places.length > 0 ? [found] : []
    }
    const pattern = new RegExp(`^${name.split('*').map(escapeRegexp).join('.*')}$`)
    return all.filter((field) => pattern.test(field.name)).map(asFound)
  })
}

/** Without fields that cannot have what another one has not. */
function needed(fields: readonly Found[], { coverage }: Indexed): readonly Found[] {
  if (!coverage || fields.length === 1) return fields
  const whole = new Set(fields.filter((found) => found.whole).map(({ field }) => field.name))
  return fields.filter(({ field }) => {
    const word = coverage.pieces.get(field.name)
    return !coverage.empty.has(field.name) && !(word !== undefined && whole.has(word))
  })
}

const asFound = (field: Field): Found => ({ field, whole: field.type !== 'text' })

function wordTest({ field, whole }: Found, word: string): FieldTest {
  const test: Test = whole
    ? contains(word)
    : (x) => `(contains(lower(${x}), ${text(word)}) AND ${token(x, escapeRegexp(word))})`
  return { field, test }
}

/** Case aside; what has no letters with case is found without turning every value into lower case. */
function contains(piece: string): Test {
  const lower = piece.toLowerCase()
  const literal = text(lower)
  return lower === piece.toUpperCase()
    ? (x) => `contains(${x}, ${literal})`
    : (x) => `contains(lower(${x}), ${literal})`
}

function phraseTest({ field, whole }: Found, query: Match): FieldTest[] {
  if (query.words.length === 0) return []
  if (whole) {
    return [{ field, test: contains(query.text.trim()) }]
  }
  if (query.slop) return [{ field, test: nearby(query.words, query.slop) }]
  const pattern = inSequence(query.words.map(escapeRegexp))
  return [{ field, test: (x) => token(x, pattern) }]
}

function wholeTest(field: Field, value: string): FieldTest[] {
  if (field.type === 'ip') return [{ field, test: (x) => isAddress(x, value.trim()) }]
  if (isText(field.type) || field.type === 'geo_point') return []
  try {
    const literal = literalOf(value.trim(), field.type)
    return [{ field, test: (x) => `${x} = ${literal}` }]
  } catch {
    return []
  }
}
