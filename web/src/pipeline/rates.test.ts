import { describe, expect, it } from 'vitest'
import { rateOf, type Sample, seriesOf, withSample } from './rates.ts'

const sample = (
  at: number,
  counters: Record<string, number>,
  size?: Record<string, number>,
): Sample<'room'> => ({
  ...{ at, counters: { room: counters } },
  ...(size ? { sizes: { room: size } } : {}),
})

describe('a rate', () => {
  it('is not known before two samples', () => {
    expect(rateOf([], 'room', 10_000)).toBeUndefined()
    expect(rateOf([sample(0, { a: 5 })], 'room', 10_000)).toBeUndefined()
  })

  it('is the difference of the counters by the difference of the clocks', () => {
    const samples = [sample(0, { a: 5, b: 100 }), sample(2000, { a: 15, b: 130 })]
    expect(rateOf(samples, 'room', 10_000)).toBe(20)
  })

  it('can be of a part', () => {
    const samples = [sample(0, { 'a 1': 0, 'b 1': 0 }), sample(1000, { 'a 1': 7, 'b 1': 9 })]
    expect(rateOf(samples, 'room', 10_000, (name) => name.startsWith('b '))).toBe(9)
  })

  it('looks no further back than its window', () => {
    const samples = [0, 1, 2, 3, 4].map((second) =>
      sample(second * 1000, { a: second < 2 ? 0 : second * 10 }),
    )
    expect(rateOf(samples, 'room', 2000)).toBe(10)
    expect(rateOf(samples, 'room', 60_000)).toBe(10)
    expect(rateOf(samples, 'room', 1)).toBe(10)
  })

  it('begins anew with a program that was started again', () => {
    const samples = [sample(0, { a: 1_000_000 }), sample(1000, { a: 1_000_010 }), sample(2000, { a: 30 })]
    expect(rateOf(samples, 'room', 10_000)).toBe(20)
  })

  it('takes no leap when a shard or file appears or goes', () => {
    const samples = [
      sample(0, { a: 10 }),
      sample(1000, { a: 20, b: 5_000_000 }),
      sample(2000, { b: 5_000_010 }),
    ]
    expect(rateOf(samples, 'room', 10_000)).toBe(10)
  })

  it('is not negative, nor a restart, when a store shrinks', () => {
    const samples = [sample(0, {}, { documents: 900 }), sample(1000, {}, { documents: 300 })]
    expect(rateOf(samples, 'room', 10_000)).toBe(0)
    expect(rateOf([...samples, sample(2000, {}, { documents: 320 })], 'room', 10_000)).toBe(10)
  })
})

describe('the samples kept', () => {
  it('reach back a little more than a minute', () => {
    let samples: readonly Sample<'room'>[] = []
    for (let second = 0; second < 300; second++) {
      samples = withSample(samples, sample(second * 1000, { a: second }))
    }
    expect(samples.at(-1)?.at).toBe(299_000)
    expect(299_000 - samples[0].at).toBe(75_000)
  })

  it('keep one beyond the limit, so that a page that was hidden still has a difference', () => {
    const samples = withSample([sample(0, { a: 0 })], sample(600_000, { a: 600 }))
    expect(rateOf(samples, 'room', 10_000)).toBe(1)
  })

  it('start over when the clock goes back', () => {
    const samples = withSample([sample(5000, { a: 0 })], sample(4000, { a: 9 }))
    expect(samples).toHaveLength(1)
  })
})

it('a series is as long as asked, or as there is, oldest first', () => {
  const samples = [0, 1000, 3000].map((at) => sample(at, { a: at / 100 }))
  expect(seriesOf(samples, 'room', 4)).toEqual([10, 10])
  expect(seriesOf(samples, 'room', 1)).toEqual([10])
})
