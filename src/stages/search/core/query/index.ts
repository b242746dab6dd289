import { illegal, notServed, parsing, unknownQuery } from '../../errors.ts'
import type { Query } from '../../ports.ts'
import { entries, isObject, type Node } from '../json.ts'
import { didYouMean } from '../suggestion.ts'
import { parseBool } from './bool.ts'
import { boosted } from './clause.ts'
import { parseBoosting, parseDisMax } from './compound.ts'
import { deeper, type QueryContext, type QueryParser, spend } from './context.ts'
import { parseConstantScore, parseExists, parseIds, parseMatchAll, parseMatchNone } from './everything.ts'
import { parseFuzzy } from './fuzzy.ts'
import { parseGeoBoundingBox, parseGeoDistance } from './geo.ts'
import {
  parseMatch,
  parseMatchBoolPrefix,
  parseMatchPhrase,
  parseMatchPhrasePrefix,
  parseMultiMatch,
} from './match.ts'
import { parsePrefix, parseRegexp, parseWildcard } from './pattern.ts'
import { parseQueryString } from './query-string.ts'
import { parseRange } from './range.ts'
import { parseSimpleQueryString } from './simple-query-string.ts'
import { parseTerm, parseTerms } from './term.ts'

/** Every query kind that is served; each parser turns its JSON into the engine's AST. */
const KINDS: Readonly<Record<string, QueryParser>> = {
  bool: parseBool,
  boosting: parseBoosting,
  constant_score: parseConstantScore,
  dis_max: parseDisMax,
  exists: parseExists,
  fuzzy: parseFuzzy,
  geo_bounding_box: parseGeoBoundingBox,
  geo_distance: parseGeoDistance,
  ids: parseIds,
  match: parseMatch,
  match_all: parseMatchAll,
  match_bool_prefix: parseMatchBoolPrefix,
  match_none: parseMatchNone,
  match_phrase: parseMatchPhrase,
  match_phrase_prefix: parseMatchPhrasePrefix,
  multi_match: parseMultiMatch,
  prefix: parsePrefix,
  query_string: parseQueryString,
  range: parseRange,
  regexp: parseRegexp,
  simple_query_string: parseSimpleQueryString,
  term: parseTerm,
  terms: parseTerms,
  wildcard: parseWildcard,
}

export const QUERY_NAMES = Object.keys(KINDS)

/** Known to OpenSearch, left out here: refused by name and not as a typing slip. */
const NOT_SERVED = new Set(
  (
    'combined_fields common distance_feature function_score geo_polygon geo_shape has_child has_parent hybrid ' +
    'intervals knn more_like_this nested neural parent_id percolate rank_feature script script_score ' +
    'span_containing span_first span_multi span_near span_not span_or span_term span_within terms_set wrapper xy_shape'
  ).split(' '),
)

/** Parses `{ "kind": … }`. Throws SearchError with OpenSearch's sentences. */
export function parseQuery(node: Node, context: QueryContext): Query {
  const found = entries(node, '_na')
  if (found.length === 0) throw illegal('query malformed, empty clause found', node.path)
  const [[name, body], second] = found
  const parse = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  if (!parse) {
    if (NOT_SERVED.has(name)) throw notServed(`query [${name}]`, `served are ${names()}`, body.path)
    throw unknownQuery(name, didYouMean(name, [...Object.keys(KINDS), ...NOT_SERVED]), body.path)
  }
  if (second) {
    throw parsing(
      `[${name}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]: [${second[0]}] belongs in a query of its own, joined by [bool]`,
      second[1].path,
    )
  }
  spend(context)
  return boosted(parse(body, deeper(context, node)), boostIn(name, body))
}

/** `boost` beside the query's other parameters, or beside those of its one field; its parser has checked it. */
function boostIn(name: string, { value }: Node): number | undefined {
  if (!isObject(value) || name === 'constant_score') return undefined
  const own = ON_A_FIELD.has(name) ? Object.values(value)[0] : value
  return isObject(own) && own.boost !== undefined ? Number(own.boost) : undefined
}

const ON_A_FIELD = new Set(
  'fuzzy match match_bool_prefix match_phrase match_phrase_prefix prefix range regexp term wildcard'.split(
    ' ',
  ),
)

const names = () => Object.keys(KINDS).join(', ')
