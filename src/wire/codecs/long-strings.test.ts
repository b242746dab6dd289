import { expect, test } from 'vitest'
import { parseJson } from './json-text.ts'
import { parseAround } from './long-strings.ts'

const long = (letter: string, length = 20_000) => letter.repeat(length)
/** As large as a body must be to be looked at at all. */
const filler = { filler: long('f', 2 ** 20) }

test('a body of long strings is what JSON.parse makes of it', () => {
  for (const value of [
    { a: long('x'), b: [long('y'), { c: long('z') }], d: 'short', e: 1, f: null, ...filler },
    { [long('k')]: long('v'), ...filler },
    [long('x'), [[long('y')]], 0, filler],
    { escaped: `${long('x')}"${long('\\')}\n`, after: long('y'), ...filler },
    { ü: long('ü'), plain: long('x'), ...filler },
    long('x', 2 ** 21),
  ]) {
    expect(parseJson(Buffer.from(JSON.stringify(value)))).toEqual(value)
  }
})

test('what is not JSON stays so, wherever it breaks', () => {
  const text = JSON.stringify({ a: long('x'), ...filler })
  for (const broken of [text.slice(0, -1), text.slice(1), text.slice(0, 15_000), `${text}"`, `${text}x`]) {
    const body = Buffer.from(broken)
    expect(() =>
      parseJson(body.length < 2 ** 20 ? Buffer.concat([body, Buffer.alloc(2 ** 20, ' ')]) : body),
    ).toThrow()
  }
})

test('strings are put back however deep they are', () => {
  const deep = 200_000
  const text = `${'['.repeat(deep)}"${long('x')}"${']'.repeat(deep)}`
  let value = parseAround(Buffer.from(text), [[deep + 1, deep + 1 + 20_000]])
  while (Array.isArray(value)) value = value[0]
  expect(value).toBe(long('x'))
})
