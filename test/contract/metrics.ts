import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addValue, emptyStatistic, type Statistic } from '../../src/record/index.ts'
import { aggregate } from '../../src/stages/metrics/core/aggregate.ts'
import { resolutionOf, type Window, windowOf } from '../../src/stages/metrics/core/periods.ts'
import { parseStat } from '../../src/stages/metrics/core/statistics.ts'
import type { Metric, MetricStore, Reading } from '../../src/stages/metrics/ports.ts'
import { TooManyMetrics } from '../../src/stages/metrics/ports.ts'

export interface World {
  now: number
  store: MetricStore
  /** Closes and opens again what is on disk. */
  restart(): Promise<void>
  /** One round of the background work. */
  sweep(): Promise<void>
  end(): Promise<void>
}

/** Series that a store of the suite may have. */
export const LIMIT = 200

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOON = Date.parse('2026-11-20T12:00:00Z')

const metric: Metric = { namespace: 'n', name: 'm', dimensions: [{ name: 'd', value: '1' }] }

export function statistic(...values: number[]): Statistic {
  const made = emptyStatistic()
  for (const value of values) addValue(made, value)
  return made
}

const reading = (at: number, ...values: number[]): Reading => ({
  ...metric,
  unit: 'Count',
  at,
  statistic: statistic(...values),
})

/** What every metric store must do. */
export function describeMetricStore(name: string, open: () => Promise<World>): void {
  describe(name, () => {
    let world: World
    beforeEach(async () => {
      world = await open()
      world.now = NOON
    })
    afterEach(() => world.end())

    /** [minutes since noon, value] of each period. */
    function query(stat: string, from: number, until: number, period: number, of = metric) {
      const { values, of: told } = parseStat(stat) as NonNullable<ReturnType<typeof parseStat>>
      const window: Window = windowOf(from, until, period, world.now)
      return world.store
        .read(of, { from: window.start, until, resolution: resolutionOf(window), values })
        .flatMap(({ runs }) => aggregate(runs, window))
        .map((datapoint) => [(datapoint.at - NOON) / MINUTE, told(datapoint)])
    }

    test('what is written can be read at once, minute by minute', async () => {
      await world.store.write([reading(NOON, 1, 2), reading(NOON + 59_999, 6), reading(NOON + MINUTE, 10)])
      await world.store.write([reading(NOON + 5 * SECOND, 3)])
      expect(query('Sum', NOON, NOON + HOUR, 60)).toEqual([
        [0, 12],
        [1, 10],
      ])
      expect(query('SampleCount', NOON, NOON + HOUR, 60)[0]).toEqual([0, 4])
      expect(query('p50', NOON, NOON + MINUTE, 60)).toEqual([[0, 2]])
      expect(query('Maximum', NOON, NOON + HOUR, 300)).toEqual([[0, 10]])
      expect(query('Sum', NOON, NOON + MINUTE, 60, { ...metric, dimensions: [] })).toEqual([])
    })

    test('many writers at the same time: nothing is lost', async () => {
      await Promise.all(Array.from({ length: 200 }, () => world.store.write([reading(NOON, 1)])))
      expect(query('Sum', NOON, NOON + MINUTE, 60)).toEqual([[0, 200]])
    })

    test('order of dimensions does not matter; unit, name and dimensions do', async () => {
      const two = [
        { name: 'a', value: '1' },
        { name: 'b', value: '2' },
      ]
      const base = { namespace: 'n', name: 'x', unit: 'Count', at: NOON }
      await world.store.write([
        { ...base, dimensions: two, statistic: statistic(1) },
        { ...base, dimensions: [two[1], two[0]], statistic: statistic(2) },
        { ...base, dimensions: two, unit: 'Bytes', statistic: statistic(4) },
        { ...base, dimensions: [two[0]], statistic: statistic(8) },
      ])
      const series = world.store.read(
        { namespace: 'n', name: 'x', dimensions: two },
        { from: NOON, until: NOON + MINUTE, resolution: 60, values: false },
      )
      expect(series.map(({ unit, runs }) => [unit, runs.flatMap(({ sums }) => [...sums])])).toEqual([
        ['Count', [3]],
        ['Bytes', [4]],
      ])
      expect([...world.store.list()].map(({ dimensions }) => dimensions)).toEqual([two, [two[0]]])
    })

    test('after a restart everything is there', async () => {
      await world.store.write([reading(NOON, 1, 5, 5)])
      const listed = [...world.store.list()]
      await world.restart()
      expect([...world.store.list()]).toEqual(listed)
      expect(query('p60', NOON, NOON + MINUTE, 60)).toEqual([[0, 5]])
      await world.store.write([reading(NOON, 9)])
      expect(query('Sum', NOON, NOON + MINUTE, 60)).toEqual([[0, 20]])
    })

    test('metrics are listed in their order, from any number on, before and after a restart', async () => {
      const names = Array.from({ length: 120 }, (_, at) => `m${at}`)
      for (const name of names) await world.store.write([{ ...reading(NOON, 1), name }])
      const listed = (after?: number) => [...world.store.list(after)].map(({ name }) => name)
      const half = [...world.store.list()][59].number
      expect(listed()).toEqual(names)
      await world.restart()
      expect(listed()).toEqual(names)
      expect(listed(half)).toEqual(names.slice(60))
    })

    test('any range of time may be asked for', async () => {
      await world.store.write([reading(NOON, 1)])
      for (const period of [1, 60, 3600]) {
        expect(query('Sum', -8.64e15, 8.64e15, period).map(([, sum]) => sum)).toEqual([1])
      }
    })

    test('percentiles of many values stay near when they are rolled up', async () => {
      const values = Array.from({ length: 1000 }, (_, at) => at + 1)
      await world.store.write([reading(NOON, ...values), { ...reading(NOON + MINUTE, -1), unit: 'Count' }])
      world.now = NOON + HOUR
      await world.sweep()
      for (const percent of [1, 10, 50, 90, 99]) {
        const [[, value]] = query(`p${percent}`, NOON, NOON + MINUTE, 60)
        expect(Math.abs(Number(value) / (percent * 10) - 1)).toBeLessThan(0.05)
      }
      expect(query('p100', NOON, NOON + MINUTE, 60)).toEqual([[0, 1000]])
    })

    test('background roll-up changes no answer', async () => {
      const readings = Array.from({ length: 180 }, (_, at) => reading(NOON + at * MINUTE, at, at % 7))
      await world.store.write(readings)
      const ask = () => [
        query('Sum', NOON, NOON + 3 * HOUR, 60),
        query('p90', NOON, NOON + 3 * HOUR, 300),
        query('Average', NOON + 7 * MINUTE, NOON + 3 * HOUR, 3600),
        query('Minimum', NOON, NOON + 3 * HOUR, 3600),
      ]
      const before = ask()
      world.now = NOON + 6 * HOUR
      await world.sweep()
      await world.sweep()
      expect(ask()).toEqual(before)
      await world.store.write([reading(NOON, 1000)])
      await world.sweep()
      await world.restart()
      expect(query('Maximum', NOON, NOON + 3 * HOUR, 3600)[0]).toEqual([0, 1000])
      expect(query('Sum', NOON, NOON + HOUR, 3600)[0][1]).toBe(Number(before[0][0][1]) + 1000 + sumOf(1, 60))
    })

    test('minutes are kept for 15 days, five minutes for 63, hours for 455, then the metric goes', async () => {
      await world.store.write([reading(NOON, 1), reading(NOON + MINUTE, 2), reading(NOON + 30 * MINUTE, 4)])
      const at = async (days: number) => {
        world.now = NOON + days * DAY
        await world.sweep()
        await world.sweep()
        return [60, 300, 3600].map((period) => query('Sum', NOON, NOON + HOUR, period).length)
      }
      expect(await at(14.9)).toEqual([3, 2, 1])
      expect(await at(15.1)).toEqual([0, 2, 1])
      expect(await at(62.9)).toEqual([0, 2, 1])
      expect(await at(63.6)).toEqual([0, 0, 1])
      expect(await at(454)).toEqual([0, 0, 1])
      expect(await at(463)).toEqual([0, 0, 0])
      expect(world.store.size()).toBe(0)
      await world.restart()
      expect([...world.store.list()]).toEqual([])
    })

    test('fine metrics are there by the second for three hours', async () => {
      await world.store.write([
        { ...reading(NOON + SECOND, 1), fine: true },
        { ...reading(NOON + 11 * SECOND, 2), fine: true },
        reading(NOON + MINUTE, 8),
      ])
      world.now = NOON + HOUR
      expect(query('Sum', NOON, NOON + 2 * MINUTE, 10)).toEqual([
        [0, 1],
        [1 / 6, 2],
        [1, 8],
      ])
      expect(query('Sum', NOON, NOON + 2 * MINUTE, 60)).toEqual([
        [0, 3],
        [1, 8],
      ])
      world.now = NOON + 3.5 * HOUR
      await world.sweep()
      expect(query('Sum', NOON, NOON + 2 * MINUTE, 10)).toEqual([
        [0, 3],
        [1, 8],
      ])
    })

    test('too many metrics are refused whole', async () => {
      const fresh = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, at) => ({ ...reading(NOON, 1), name: `m${from + at}` }))
      await world.store.write(fresh(0, LIMIT - 1))
      await expect(world.store.write(fresh(LIMIT - 2, LIMIT + 2))).rejects.toThrow(TooManyMetrics)
      expect(world.store.size()).toBe(LIMIT - 1)
      await world.store.write(fresh(0, LIMIT))
      expect(query('Sum', NOON, NOON + MINUTE, 60, { ...metric, name: 'm0' })).toEqual([[0, 2]])
    })
  })
}

function sumOf(from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; at++) sum += at + (at % 7)
  return sum
}
