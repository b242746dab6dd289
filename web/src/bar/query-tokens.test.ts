import { describe, expect, it } from 'vitest'
import { quoted, tokensOf, writingAt } from './query-tokens.ts'

const parts = (query: string) =>
  tokensOf(query).map(({ kind, from, to }) => `${kind} ${query.slice(from, to)}`)

describe('the colours of a query', () => {
  it('knows fields, operators, phrases, ranges and wildcards', () => {
    expect(parts('status:[400 TO 499] AND NOT path:"/a \\" b" OR (agent:*bot* -host:1.2.3.4)')).toEqual([
      'field status',
      'range [400 TO 499]',
      'operator AND',
      'operator NOT',
      'field path',
      'string "/a \\" b"',
      'operator OR',
      'bracket (',
      'field agent',
      'wildcard *',
      'wildcard *',
      'operator -',
      'field host',
      'bracket )',
    ])
  })

  it('does not take marks inside words, or escaped ones, for operators', () => {
    expect(parts('a-b ANDROID \\* \\"x')).toEqual([])
    expect(parts('bytes:>=100')).toEqual(['field bytes', 'range >=100'])
    expect(parts('"open')).toEqual(['string "open'])
  })
})

describe('what is being written', () => {
  it.each([
    ['sta', { part: 'sta', from: 0 }],
    ['a AND sta', { part: 'sta', from: 6 }],
    ['status:40', { field: 'status', part: '40', from: 7 }],
    ['path:"/pro', { field: 'path', part: '/pro', from: 5 }],
    ['(country:D', { field: 'country', part: 'D', from: 9 }],
    ['path:\\/a', { field: 'path', part: '/a', from: 5 }],
    ['', { part: '', from: 0 }],
  ])('%s', (before, expected) => expect(writingAt(before)).toEqual(expected))
})

describe('a value in a query', () => {
  it.each([
    ['404', '404'],
    ['DE', 'DE'],
    ['/a b', '"/a b"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ['OR', '"OR"'],
    ['2001:db8::1', '"2001:db8::1"'],
  ])('%s is written %s', (value, text) => expect(quoted(value)).toBe(text))
})
