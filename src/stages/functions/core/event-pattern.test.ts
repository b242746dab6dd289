import { expect, test } from 'vitest'
import { readPattern } from './event-pattern.ts'

const event = {
  partitionKey: 'a',
  data: { status: 503, path: '/Cart', tags: ['x', 'y'], user: null, deep: { n: 1.5 } },
}
const matches = (pattern: object) => readPattern(JSON.stringify(pattern))(event)

test.each([
  [{}, true],
  [{ partitionKey: ['a', 'b'] }, true],
  [{ partitionKey: ['b'] }, false],
  [{ data: { status: [503] } }, true],
  [{ data: { status: ['503'] } }, false],
  [{ data: { status: [{ numeric: ['>=', 500, '<', 600] }] } }, true],
  [{ data: { status: [{ numeric: ['<', 500] }, 503] } }, true],
  [{ data: { path: [{ prefix: '/C' }] } }, true],
  [{ data: { path: [{ suffix: 'rt' }] } }, true],
  [{ data: { path: [{ prefix: '/c' }] } }, false],
  [{ data: { path: [{ 'equals-ignore-case': '/cart' }] } }, true],
  [{ data: { path: [{ 'anything-but': ['/Cart'] }] } }, false],
  [{ data: { path: [{ 'anything-but': { prefix: '/x' } }] } }, true],
  [{ data: { user: [null] } }, true],
  [{ data: { user: [{ exists: true }] } }, true],
  [{ data: { nobody: [{ exists: false }] } }, true],
  [{ data: { nobody: [{ 'anything-but': 1 }] } }, false],
  [{ data: { tags: ['y'] } }, true],
  [{ data: { tags: ['z'] } }, false],
  [{ data: { deep: { n: [1.5] } } }, true],
  [{ data: { status: { inner: [1] } } }, false],
  [{ data: { $or: [{ status: [200] }, { path: ['/Cart'] }] } }, true],
  [{ $or: [{ partitionKey: ['z'] }, { data: { status: [200] } }] }, false],
])('%j: %s', (pattern, expected) => {
  expect(matches(pattern)).toBe(expected)
})

test.each([
  ['{', 'it is no JSON'],
  ['[]', 'it is no JSON object'],
  ['{"data":"x"}', 'data is a list of values or an object'],
  ['{"data":[]}', 'data is a list of values or an object'],
  [
    '{"data":{"a":[{"like":"x"}]}}',
    'data.a has no comparison like; there are prefix, suffix, equals-ignore-case, exists, anything-but, numeric',
  ],
  ['{"data":[{"numeric":[">"]}]}', 'data has a wrong operand of numeric: [">"]'],
  ['{"$or":[{}]}', '$or is a list of at least two objects'],
])('%s is refused', (pattern, message) => {
  expect(() => readPattern(pattern)).toThrow(message)
})

test('whatever an event is, it is looked at', () => {
  for (const odd of [undefined, null, 1, 'x', [], [1]]) {
    expect(readPattern('{"a":[{"prefix":"x"}]}')(odd)).toBe(false)
  }
})
