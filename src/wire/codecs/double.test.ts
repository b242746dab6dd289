import { expect, test } from 'vitest'
import { double, stringifyDoubles } from './double.ts'

test('whole doubles keep a decimal, all else is as JSON.stringify has it', () => {
  const tree = (number: (value: number) => unknown) => ({
    values: [3, -2, 0, 1.5, 1e300, 2 ** 53].map(number),
    'a "b"\u0000': { text: '3', none: null, left: undefined, flag: true, plain: 3, list: [undefined, []] },
  })
  const text = stringifyDoubles(tree(double)) ?? ''
  expect(text).toContain('"values":[3.0,-2.0,0.0,1.5,1e+300,9007199254740992]')
  expect(text).toContain('"plain":3,')
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(tree((value) => value))))
  expect(stringifyDoubles({})).toBe('{}')
})
