import { expect, test } from 'vitest'
import { openJq } from '../../../engines/delivery/jq.ts'
import { keysOf, pickingQuery } from './partition-query.ts'

const documents: unknown[] = [
  { a: 'x', b: { c: 1.5, d: null } },
  { a: null, b: null },
  { b: { c: true } },
  { a: [1], b: { c: { d: 1 } } },
  { b: 'text' },
  { b: [1] },
  { b: 5 },
  'text',
  null,
  [],
  { constructor: 1, __proto__: null },
]

test('picking members without jq gives what jq gives', async () => {
  const query = ' {a: .a, "b-c": .b.c, deep: .b.c.d, constructor: .constructor }'
  const pick = pickingQuery(query)!
  const jq = openJq()
  const theirs = await jq.run(
    query,
    documents.map((each) => JSON.stringify(each)),
  )
  await jq.close()
  const ours = documents.map((each) => pick(each))
  const told = (outputs: readonly object[]) => outputs.map((each) => ('error' in each ? 'error' : each))
  expect(told(ours)).toEqual(told(theirs))
})

test.each([
  '{a: .a | length}',
  '.a',
  '{a: .["a"]}',
  '{(.a): 1}',
  '{a: .a[0]}',
  '{a}',
  '{a: "x"}',
  '{a: .a?}',
])('%s is left to jq', (query) => expect(pickingQuery(query)).toBeUndefined())

test('texts, numbers and booleans are keys', () => {
  expect(keysOf({ value: { a: 'x', b: 1, c: false, d: null, e: {}, f: '' } })).toEqual({
    keys: { a: 'x', b: '1', c: 'false', f: '' },
  })
  expect(keysOf({ value: 'x' })).toHaveProperty('error')
})

test('a query that never ends, or is none, costs nobody else', async () => {
  const jq = openJq({ patienceMillis: 500 })
  await expect(jq.check('{a: ')).rejects.toThrow(/syntax error/)
  await expect(jq.run('[range(1e12)]', ['1'])).rejects.toThrow('longer than 0.5 s')
  expect(await jq.run('.a', ['{"a":1}', '{"a":1,"a":2}'])).toEqual([{ value: 1 }, { value: 2 }])
  expect(await jq.run('.[]', ['[1,2]', '[]', '[3]'])).toEqual([
    { error: 'The query gives 2 values, not one.' },
    { error: 'The query gives 0 values, not one.' },
    { value: 3 },
  ])
  await jq.close()
})
