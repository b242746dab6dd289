import { describe, expect, test } from 'vitest'
import { SearchError } from '../../errors.ts'
import type { Mapping, Query } from '../../ports.ts'
import { fieldsOf } from '../fields.ts'
import { rootNode } from '../json.ts'
import { queryContext } from './context.ts'
import { parseQuery } from './index.ts'

const mapping: Mapping = {
  status: 'short',
  verb: 'keyword',
  path: 'keyword',
  message: 'text',
  timestamp: 'date',
  host: 'ip',
}
const NOW = Date.UTC(2026, 10, 20)

function parse(query: string, more: object = {}): Query {
  return parseQuery(
    rootNode({ query_string: { query, ...more } }),
    queryContext(NOW, fieldsOf([{ mapping }])),
  )
}

/** The AST in short: `+a -b c` for must, mustNot and should. */
function short(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '*'
    case 'none':
      return '0'
    case 'bool': {
      const parts = [
        ...query.must.map((part) => `+${short(part)}`),
        ...query.filter.map((part) => `#${short(part)}`),
        ...query.should.map(short),
        ...query.mustNot.map((part) => `-${short(part)}`),
      ]
      return `(${parts.join(' ')})${query.should.length > 0 ? query.minimumShouldMatch : ''}`
    }
    case 'terms':
      return `${query.field}=${query.values.join('|')}`
    case 'range': {
      const { gt, gte, lt, lte } = query
      const sides = [
        gt !== undefined && `>${gt}`,
        gte !== undefined && `>=${gte}`,
        lt !== undefined && `<${lt}`,
        lte !== undefined && `<=${lte}`,
      ]
      return `${query.field}${sides.filter(Boolean).join('')}`
    }
    case 'match':
      return `${query.fields.join(',') || 'any'}~${query.operator}[${query.words.join(' ')}]`
    case 'exists':
      return `${query.field}?`
    case 'ids':
      return `ids[${query.values.join(' ')}]`
    case 'dis_max':
      return `best(${query.queries.map(short).join(' ')})`
    case 'boost':
      return `${short(query.query)}^${query.boost}`
    case 'fuzzy':
      return `${query.field}~${query.value}~${query.edits}`
    case 'prefix':
    case 'wildcard':
    case 'regexp':
      return `${query.field}:${query.kind}:${query.value}${query.anyCase ? ':any' : ''}`
    default:
      return query.kind
  }
}

describe('Lucene syntax', () => {
  const table: readonly (readonly [string, string])[] = [
    ['*', '*'],
    ['*:*', '*'],
    ['', '0'],
    ['verb:GET', 'verb=GET'],
    ['verb: GET', 'verb=GET'],
    ['verb:GET AND status:200', '(+verb=GET +status=200)'],
    ['verb:GET && status:200', '(+verb=GET +status=200)'],
    ['verb:GET OR status:200', '(verb=GET status=200)1'],
    ['verb:GET || status:200', '(verb=GET status=200)1'],
    ['verb:GET status:200', '(verb=GET status=200)1'],
    ['+verb:GET status:200', '(+verb=GET status=200)0'],
    ['+verb:GET -status:200', '(+verb=GET -status=200)'],
    ['verb:GET !status:200', '(verb=GET -status=200)1'],
    ['NOT status:200', '(-status=200)'],
    ['verb:GET AND NOT status:200', '(+verb=GET -status=200)'],
    ['verb:A OR verb:B AND verb:C', '(+verb=B +verb=C verb=A)0'],
    ['(verb:A OR verb:B) AND status:200', '(+(verb=A verb=B)1 +status=200)'],
    ['verb:(A OR B)', '(verb=A verb=B)1'],
    ['verb:(A B)', 'verb=A B'],
    ['path:"/a b"', 'path=/a b'],
    ['path:/product/12', 'path=/product/12'],
    ['path:/product.+/', 'path:regexp:product.+'],
    ['path:/a\\/b/', 'path:regexp:a/b'],
    ['path:\\/prod*', 'path:wildcard:\\/prod*'],
    ['path:a\\*b', 'path=a*b'],
    ['path:\\u0041', 'path=A'],
    ['status:[200 TO 299]', 'status>=200<=299'],
    ['status:{200 TO 299]', 'status>200<=299'],
    ['status:[400 TO *]', 'status>=400'],
    ['status:>=500', 'status>=500'],
    ['status:<400', 'status<400'],
    ['status:(>=400 AND <500)', '(+status>=400 +status<500)'],
    ['timestamp:[2026-11-20 TO now]', `timestamp>=${NOW}<=${NOW}`],
    ['timestamp:["2026-11-20T00:00:00Z" TO *]', `timestamp>=${NOW}`],
    ['_exists_:verb', 'verb?'],
    ['verb:*', 'verb?'],
    ['verb:G?T*', 'verb:wildcard:G?T*'],
    ['verb:GET^3', 'verb=GET^3'],
    ['host:10.0.0.0\\/8', 'host>=10.0.0.0<=10.255.255.255'],
    ['message:time out', '(message~or[time] any~or[out])1'],
    ['message:"timed out"', 'message~phrase[timed out]'],
    ['timed out', 'any~or[timed out]'],
    ['404', 'best(any~or[404] status=404)'],
    ['10.1.2.3', 'best(any~or[10.1.2.3] host=10.1.2.3)'],
    ['nope:1', '0'],
    ['a - b', 'any~or[a b]'],
  ]
  test.each(table)('%s', (text, meaning) => expect(short(parse(text))).toBe(meaning))

  test('likeness and nearness', () => {
    expect(short(parse('verb:GETT~'))).toBe('verb~GETT~1')
    expect(short(parse('verb:GETT~2^3'))).toBe('verb~GETT~2^3')
    expect(short(parse('verb:GETTING~0.7'))).toBe('verb~GETTING~2')
    expect(parse('message:"time out"~2')).toMatchObject({ kind: 'match', operator: 'phrase', slop: 2 })
    expect(short(parse('(verb:GET status:200)^2'))).toBe('(verb=GET status=200)1^2')
  })

  test('default operator, fields and the rest of the parameters', () => {
    expect(short(parse('verb:GET status:200', { default_operator: 'AND' }))).toBe('(+verb=GET +status=200)')
    expect(short(parse('GET', { default_field: 'verb' }))).toBe('verb=GET')
    expect(short(parse('GET', { fields: ['verb^2', 'path'] }))).toBe('best(verb=GET^2 path=GET)')
    expect(short(parse('GET', { fields: ['*'], analyze_wildcard: true, lenient: true }))).toBe('any~or[get]')
    expect(short(parse('a (b', { escape: true, default_field: 'verb' }))).toBe('verb=a (b')
    expect(short(parse('timestamp:>=2026-11-20', { time_zone: '+01:00' }))).toBe(
      `timestamp>=${NOW - 3_600_000}`,
    )
    expect(short(parse('GE*'))).toBe(
      '(verb:wildcard:GE*:any path:wildcard:GE*:any message:wildcard:GE*:any host:wildcard:GE*:any)1',
    )
  })

  const refused: readonly (readonly [string, string])[] = [
    ['verb:(GET', '"(" is not closed'],
    ['"open', 'a quotation is not closed (column 1)'],
    ['verb:', 'nothing after "verb:"'],
    ['AND verb:GET', '"AND" has nothing before it'],
    ['verb:GET AND', 'an operator has nothing after it'],
    ['a)', 'unexpected ")"'],
    ['status:[1 2]', 'a range is written [from TO to]'],
    ['roam~3', 'a word may be up to 2 edits away'],
    ['(a b)~3', '"~" must follow a word or a quotation'],
    ['a^x', '"^" must be followed by a number'],
    ['a\\', 'a lone backslash'],
    [`${'('.repeat(30)}a${')'.repeat(30)}`, 'parentheses within each other'],
  ]
  test.each(refused)('refuses %s', (text, why) => {
    try {
      parse(text)
    } catch (error) {
      expect(error).toBeInstanceOf(SearchError)
      expect(error).toMatchObject({
        type: 'query_shard_exception',
        message: `Failed to parse query [${text}]`,
      })
      expect(JSON.stringify((error as SearchError).detail)).toContain(JSON.stringify(why).slice(1, -1))
      return
    }
    throw new Error('accepted')
  })

  test('a value that does not fit its field is refused, unless lenient', () => {
    expect(() => parse('status:abc')).toThrow('For input string: "abc"')
    expect(short(parse('status:abc', { lenient: true }))).toBe('0')
    expect(() => parse('*a', { allow_leading_wildcard: false })).toThrow('Failed to parse query [*a]')
  })
})

describe('simple_query_string', () => {
  const simple = (query: string, more: object = {}) =>
    short(
      parseQuery(
        rootNode({ simple_query_string: { query, fields: ['verb'], ...more } }),
        queryContext(NOW, fieldsOf([{ mapping }])),
      ),
    )
  test.each([
    ['a b', '(verb=a verb=b)1'],
    ['a + b', '(+verb=a +verb=b)'],
    ['a + b | c', '((+verb=a +verb=b) verb=c)1'],
    ['-a', '(-verb=a)'],
    ['a - b', '(verb=a verb=b)1'],
    ['"a b"', 'verb=a b'],
    ['(a | b) + c', '(+(verb=a verb=b)1 +verb=c)'],
    ['GE*', 'verb:prefix:GE'],
    ['(((', '0'],
    ['a) b"', '(verb=a verb=b)1'],
    ['*', '*'],
  ])('%s', (text, meaning) => expect(simple(text)).toBe(meaning))
  test('default operator and refusals', () => {
    expect(simple('a b', { default_operator: 'and' })).toBe('(+verb=a +verb=b)')
    expect(simple('roam~2 GETT~')).toBe('(verb~roam~2 verb~GETT~1)1')
    expect(() => simple('a '.repeat(20_000))).toThrow('Query string length exceeds max allowed length 32000')
    expect(() => simple('a '.repeat(15_000))).toThrow('maxClauseCount is set to 1024')
    expect(() => simple('a+b|'.repeat(5000))).toThrow('exceeds the maximum nested depth')
    expect(() => simple('a', { flags: 'OR|AND' })).toThrow('[flags] is not served')
  })
})
