import { describe, expect, test } from 'vitest'
import { SearchError } from '../../errors.ts'
import type { Mapping, Query } from '../../ports.ts'
import { failureBody } from '../failure.ts'
import { fieldsOf } from '../fields.ts'
import { rootNode } from '../json.ts'
import { queryContext } from './context.ts'
import { parseQuery } from './index.ts'

const NOW = Date.UTC(2026, 10, 20, 13, 30, 15, 250)
const mapping: Mapping = {
  timestamp: 'date',
  status: 'short',
  bytes: 'long',
  request_time: 'float',
  host: 'ip',
  verb: 'keyword',
  agent: 'keyword',
  bot: 'boolean',
  message: 'text',
  location: 'geo_point',
}

function parse(query: unknown): Query {
  return parseQuery(rootNode(query), queryContext(NOW, fieldsOf([{ mapping }])))
}

function refusal(query: unknown): SearchError {
  try {
    parse(query)
  } catch (error) {
    if (error instanceof SearchError) return error
    throw error
  }
  throw new Error(`accepted: ${JSON.stringify(query)}`)
}

const day = Date.UTC(2026, 10, 20)
const DAY = 86_400_000
const GET: Query = { kind: 'terms', field: 'verb', values: ['GET'] }
const ok200: Query = { kind: 'terms', field: 'status', values: [200] }
const emptyBool = { must: [], filter: [], should: [], mustNot: [], minimumShouldMatch: 0 }

describe('every query kind becomes the AST it means', () => {
  const table: readonly (readonly [string, unknown, Query])[] = [
    ['match_all', { match_all: {} }, { kind: 'all' }],
    ['match_none', { match_none: {} }, { kind: 'none' }],
    ['term', { term: { verb: 'GET' } }, GET],
    ['term on a number as text', { term: { status: '200' } }, ok200],
    [
      'term with options',
      { term: { verb: { value: 'get', case_insensitive: true, boost: 2 } } },
      {
        kind: 'boost',
        boost: 2,
        query: { kind: 'terms', field: 'verb', values: ['get'], anyCase: true },
      },
    ],
    ['term on an unmapped field', { term: { nope: 1 } }, { kind: 'none' }],
    ['term on a fraction of a whole number', { term: { status: 200.5 } }, { kind: 'none' }],
    [
      'term on a day',
      { term: { timestamp: '2026-11-20' } },
      { kind: 'range', field: 'timestamp', gte: day, lte: day + DAY - 1 },
    ],
    [
      'term on an instant',
      { term: { timestamp: day } },
      { kind: 'terms', field: 'timestamp', values: [day] },
    ],
    [
      'term on an address block',
      { term: { host: '10.0.0.0/8' } },
      { kind: 'range', field: 'host', gte: '10.0.0.0', lte: '10.255.255.255' },
    ],
    [
      'term on a v6 block',
      { term: { host: '2001:db8::/32' } },
      { kind: 'range', field: 'host', gte: '2001:db8::', lte: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' },
    ],
    ['term on truth', { term: { bot: 'true' } }, { kind: 'terms', field: 'bot', values: [true] }],
    [
      'term on a text field is one word',
      { term: { message: 'refused' } },
      { kind: 'match', fields: ['message'], words: ['refused'], operator: 'and', text: 'refused' },
    ],
    ['term on a text field, two words', { term: { message: 'was refused' } }, { kind: 'none' }],
    [
      'term on the keyword under text',
      { term: { 'message.keyword': 'A b' } },
      { kind: 'terms', field: 'message.keyword', values: ['A b'] },
    ],
    ['term on _id', { term: { _id: 'a' } }, { kind: 'ids', values: ['a'] }],
    [
      'terms',
      { terms: { status: [200, '404'], boost: 1 } },
      { kind: 'terms', field: 'status', values: [200, 404] },
    ],
    ['terms, empty', { terms: { status: [] } }, { kind: 'none' }],
    [
      'range of numbers',
      { range: { bytes: { gt: 1, lte: '20' } } },
      { kind: 'range', field: 'bytes', gt: 1, lte: 20 },
    ],
    [
      'range, old spelling',
      { range: { bytes: { from: 1, to: 5, include_lower: false } } },
      { kind: 'range', field: 'bytes', gt: 1, lte: 5 },
    ],
    [
      'range of dates',
      { range: { timestamp: { gte: 'now-15m', lt: 'now' } } },
      { kind: 'range', field: 'timestamp', gte: NOW - 900_000, lt: NOW },
    ],
    [
      'range of days: gt and lte mean their ends',
      { range: { timestamp: { gt: '2026-11-19', lte: '2026-11-20' } } },
      { kind: 'range', field: 'timestamp', gt: day - 1, lte: day + DAY - 1 },
    ],
    [
      'range with zone',
      { range: { timestamp: { gte: '2026-11-20', time_zone: '+02:00' } } },
      { kind: 'range', field: 'timestamp', gte: day - 7_200_000 },
    ],
    [
      'range with format',
      { range: { timestamp: { gte: '20/11/2026', format: 'dd/MM/yyyy' } } },
      { kind: 'range', field: 'timestamp', gte: day },
    ],
    [
      'range as Grafana asks',
      { range: { timestamp: { gte: day, lte: day + 1, format: 'epoch_millis' } } },
      { kind: 'range', field: 'timestamp', gte: day, lte: day + 1 },
    ],
    ['range without bounds', { range: { bytes: {} } }, { kind: 'exists', field: 'bytes' }],
    [
      'range, null bound',
      { range: { bytes: { gte: 3, lt: null } } },
      { kind: 'range', field: 'bytes', gte: 3 },
    ],
    ['exists', { exists: { field: 'verb' } }, { kind: 'exists', field: 'verb' }],
    ['exists, unmapped', { exists: { field: 'nope' } }, { kind: 'none' }],
    ['prefix', { prefix: { verb: 'G' } }, { kind: 'prefix', field: 'verb', value: 'G' }],
    [
      'wildcard',
      { wildcard: { agent: { value: '*Fire?ox*', case_insensitive: true } } },
      { kind: 'wildcard', field: 'agent', value: '*Fire?ox*', anyCase: true },
    ],
    [
      'wildcard, old spelling',
      { wildcard: { agent: { wildcard: 'a*' } } },
      { kind: 'wildcard', field: 'agent', value: 'a*' },
    ],
    [
      'regexp',
      { regexp: { agent: { value: 'a.+', flags: 'ALL' } } },
      { kind: 'regexp', field: 'agent', value: 'a.+' },
    ],
    ['ids', { ids: { values: ['a', 1] } }, { kind: 'ids', values: ['a', '1'] }],
    [
      'constant_score',
      { constant_score: { filter: { term: { verb: 'GET' } }, boost: 1.2 } },
      { kind: 'constant', query: GET, score: 1.2 },
    ],
    [
      'match on text',
      { match: { message: 'Connection REFUSED' } },
      {
        kind: 'match',
        fields: ['message'],
        words: ['connection', 'refused'],
        operator: 'or',
        text: 'Connection REFUSED',
      },
    ],
    [
      'match, all words',
      { match: { message: { query: 'a b', operator: 'AND' } } },
      { kind: 'match', fields: ['message'], words: ['a', 'b'], operator: 'and', text: 'a b' },
    ],
    ['match without words', { match: { message: '--' } }, { kind: 'none' }],
    [
      'match without words, all',
      { match: { message: { query: '--', zero_terms_query: 'all' } } },
      { kind: 'all' },
    ],
    ['match on a keyword', { match: { verb: 'GET' } }, GET],
    ['match on a number', { match: { status: '200' } }, ok200],
    [
      'match_phrase',
      { match_phrase: { message: 'upstream timed out' } },
      {
        kind: 'match',
        fields: ['message'],
        words: ['upstream', 'timed', 'out'],
        operator: 'phrase',
        text: 'upstream timed out',
      },
    ],
    [
      'match_phrase_prefix',
      { match_phrase_prefix: { message: 'upstream tim' } },
      {
        kind: 'bool',
        ...emptyBool,
        must: [
          {
            kind: 'match',
            fields: ['message'],
            words: ['upstream'],
            operator: 'phrase',
            text: 'upstream tim',
          },
          { kind: 'prefix', field: 'message', value: 'tim', anyCase: true },
        ],
      },
    ],
    [
      'multi_match',
      { multi_match: { query: 'GET', fields: ['verb^3', 'nope'] } },
      { kind: 'boost', boost: 3, query: GET },
    ],
    [
      'bool',
      { bool: { must: { term: { verb: 'GET' } }, must_not: [{ term: { status: 200 } }] } },
      { kind: 'bool', ...emptyBool, must: [GET], mustNot: [ok200] },
    ],
    [
      'bool with should alone',
      { bool: { should: [{ term: { verb: 'GET' } }, { term: { status: 200 } }] } },
      { kind: 'bool', ...emptyBool, should: [GET, ok200], minimumShouldMatch: 1 },
    ],
    [
      'bool with should beside must',
      { bool: { must: [{ term: { verb: 'GET' } }], should: [{ term: { status: 200 } }] } },
      { kind: 'bool', ...emptyBool, must: [GET], should: [ok200] },
    ],
    ['bool, empty', { bool: {} }, { kind: 'bool', ...emptyBool }],
  ]
  test.each(table)('%s', (_, query, ast) => expect(parse(query)).toEqual(ast))
})

describe('minimum_should_match', () => {
  const four = [{ match_all: {} }, { match_all: {} }, { match_all: {} }, { match_all: {} }]
  test.each([
    [2, 2],
    ['-1', 3],
    ['75%', 3],
    ['-25%', 3],
    ['50%', 2],
    ['3<90%', 3],
    ['4<90%', 4],
    ['2<-25% 9<-3', 3],
  ])('%s of four is %i', (rule, least) => {
    expect(parse({ bool: { should: four, minimum_should_match: rule } })).toMatchObject({
      minimumShouldMatch: least,
    })
  })
  test('more than there are matches nothing', () => {
    expect(parse({ bool: { should: four, minimum_should_match: 5 } })).toEqual({ kind: 'none' })
  })
})

describe('refusals speak in OpenSearch’s sentences', () => {
  const table: readonly (readonly [unknown, string, string])[] = [
    [{ foo: {} }, 'parsing_exception', 'unknown query [foo]'],
    [{ mach: {} }, 'parsing_exception', 'unknown query [mach] did you mean [match]?'],
    [
      { terms_set: {} },
      'illegal_argument_exception',
      'query [terms_set] is not served by this engine; served are bool',
    ],
    [{}, 'illegal_argument_exception', 'query malformed, empty clause found'],
    [
      { term: { verb: 'a' }, match_all: {} },
      'parsing_exception',
      '[term] malformed query, expected [END_OBJECT] but found [FIELD_NAME]',
    ],
    [
      { term: { verb: { value: 'a', caseinsensitive: true } } },
      'parsing_exception',
      '[term] query does not support [caseinsensitive] did you mean [case_insensitive]?',
    ],
    [{ term: { verb: ['a'] } }, 'parsing_exception', '[term] query does not support array of values'],
    [{ term: { status: 'abc' } }, 'query_shard_exception', 'failed to create query: For input string: "abc"'],
    [
      { term: { bot: 'maybe' } },
      'query_shard_exception',
      "failed to create query: Can't parse boolean value [maybe], expected [true] or [false]",
    ],
    [{ terms: { verb: 'a' } }, 'parsing_exception', '[terms] query requires an array of terms for [verb]'],
    [
      { range: { bytes: { gte: 1, relation: 'within' } } },
      'parsing_exception',
      '[range] [relation] must be one of [INTERSECTS]',
    ],
    [
      { range: { timestamp: { gte: 'yesterday' } } },
      'parse_exception',
      'failed to parse date field [yesterday] with format [strict_date_optional_time||epoch_millis]',
    ],
    [
      { range: { timestamp: { gte: 'now-1x' } } },
      'parse_exception',
      'unit [x] not supported for date math [-1x]',
    ],
    [
      { range: { timestamp: { gte: 'now', time_zone: 'Mars/Base' } } },
      'illegal_argument_exception',
      '[Mars/Base] is no time zone',
    ],
    [
      { match: { message: { query: 'a', fuzziness: 5 } } },
      'parsing_exception',
      '[match] [fuzziness]: Valid edit distances are [0, 1, 2, AUTO] but was [5]',
    ],
    [
      { prefix: { status: '2' } },
      'query_shard_exception',
      'failed to create query: Can only use prefix queries on keyword, text and wildcard fields - not on [status] which is of type [short]',
    ],
    [{ regexp: { verb: '(' } }, 'query_shard_exception', 'invalid regular expression [(]'],
    [
      { regexp: { verb: 'a~b' } },
      'query_shard_exception',
      'the regular expression operator [~] is not served',
    ],
    [{ exists: {} }, 'parsing_exception', '[exists] must be provided with a [field]'],
    [
      { bool: { musst: [] } },
      'parsing_exception',
      '[bool] query does not support [musst] did you mean [must]?',
    ],
    [
      { bool: { should: [], minimum_should_match: 'some' } },
      'parsing_exception',
      '[minimum_should_match] must be a count',
    ],
    ['text', 'parsing_exception', '[_na] malformed, expected START_OBJECT but found [VALUE_STRING]'],
  ]
  test.each(table)('%j', (query, type, reason) => {
    const error = refusal(query)
    expect(error.type).toBe(type)
    expect(error.message).toContain(reason)
  })

  test('an unknown query has the exact body, with its place', () => {
    const text = '{"query":{"foo":{}}}'
    let body: unknown
    try {
      parseQuery({ value: { foo: {} }, path: ['query'] }, queryContext(NOW, fieldsOf([])))
    } catch (error) {
      body = failureBody(error as SearchError, text)
    }
    const head = { type: 'parsing_exception', reason: 'unknown query [foo]', line: 1, col: 17 }
    expect(body).toEqual({
      error: {
        root_cause: [head],
        ...head,
        caused_by: { type: 'named_object_not_found_exception', reason: '[1:17] unknown field [foo]' },
      },
      status: 400,
    })
  })

  test('nesting and clauses have limits', () => {
    let deep: unknown = { match_all: {} }
    for (let at = 0; at < 30; at++) deep = { bool: { must: [deep] } }
    expect(refusal(deep).message).toContain('exceeds the maximum nested depth')
    const many = { bool: { should: new Array(1100).fill({ match_all: {} }) } }
    expect(refusal(many)).toMatchObject({
      type: 'too_many_clauses',
      message: 'maxClauseCount is set to 1024',
    })
  })

  test('names of built-in members are no parameters', () => {
    expect(refusal({ constructor: {} }).message).toContain('unknown query [constructor]')
    expect(refusal({ term: { verb: { toString: 1 } } }).message).toContain('does not support [toString]')
  })
})
