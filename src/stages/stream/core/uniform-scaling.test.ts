import { expect, test } from 'vitest'
import { HASH_SPACE, hashRanges } from './hash-range.ts'
import { nextScalingStep, type OpenShard } from './uniform-scaling.ts'

/** Steps until it is done: the shards that are open then, and how many there ever were. */
function scale(from: readonly OpenShard[], target: number) {
  let open = [...from]
  let made = from.length
  for (let step = nextScalingStep(open, target); step; step = nextScalingStep(open, target)) {
    const { close, open: opened } = step
    open = open.filter(({ id }) => !close.includes(id))
    open.push(...opened.map(({ start, end }) => ({ id: String(made++), start, end })))
    expect(made).toBeLessThan(1000)
  }
  return { open: open.toSorted((a, b) => (a.start < b.start ? -1 : 1)), made }
}

const uniform = (count: number) => hashRanges(count).map((range, at) => ({ id: String(at), ...range }))

test.each([
  // from, to, shards ever: as others counted on the real service
  [2, 4, 6],
  [4, 2, 6],
  [4, 5, 15],
  [1, 2, 3],
  [3, 3, 3],
])('from %i shards to %i there are %i shards in all', (from, to, made) => {
  const scaled = scale(uniform(from), to)
  expect(scaled.open).toHaveLength(to)
  expect(scaled.made).toBe(made)
})

test('the ranges are equal, without gap, whatever the counts', () => {
  for (let from = 1; from <= 12; from++) {
    for (let to = Math.ceil(from / 2); to <= from * 2; to++) expectUniform(scale(uniform(from), to).open, to)
  }
})

test('shards that were split by hand become equal too', () => {
  const cuts = [0n, 2n, 1n << 100n, 1n << 127n, (1n << 127n) + 5n, HASH_SPACE]
  const uneven = cuts.slice(0, -1).map((start, at) => ({ id: String(at), start, end: cuts[at + 1] - 1n }))
  expectUniform(scale(uneven, 3).open, 3)
  expectUniform(scale(uneven, 2).open, 2)
  expectUniform(scale(uneven, 8).open, 8)
})

test('a step only splits or only merges, and names the parents', () => {
  expect(nextScalingStep(uniform(1), 2)).toEqual({
    close: ['0'],
    open: [
      { start: 0n, end: (1n << 127n) - 1n, parent: '0' },
      { start: 1n << 127n, end: HASH_SPACE - 1n, parent: '0' },
    ],
  })
  expect(nextScalingStep(uniform(2), 1)).toEqual({
    close: ['0', '1'],
    open: [{ start: 0n, end: HASH_SPACE - 1n, parent: '0', adjacentParent: '1' }],
  })
})

function expectUniform(open: readonly OpenShard[], count: number) {
  const wanted = hashRanges(count)
  expect(open).toHaveLength(count)
  open.forEach(({ start, end }, at) => {
    expect(start).toBe(at === 0 ? 0n : open[at - 1].end + 1n)
    const off = start > wanted[at].start ? start - wanted[at].start : wanted[at].start - start
    expect(off < 1n << 64n).toBe(true)
    if (at === count - 1) expect(end).toBe(HASH_SPACE - 1n)
  })
}
