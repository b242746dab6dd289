import { describe, expect, it } from 'vitest'
import { checkIndex, MAX_SEARCHES, parseJson, parseSearches } from './searches.ts'

const one = { id: 'totals', index: 'web-logs-*', body: { size: 0 } }

describe('searches', () => {
  it('keeps id, index and body', () => {
    expect(parseSearches({ searches: [one] })).toEqual([one])
  })

  it('names what is wrong', () => {
    expect(() => parseSearches([])).toThrow('"searches" is not a list')
    expect(() => parseSearches({ searches: [{}] })).toThrow('entry 0 has no "id"')
    expect(() => parseSearches({ searches: [{ id: 'a' }] })).toThrow('entry 0 ("a") has no "index"')
    expect(() => parseSearches({ searches: [null] })).toThrow('entry 0')
    expect(() => parseSearches({ searches: Array(MAX_SEARCHES + 1).fill(one) })).toThrow('at most 64')
  })

  it('refuses names that could leave the index space', () => {
    for (const bad of ['', '_all/..', '../x', 'A', 'a b', 'a/b', '-x'])
      expect(() => checkIndex(bad)).toThrow()
    expect(checkIndex('web-logs-*,other.1')).toBe('web-logs-*,other.1')
  })

  it('reads JSON from bytes', () => {
    expect(parseJson(Buffer.from('{"a":1}'))).toEqual({ a: 1 })
    expect(parseJson(Buffer.from(''))).toEqual({})
    expect(() => parseJson(Buffer.from('{'))).toThrow('not valid JSON')
  })
})
