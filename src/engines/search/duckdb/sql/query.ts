import type { Query, Scalar } from '../../../../stages/search/ports.ts'
import { badWords } from '../errors.ts'
import { type Field, fieldOf, isText } from '../model.ts'
import { addressHex, isAddress, networkBounds } from './address.ts'
import { fuzzyTest } from './fuzzy.ts'
import { geoCondition } from './geo.ts'
import { idCondition, type Prefixes } from './ids.ts'
import { escapeRegexp, likePattern, list, number, text } from './literal.ts'
import { matchCondition } from './match.ts'
import { anyOf, hasValue, type Indexed, type Test } from './places.ts'
import { luceneRegexp } from './regexp.ts'
import { literalOf } from './scalar.ts'
import { TOKEN_SIGN, token } from './token.ts'
import { fromOf, type Joins, META_FIELDS, valueIn } from './value.ts'

/** One index as a query sees it. */
export interface Scope extends Indexed {
  readonly prefixes: Prefixes
  /** What a match scores, where scores were asked for: a number for all, or an expression over the row. */
  readonly score?: Score
  /** Words of each dimension, where that was looked up. */
  readonly sizes?: ReadonlyMap<string, number>
}

type Of<K extends Query['kind']> = Extract<Query, { kind: K }>

/** OpenSearch's `index.max_terms_count`. */
const TERMS_LIMIT = 65_536

/** The query as a condition on the fact table `f`. May be NULL where a value is missing, which counts as no. */
export function condition(query: Query, scope: Scope): string {
  switch (query.kind) {
    case 'all':
      return 'TRUE'
    case 'none':
      return 'FALSE'
    case 'bool':
      return boolCondition(query, scope)
    case 'terms':
      return termsCondition(query, scope)
    case 'range':
      return rangeCondition(query, scope)
    case 'exists':
      return existsCondition(query.field, scope)
    case 'prefix':
      return onField(query.field, scope, (field, whole) => prefixTest(query, field, whole))
    case 'wildcard':
      return onField(query.field, scope, (field, whole) => wildcardTest(query, field, whole))
    case 'regexp':
      return regexpCondition(query, scope)
    case 'index':
      return query.names.includes(scope.index.name) ? 'TRUE' : 'FALSE'
    case 'slice':
      return `f._s % ${Math.trunc(query.max)} = ${Math.trunc(query.id)}`
    case 'arrived':
      return `f._s < ${Math.trunc(query.before)}`
    case 'geo_box':
    case 'geo_distance':
      return geoCondition(query, scope)
    case 'rows': {
      const rows = query.rows[scope.index.name] ?? []
      return rows.length === 0 ? 'FALSE' : `f.rowid IN ${list(rows.map(String))}`
    }
    case 'ids':
      return idCondition(scope.index, scope.prefixes, query.values)
    case 'match':
      return matchCondition(query, scope)
    case 'fuzzy':
      return onField(query.field, scope, (field, whole) => fuzzyTest(query, field, whole))
    case 'boost':
    case 'constant':
    case 'boosting':
      return condition(query.query, scope)
    case 'dis_max':
      return condition(anyQuery(query.queries), scope)
    case 'min_score':
      return `f.rowid IN (${scoredRows(query, scope)})`
  }
}

export type Score = number | ((joins: Joins) => string)

export const anyQuery = (queries: readonly Query[]): Query => ({
  kind: 'bool',
  must: [],
  filter: [],
  should: queries,
  mustNot: [],
  minimumShouldMatch: 1,
})

function scoredRows({ query, least }: Of<'min_score'>, scope: Scope): string {
  const joins: Joins = new Map()
  const score = valueIn(scope, '_score', META_FIELDS._score, joins)
  return `SELECT f.rowid FROM ${fromOf(scope, joins)} WHERE ${condition(query, scope)} AND ${score} >= ${number(least)}`
}

/** Every one of the queries. */
export function allOf(queries: readonly Query[], scope: Scope): string {
  const conditions = queries.map((query) => condition(query, scope)).filter((sql) => sql !== 'TRUE')
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ')
}

function boolCondition(query: Of<'bool'>, scope: Scope): string {
  const parts = [...query.must, ...query.filter].map((part) => condition(part, scope))
  for (const part of query.mustNot) parts.push(`((${condition(part, scope)}) IS NOT TRUE)`)
  const should = query.should.map((part) => condition(part, scope))
  if (query.minimumShouldMatch > should.length) parts.push('FALSE')
  else if (query.minimumShouldMatch === 1) parts.push(`(${should.join(' OR ')})`)
  else if (query.minimumShouldMatch > 1) {
    const votes = should.map((part) => `CASE WHEN ${part} THEN 1 ELSE 0 END`)
    parts.push(`(${votes.join(' + ')} >= ${Math.trunc(query.minimumShouldMatch)})`)
  }
  const needed = parts.filter((part) => part !== 'TRUE')
  return needed.length === 0 ? 'TRUE' : `(${needed.join(' AND ')})`
}

function onField(name: string, scope: Scope, testOf: (field: Field, whole: boolean) => Test): string {
  const found = fieldOf(scope.index, name)
  if (!found || found.field.places.length === 0) return 'FALSE'
  return anyOf(scope, [{ field: found.field, test: testOf(found.field, found.whole) }])
}

function termsCondition(query: Of<'terms'>, scope: Scope): string {
  const { values } = query
  if (values.length === 0) return 'FALSE'
  if (values.length > TERMS_LIMIT) throw badWords(values.length, TERMS_LIMIT)
  if (query.field === '_id') return idCondition(scope.index, scope.prefixes, values.map(String))
  if (query.field === '_index') return values.includes(scope.index.name) ? 'TRUE' : 'FALSE'
  return onField(query.field, scope, (field, whole) => termsTest(query, field, whole))
}

function termsTest({ values, anyCase }: Of<'terms'>, field: Field, whole: boolean): Test {
  if (field.type === 'geo_point') return () => 'FALSE'
  if (field.type === 'ip') return addressTest(values)
  if (!whole) return wordsTest(values)
  if (!isText(field.type)) {
    const literals = values.map((value) => literalOf(value, field.type))
    return (x) => `${x} IN ${list(literals)}`
  }
  if (anyCase)
    return (x) => `lower(${x}) IN ${list(values.map((value) => text(String(value).toLowerCase())))}`
  return (x) => `${x} IN ${list(values.map((value) => text(String(value))))}`
}

/** Exact terms of a text field are its words: what has a space in it is none. */
function wordsTest(values: readonly Scalar[]): Test {
  const words = values.map((value) => String(value).toLowerCase()).filter((word) => !/\s/.test(word))
  if (words.length === 0) return () => 'FALSE'
  return (x) => words.map((word) => token(x, escapeRegexp(word))).join(' OR ')
}

function addressTest(values: readonly Scalar[]): Test {
  const plain = values
    .map(String)
    .filter((value) => !networkBounds(value) && !(value.includes(':') && addressHex(value)))
  const others = values.map(String).filter((value) => !plain.includes(value))
  return (x) => {
    const tests = others.map((value) => isAddress(x, value))
    if (plain.length > 0) tests.unshift(`${x} IN ${list(plain.map(text))}`)
    return tests.join(' OR ')
  }
}

function rangeCondition(query: Of<'range'>, scope: Scope): string {
  return onField(query.field, scope, (field) => {
    const bounds = (['gt', 'gte', 'lt', 'lte'] as const).flatMap((side) => {
      const value = query[side]
      return value === undefined ? [] : [{ operator: OPERATORS[side], value }]
    })
    if (bounds.length === 0) return (x) => `${x} IS NOT NULL`
    if (field.type === 'geo_point') return () => 'FALSE'
    if (field.type === 'ip') return addressRange(bounds)
    const literals = bounds.map(({ operator, value }) => `${operator} ${literalOf(value, field.type)}`)
    return (x) => `(${literals.map((literal) => `${x} ${literal}`).join(' AND ')})`
  })
}

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function addressRange(bounds: readonly { operator: string; value: Scalar }[]): Test {
  const literals = bounds.map(({ operator, value }) => {
    const hex = addressHex(String(value))
    return hex ? `${operator} ${text(hex)}` : 'IS NULL AND FALSE'
  })
  return (x) => `(${literals.map((literal) => `address_hex(${x}) ${literal}`).join(' AND ')})`
}

function existsCondition(name: string, scope: Scope): string {
  const { index } = scope
  if (name === '_id' || name === '_index' || name === '_source') return 'TRUE'
  const found = fieldOf(index, name)
  if (found) return hasValue(scope, found.field)
  // An object exists where one of its fields does.
  const inside = [...index.fields.values()].filter((field) => field.name.startsWith(`${name}.`))
  return inside.length === 0 ? 'FALSE' : `(${inside.map((field) => hasValue(scope, field)).join(' OR ')})`
}

/** Terms of a text field are lower-cased, so that case never matters there. */
function prefixTest({ value, anyCase }: Of<'prefix'>, field: Field, whole: boolean): Test {
  const literal = text(value)
  if (!whole) return (x) => token(x, `${escapeRegexp(value.toLowerCase())}${TOKEN_SIGN}*`)
  return anyCase
    ? (x) => `starts_with(lower(${asText(x, field)}), ${text(value.toLowerCase())})`
    : (x) => `starts_with(${asText(x, field)}, ${literal})`
}

function wildcardTest({ value, anyCase }: Of<'wildcard'>, field: Field, whole: boolean): Test {
  if (!whole) return (x) => token(x, wildcardToken(value.toLowerCase()))
  const pattern = likePattern(anyCase ? value.toLowerCase() : value)
  const escaping = "ESCAPE '\\'"
  return anyCase
    ? (x) => `lower(${asText(x, field)}) LIKE ${pattern} ${escaping}`
    : (x) => `${asText(x, field)} LIKE ${pattern} ${escaping}`
}

function wildcardToken(value: string): string {
  let out = ''
  for (let at = 0; at < value.length; at++) {
    const sign = value[at]
    if (sign === '*') out += `${TOKEN_SIGN}*`
    else if (sign === '?') out += TOKEN_SIGN
    else out += escapeRegexp(sign === '\\' && at + 1 < value.length ? value[++at] : sign)
  }
  return out
}

function regexpCondition(query: Of<'regexp'>, scope: Scope): string {
  const pattern = luceneRegexp(query.value)
  return onField(query.field, scope, (field, whole) => {
    if (!whole) return (x) => token(x, `(?:${pattern})`)
    const flags = query.anyCase ? 'is' : 's'
    return (x) => `regexp_full_match(${asText(x, field)}, ${text(pattern)}, '${flags}')`
  })
}

function asText(expression: string, field: Field): string {
  return isText(field.type) ? expression : `CAST(${expression} AS VARCHAR)`
}
