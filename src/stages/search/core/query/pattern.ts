import { badQuery, parsing } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { isNumeric } from '../fields.ts'
import {
  boost,
  flag,
  integer,
  isObject,
  members,
  type Node,
  oneOf,
  onlyEntry,
  type Reader,
  text,
} from '../json.ts'
import { NONE } from './clause.ts'
import type { QueryContext } from './context.ts'

type Kind = 'prefix' | 'wildcard' | 'regexp'

/** Multi-term rewriting is an instruction to Lucene about scoring; there are no scores to shape here. */
const rewrite = oneOf('constant_score', 'constant_score_boolean', 'scoring_boolean')

export function parsePrefix(query: Node, context: QueryContext): Query {
  return parse('prefix', query, context, { value: text, case_insensitive: flag, rewrite, boost })
}

export function parseWildcard(query: Node, context: QueryContext): Query {
  return parse('wildcard', query, context, {
    value: text,
    wildcard: text,
    case_insensitive: flag,
    rewrite,
    boost,
  })
}

export function parseRegexp(query: Node, context: QueryContext): Query {
  return parse('regexp', query, context, {
    value: text,
    flags: oneOf('ALL', 'NONE', ''),
    flags_value: integer(0),
    max_determinized_states: integer(1),
    case_insensitive: flag,
    rewrite,
    boost,
  })
}

function parse(
  kind: Kind,
  query: Node,
  context: QueryContext,
  known: Readonly<Record<string, Reader<unknown>>>,
) {
  const [field, body] = onlyEntry(query, kind)
  const whole = isObject(body.value) ? body : { value: { value: body.value }, path: body.path }
  const read = members(whole, kind, known) as {
    value?: string
    wildcard?: string
    case_insensitive?: boolean
  }
  const value = read.value ?? read.wildcard
  if (value === undefined) throw parsing(`[${kind}] value cannot be null`, body.path)
  return likeness(kind, field, value, context, read.case_insensitive)
}

/** OpenSearch's default of `index.max_regex_length`. */
const MAX_PATTERN = 1000

export function likeness(
  kind: Kind,
  field: string,
  value: string,
  context: QueryContext,
  anyCase = false,
): Query {
  const type = context.fields.typeOf(field)
  if (kind !== 'prefix' && value.length > MAX_PATTERN) {
    throw badQuery(
      `The length of the ${kind} pattern [${value.length}] has exceeded the allowed maximum of [${MAX_PATTERN}].`,
    )
  }
  if (type === undefined) return NONE
  if (isNumeric(type) || type === 'date' || type === 'boolean' || type === 'geo_point') {
    throw badQuery(
      `Can only use ${kind} queries on keyword, text and wildcard fields - not on [${field}] which is of type [${type}]`,
    )
  }
  if (kind === 'regexp') checkRegexp(value)
  return { kind, field, value, ...(anyCase ? { anyCase } : {}) }
}

/** Lucene's own operators beyond the usual ones (`~` not, `&` and, `<1-9>` interval, `@` anything). */
function checkRegexp(value: string) {
  const bare = value
    .replace(/\\./gs, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/"[^"]*"/g, '')
  const odd = /[~&@]|<\d+-\d+>/.exec(bare)
  if (odd) {
    throw badQuery(
      `the regular expression operator [${odd[0]}] is not served by this engine; to mean the character, write \\${odd[0][0]}`,
    )
  }
  try {
    new RegExp(value, 'u')
  } catch {
    try {
      new RegExp(value)
    } catch (error) {
      throw badQuery(`invalid regular expression [${value}]: ${(error as Error).message}`)
    }
  }
}
