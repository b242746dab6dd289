import { describe, expect, it } from 'vitest'
import { createWordIds, type WordIds } from './word-ids.ts'

const idOf = (ids: WordIds, word: string) => ids.idOf(Buffer.from(word), 0, Buffer.byteLength(word))

describe('word ids', () => {
  it('are one a word, in order of appearance', () => {
    const ids = createWordIds(3)
    expect(['b', 'a', '', 'b', 'ab', 'a'].map((word) => idOf(ids, word))).toEqual([3, 4, 5, 3, 6, 4])
    expect(ids.next()).toBe(7)
  })

  it('agree with a Map over many words, also parts of other bytes', () => {
    const ids = createWordIds(0)
    const known = new Map<string, number>()
    for (let i = 0; i < 50_000; i++) {
      const word = `w${(Math.imul(i, 2654435761) >>> 0) % 20_000}`
      const bytes = Buffer.from(`<<${word}>>`)
      if (!known.has(word)) known.set(word, known.size)
      expect(ids.idOf(bytes, 2, bytes.length - 2)).toBe(known.get(word))
    }
  })

  it('learn words that have ids', () => {
    const ids = createWordIds(10)
    ids.learn(Buffer.from('old'), 2)
    ids.learn(Buffer.from('old'), 1)
    expect([idOf(ids, 'old'), idOf(ids, 'new')]).toEqual([2, 10])
  })

  it('say when they are full, and go on with new ids after they forgot', () => {
    const ids = createWordIds(0, 2, 100)
    expect(ids.full(5, 1000)).toBe(false)
    idOf(ids, 'a')
    expect([ids.full(1, 1), ids.full(2, 1), ids.full(1, 100)]).toEqual([false, true, true])
    ids.forget()
    expect([idOf(ids, 'a'), ids.full(1, 1)]).toEqual([1, false])
  })
})
