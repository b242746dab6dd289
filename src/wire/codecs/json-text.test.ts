import { expect, test } from 'vitest'
import { parseJson } from './json-text.ts'

const MIB = 2 ** 20

test('large bodies of few values are read, whatever is in their strings', () => {
  const tree = { a: `${','.repeat(2 * MIB)}\\"[{`, é: ['\\', '"', `\\"${'['.repeat(MIB)}`] }
  expect(parseJson(Buffer.from(JSON.stringify(tree)))).toEqual(tree)
})

test.each([
  ['lists', `${'['.repeat(2 * MIB)}${']'.repeat(2 * MIB)}`],
  ['objects', `${'{"a":'.repeat(2 * MIB)}1${'}'.repeat(2 * MIB)}`],
  ['numbers', `[${'1,'.repeat(2 * MIB)}1]`],
])('good JSON of millions of %s is refused nevertheless', (_what, text) => {
  expect(() => parseJson(Buffer.from(text))).toThrow()
})

test.each([
  ['a string without an end', `["${'x'.repeat(2 * MIB)}`],
  ['nothing but escapes', `["${'\\"'.repeat(2 * MIB)}`],
])('%s is found out', (_what, text) => {
  expect(() => parseJson(Buffer.from(text))).toThrow()
})
