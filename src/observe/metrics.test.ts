import { expect, test } from 'vitest'
import { createMeter, MAX_METRICS, MAX_MINUTES } from './metrics.ts'

const MINUTE = 60_000
const start = Date.parse('2026-11-20T12:00:00Z')

test('a minute is handed over once, when it has ended', () => {
  let now = start
  const meter = createMeter(() => now)
  const records = meter.metric('AWS/Kinesis', 'IncomingRecords', { StreamName: 'a' }, 'Count')
  records.add(5)
  now += 59_999
  records.add(3)
  expect(meter.drain(now)).toEqual([])
  now += 1
  records.add(100)
  const [reading, ...rest] = meter.drain(now)
  expect(rest).toEqual([])
  expect(reading).toMatchObject({
    ...{ namespace: 'AWS/Kinesis', name: 'IncomingRecords', dimensions: { StreamName: 'a' } },
    ...{ unit: 'Count', at: start },
    statistic: { sum: 8, count: 2, minimum: 3, maximum: 5 },
  })
  expect([...(reading.statistic.values?.counts ?? [])]).toEqual([
    [5, 1],
    [3, 1],
  ])
  expect(meter.drain(now)).toEqual([])
  records.add(1)
  expect(meter.drain(now + MINUTE)).toMatchObject([{ at: start + MINUTE, statistic: { sum: 101, count: 2 } }])
})

test('all that is left comes at the end, the current minute too', () => {
  const meter = createMeter(() => start)
  meter.add({ namespace: 'n', name: 'm' }, 7, 'Bytes')
  expect(meter.drain(start)).toEqual([])
  expect(meter.drain(start, true)).toMatchObject([{ unit: 'Bytes', statistic: { sum: 7 } }])
})

test('the same names give the same metric, whatever the order of the dimensions', () => {
  const meter = createMeter(() => start)
  meter.metric('n', 'm', { A: '1', B: '2' }).add(1)
  meter.metric('n', 'm', { B: '2', A: '1' }).add(2)
  meter.metric('n', 'm', { A: '1', B: '3' }).add(4)
  expect(meter.drain(start, true).map(({ statistic }) => statistic.sum)).toEqual([3, 4])
})

test('a value of an earlier minute finds its place, also after a drain', () => {
  const meter = createMeter(() => start)
  const metric = meter.metric('n', 'm')
  metric.add(1, start + MINUTE)
  metric.add(2, start)
  metric.add(4, start + MINUTE)
  const sums = (now: number) => meter.drain(now).map(({ at, statistic }) => [at - start, statistic.sum])
  expect(sums(start + MINUTE)).toEqual([[0, 2]])
  metric.add(8, start)
  expect(sums(start + 2 * MINUTE)).toEqual([
    [0, 8],
    [MINUTE, 5],
  ])
})

test('what cannot be counted is not lost in silence', () => {
  const meter = createMeter(() => start)
  const metric = meter.metric('n', 'm')
  metric.add(Number.NaN)
  metric.add(Number.POSITIVE_INFINITY)
  for (let at = 0; at < MAX_METRICS; at++) meter.add({ namespace: 'n', name: `m${at}` }, 1)
  expect(meter.dropped()).toBe(3)
  expect(meter.drain(start, true)).toHaveLength(MAX_METRICS - 1)
})

test('minutes that nobody takes do not pile up', () => {
  const meter = createMeter(() => start)
  const metric = meter.metric('n', 'm')
  for (let minute = 0; minute < MAX_MINUTES + 5; minute++) metric.add(minute, start + minute * MINUTE)
  expect(meter.dropped()).toBe(5)
  expect(meter.drain(start, true).map(({ statistic }) => statistic.sum)).toEqual(
    Array.from({ length: MAX_MINUTES }, (_, at) => at + 5),
  )
})
