import { describe, expect, it } from 'vitest'
import { quantilesOfBins } from './bins.ts'

describe('quantiles of bins', () => {
  it('are the means of the bins that they fall into, bucket by bucket', () => {
    const rows = [
      ['b', 1, -5, true, true, false],
      ['a', 1, 3, false, false, true],
      ['a', 1, 1, true, false, false],
      ['b', 1, 0, false, false, true],
      ['a', 2, 5, false, true, false],
    ]
    expect([...quantilesOfBins(rows, 1, 3)]).toEqual([
      ['["b"]', [-5, -5, 0]],
      ['["a"]', [1, 2.5, 3]],
    ])
  })

  it('of all documents have no key', () => {
    expect(quantilesOfBins([[4, 10, true]], 0, 1).get('[]')).toEqual([2.5])
  })
})
