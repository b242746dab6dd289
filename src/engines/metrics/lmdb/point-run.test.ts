import { expect, test } from 'vitest'
import { addValue, emptyStatistic, type Statistic, shrinkDistribution } from '../../../record/index.ts'
import { decodePoints, decodeRun, encodePoints } from './point-run.ts'

function statistic(values: readonly number[], count = 1): Statistic {
  const made = emptyStatistic()
  for (const value of values) addValue(made, value, count)
  return made
}

const inOrder = ({ values, ...rest }: Statistic) => ({
  ...rest,
  level: values?.level,
  counts: [...(values?.counts ?? [])].sort(([one], [two]) => one - two),
})

test('points come back as they were', () => {
  const many = statistic(Array.from({ length: 3000 }, (_, at) => (at % 3 ? 1 : -1) * 1.013 ** (at - 1500)))
  const small = statistic([0, -5, 5, 1e-100, 2 ** 300])
  if (small.values) shrinkDistribution(small.values, 3)
  const points = [
    statistic([1, 2.5, -3, 0, 0, 2 ** 360]),
    statistic([7], 0.25),
    statistic([7], 2 ** 52),
    { sum: 5, count: 2, minimum: 1, maximum: 4 },
    many,
    small,
  ].map((each, at) => ({ second: 1_795_000_000 + 60 * at, statistic: each }))
  const decoded = decodePoints(encodePoints(points))
  expect(decoded.map(({ second }) => second)).toEqual(points.map(({ second }) => second))
  expect(decoded.map((point) => inOrder(point.statistic))).toEqual(
    points.map((point) => inOrder(point.statistic)),
  )
  expect(many.values?.level).toBeGreaterThan(1)
})

test('a run may lie at any byte, and its values may be left out', () => {
  const bytes = encodePoints([{ second: 60, statistic: statistic([1, 2]) }])
  const moved = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3)
  const { times, sums, values } = decodeRun(moved, false)
  expect([[...times], [...sums], values]).toEqual([[60_000], [3], undefined])
})
