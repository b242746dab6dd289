import { describe, expect, it } from 'vitest'
import { quantilesOfBins } from './bins.ts'

describe('quantiles of bins', () => {
  it('are those of the values where a bin is one value', () => {
    // 1, 2, 2, 3 of one bucket and -5, 0 of another, in any order.
    const rows = [
      ['b', 0, 1, 0],
      ['a', 3, 1, 3],
      ['a', 1, 1, 1],
      ['b', -5, 1, -5],
      ['a', 2, 2, 4],
    ]
    expect([...quantilesOfBins(rows, 1, [0, 0.5, 1])]).toEqual([
      ['["b"]', [-5, -5, 0]],
      ['["a"]', [1, 2, 3]],
    ])
  })

  it('are means of bins otherwise', () => {
    expect(quantilesOfBins([[1, 4, 10]], 0, [0.5]).get('[]')).toEqual([2.5])
  })
})
