import { badLucene, illegal, parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { UTC, type Zone } from '../date/zone.ts'
import { boost, flag, integer, listOf, members, type Node, oneOf, only, text } from '../json.ts'
import { parseLucene } from '../lucene/parser.ts'
import { unescaped } from '../lucene/scanner.ts'
import type { Clause, Expression } from '../lucene/syntax.ts'
import { ALL, anyOf, bestOf, bool, boosted, NONE, not } from './clause.ts'
import { checkLength, deeper, type QueryContext, spend } from './context.ts'
import { lenient } from './equality.ts'
import { exists } from './existence.ts'
import type { TextSearch } from './full-text.ts'
import { AUTO, type Fuzziness, fuzziness } from './fuzziness.ts'
import { searchFields } from './match.ts'
import { leastOf, minimumShouldMatch } from './minimum-should-match.ts'
import { likeness } from './pattern.ts'
import { between } from './range.ts'
import { zone } from './zone.ts'

export const PARAMETERS = {
  query: text,
  default_field: text,
  fields: listOf(text),
  default_operator: oneOf('or', 'and'),
  analyze_wildcard: flag,
  allow_leading_wildcard: flag,
  lenient: flag,
  escape: flag,
  time_zone: zone,
  minimum_should_match: minimumShouldMatch,
  type: oneOf('best_fields', 'most_fields', 'cross_fields'),
  analyzer: only('standard'),
  quote_analyzer: only('standard'),
  phrase_slop: integer(0),
  fuzziness,
  fuzzy_prefix_length: integer(0),
  fuzzy_max_expansions: integer(1),
  fuzzy_transpositions: flag,
  max_determinized_states: integer(1),
  enable_position_increments: flag,
  auto_generate_synonyms_phrase_query: flag,
  tie_breaker: boost,
  rewrite: oneOf('constant_score', 'constant_score_boolean', 'scoring_boolean'),
  boost,
} as const

interface Reading {
  readonly whole: string
  readonly node: Node
  readonly context: QueryContext
  readonly fields: readonly string[]
  readonly operator: 'or' | 'and'
  readonly lenient: boolean
  readonly leadingWildcard: boolean
  readonly zone: Zone
  readonly slop: number
  readonly fuzziness: Fuzziness
  readonly prefix: number
  readonly join: (found: readonly Query[]) => Query
}

export function parseQueryString(query: Node, context: QueryContext): Query {
  const read = members(query, 'query_string', PARAMETERS)
  if (read.query === undefined) throw parsing('[query_string] must be provided with a [query]', query.path)
  checkLength(read.query)
  if (read.fields && read.default_field !== undefined) {
    throw illegal('[query_string] takes [fields] or [default_field], not both', query.path)
  }
  const reading: Reading = {
    whole: read.query,
    node: query,
    context,
    fields: read.fields ?? [read.default_field ?? '*'],
    operator: read.default_operator ?? 'or',
    lenient: read.lenient ?? false,
    leadingWildcard: read.allow_leading_wildcard ?? true,
    zone: read.time_zone ?? UTC,
    slop: read.phrase_slop ?? 0,
    fuzziness: read.fuzziness ?? AUTO,
    prefix: read.fuzzy_prefix_length ?? 0,
    join: read.type === 'most_fields' ? anyOf : (found) => bestOf(found, read.tie_breaker),
  }
  const { whole } = reading
  const expression: Expression = read.escape
    ? { kind: 'words', text: whole }
    : parseLucene(whole, (why, column) => {
        throw badLucene(whole, `${why} (column ${column + 1})`)
      })
  return lower(expression, reading, read.minimum_should_match)
}

function lower(expression: Expression, reading: Reading, minimum?: string): Query {
  if (expression.kind === 'group') return lowerGroup(expression.clauses, reading, minimum)
  const { context } = reading
  spend(context)
  switch (expression.kind) {
    case 'words':
      return words(expression.text, reading.operator, reading, minimum)
    case 'phrase':
      return words(expression.text, 'phrase', reading, undefined, { slop: expression.slop ?? reading.slop })
    case 'fuzzy': {
      const { edits = reading.fuzziness } = expression
      const allowed = typeof edits === 'number' ? () => edits : edits
      return words(expression.text, 'or', reading, undefined, {
        fuzzy: { edits: allowed, options: { prefix: reading.prefix } },
      })
    }
    case 'boosted':
      return boosted(lower(expression.expression, reading, minimum), expression.boost)
    case 'wildcard':
      return wildcard(expression.pattern, reading)
    case 'regexp':
      return everyField(reading, (field, anyCase) =>
        likeness('regexp', field, expression.pattern.replaceAll('\\/', '/'), context, anyCase),
      )
    case 'range':
      return everyField(reading, (field) =>
        between(field, expression.bounds, context, undefined, reading.zone),
      )
  }
}

/**
 * Lucene's classic rules, clause by clause: AND makes its two neighbours required, a sign decides for its own
 * clause, and only then the default operator.
 */
function lowerGroup(clauses: readonly Clause[], reading: Reading, minimum?: string): Query {
  const inner = { ...reading, context: deeper(reading.context, reading.node) }
  const placed: { place: 'must' | 'should' | 'mustNot'; query: Query }[] = []
  for (const clause of clauses) {
    const last = placed.at(-1)
    if (last && last.place !== 'mustNot') {
      if (clause.joint === 'and') last.place = 'must'
      else if (clause.joint === 'or' && reading.operator === 'and') last.place = 'should'
    }
    placed.push({ place: placeOf(clause, reading.operator), query: lowerClause(clause, inner, minimum) })
  }
  const pick = (place: string) => placed.filter((entry) => entry.place === place).map(({ query }) => query)
  const [must, should, mustNot] = [pick('must'), pick('should'), pick('mustNot')]
  if (placed.length === 0) return NONE
  if (placed.length === 1) return mustNot.length === 1 ? not(mustNot[0]) : placed[0].query
  if (minimum === undefined) return bool({ must, should, mustNot })
  return bool({ must, should, mustNot, minimumShouldMatch: leastOf(minimum, should.length) })
}

function placeOf(clause: Clause, operator: 'or' | 'and') {
  if (clause.sign === 'not') return 'mustNot'
  if (clause.sign === 'must' || clause.joint === 'and') return 'must'
  return operator === 'and' && clause.joint !== 'or' ? 'must' : 'should'
}

function lowerClause({ field, expression }: Clause, reading: Reading, minimum?: string): Query {
  if (field === undefined) {
    const alone = expression.kind === 'words' ? minimum : undefined
    return lower(expression, reading, alone)
  }
  if (field === '*' && expression.kind === 'wildcard' && expression.pattern === '*') return ALL
  if (field === '_exists_') {
    if (expression.kind === 'words') return exists(expression.text, reading.context)
    if (expression.kind === 'phrase') return exists(expression.text, reading.context)
    if (expression.kind === 'wildcard') return exists(unescaped(expression.pattern), reading.context)
    throw badLucene(reading.whole, '_exists_: takes the name of a field')
  }
  return lower(expression, { ...reading, fields: [field] })
}

function words(
  text: string,
  operator: 'or' | 'and' | 'phrase',
  reading: Reading,
  minimum?: string,
  more: Pick<TextSearch, 'fuzzy' | 'slop'> = {},
): Query {
  const search = {
    text,
    operator,
    lenient: reading.lenient,
    noWords: NONE,
    ...(minimum === undefined ? {} : { minimumShouldMatch: minimum }),
    ...more,
  }
  return searchFields(reading.fields, search, reading.context, reading.join)
}

function wildcard(pattern: string, reading: Reading): Query {
  const { fields, context, whole } = reading
  if (pattern === '*')
    return fields.includes('*') ? ALL : anyOf(fields.map((field) => exists(bare(field), context)))
  if (!reading.leadingWildcard && /^[*?]/.test(pattern)) {
    throw badLucene(whole, `'*' or '?' not allowed as first character in WildcardQuery`)
  }
  return everyField(reading, (field, anyCase) => likeness('wildcard', field, pattern, context, anyCase))
}

/** Several fields are lenient: those whose type can't answer are left out. Case counts only in a named field. */
function everyField(reading: Reading, make: (field: string, anyCase: boolean) => Query): Query {
  const { context, fields } = reading
  const everywhere = fields.includes('*')
  const found = new Set(
    everywhere ? context.fields.names : fields.flatMap((pattern) => context.fields.matching(bare(pattern))),
  )
  const several = fields.length > 1 || fields.some((field) => field.includes('*'))
  spend(context, found.size)
  return anyOf([...found].map((field) => lenient(reading.lenient || several, () => make(field, everywhere))))
}

const bare = (field: string) => field.replace(/\^[\d.]+$/, '')
