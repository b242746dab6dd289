import { expect, test } from 'vitest'
import { addValue, emptyStatistic, type Statistic } from '../../../record/index.ts'
import { fillLabel, type Labelled, ownLabel, unknownTokens } from './labels.ts'
import { placeOf, tokenOf } from './page.ts'
import { checkParameters } from './parameters.ts'
import { isPeriod, resolutionOf, windowOf } from './periods.ts'
import { parseStat } from './statistics.ts'
import { inOrder } from './units.ts'

function statistic(...values: number[]): Statistic {
  const made = emptyStatistic()
  for (const value of values) addValue(made, value)
  return made
}

const stat = (name: string, ...values: number[]) => parseStat(name)?.of(statistic(...values))
const tens = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]

test.each([
  ['Sum', 550],
  ['Average', 55],
  ['SampleCount', 10],
  ['Minimum', 10],
  ['Maximum', 100],
  ['p0', 10],
  ['p10', 10],
  ['p10.5', 20],
  ['p50', 50],
  ['p90', 90],
  ['p99.9', 100],
  ['p100', 100],
  ['tm90', 50],
  ['TM(10%:90%)', 55],
  ['TM(15:35)', 25],
  ['tc90', 9],
  ['TC(20:)', 8],
  ['ts90', 450],
  ['TS(80%:)', 190],
  ['wm90', 54],
  ['WM(20:90)', 55],
  ['PR(:30)', 30],
  ['PR(30:50)', 20],
  ['IQM', 60],
])('%s of 10, 20 … 100 is %d', (name, expected) => {
  expect(stat(name, ...tens)).toBeCloseTo(expected, 9)
})

test.each([
  'p101',
  'p',
  'P50',
  'tm',
  'tm101',
  'TM(5:10%)',
  'TM(90%:10%)',
  'TM(:)',
  'PR(1%:2%)',
  'sum',
  'p-1',
  '',
  'constructor',
])('there is no statistic %j', (name) => {
  expect(parseStat(name)).toBeUndefined()
})

test('percentiles need the values, none of them negative', () => {
  expect(stat('p50', -1, 5)).toBeUndefined()
  expect(parseStat('p50')?.of({ ...statistic(1, 2), values: undefined })).toBeUndefined()
  expect(stat('TM(200:)', ...tens)).toBeUndefined()
  expect(stat('TC(200:)', ...tens)).toBe(0)
})

test('a start is rounded down by its age; the coarsest points that fit are read', () => {
  const at = (text: string) => Date.parse(`2026-11-${text}Z`)
  const now = at('20T12:00:00')
  const start = (from: number, period: number) =>
    new Date(windowOf(from, now, period, now).start).toISOString()
  expect(start(at('20T11:07:42'), 3600)).toBe('2026-11-20T11:07:00.000Z')
  expect(start(at('20T11:07:42'), 10)).toBe('2026-11-20T11:07:40.000Z')
  expect(start(at('05T11:07:42'), 60)).toBe('2026-11-05T11:05:00.000Z')
  expect(start(now - 64 * 86_400_000 + 61_000, 60)).toBe('2026-09-17T12:00:00.000Z')
  const resolution = (from: number, period: number) => resolutionOf(windowOf(from, now, period, now))
  expect(resolution(at('20T11:07:00'), 3600)).toBe(60)
  expect(resolution(at('20T11:05:00'), 3600)).toBe(300)
  expect(resolution(at('20T11:00:00'), 7200)).toBe(3600)
  expect(resolution(at('20T11:00:00'), 30)).toBe(1)
  expect([1, 5, 10, 20, 30, 60, 120, 86_400].every(isPeriod)).toBe(true)
  expect([0, 2, 15, 45, 61, 90, -60].some(isPeriod)).toBe(false)
})

test('units in CloudWatch’s order', () => {
  const units = ['None', 'Seconds', 'Milliseconds', 'Count'].map((unit) => ({ unit }))
  expect(inOrder(units).map(({ unit }) => unit)).toEqual(['Count', 'Milliseconds', 'Seconds', 'None'])
})

const query = (changes: Partial<Labelled> = {}): Labelled => ({
  ...{ id: 'q', namespace: 'n', name: 'metric1', stat: 'Sum', period: 60 },
  dimensions: [{ name: 'Host', value: 'a' }],
  ...changes,
})

test('a label of its own names what the queries differ in', () => {
  const [sum, minimum, half] = [query(), query({ stat: 'Minimum' }), query({ period: 30 })]
  expect(ownLabel(sum, [sum])).toBe('metric1')
  expect(ownLabel(sum, [sum, minimum])).toBe('metric1 Sum')
  expect(ownLabel(half, [sum, half])).toBe('metric1 30')
  expect(ownLabel(half, [minimum, half])).toBe('metric1 Sum 30')
})

test('dynamic labels', () => {
  const fill = (label: string, values: readonly number[] = [1, 4, 2.5]) =>
    fillLabel(query({ label }), 'own', values, 'eu-west-1')
  expect(fill('${LABEL}: ${AVG} of ${DATAPOINT_COUNT}, ${MIN_MAX_RANGE}, ${ LAST }')).toBe(
    'own: 2.5 of 3, 1-4, 2.5',
  )
  expect(fill("${PROP('Dim.Host')} ${PROP('MetricName')} ${PROP('Region')} ${PROP('Period')}")).toBe(
    'a metric1 eu-west-1 60',
  )
  expect(fill('${SUM}', [])).toBe('--')
  expect(unknownTokens("${SUM} ${MAX_TIME} ${PROP('Stat')} ${NOPE}")).toEqual(['MAX_TIME', 'NOPE'])
})

test('a page token is only good for the request that it was made for', () => {
  const token = tokenOf({ query: 3, datapoint: 1000 }, 'abc')
  expect(placeOf(token, 'abc', 4)).toEqual({ query: 3, datapoint: 1000 })
  expect(placeOf(token, 'abc', 3)).toBeUndefined()
  expect(placeOf(token, 'abd', 4)).toBeUndefined()
  expect(placeOf('Zm9v', 'abc', 4)).toBeUndefined()
})

test('what is missing is told whole, in CloudWatch’s words', () => {
  const members = {
    A: { type: 'string', required: true },
    L: { type: 'list', element: { type: 'structure', members: { B: { type: 'number', required: true } } } },
  } as const
  expect(() => checkParameters({ L: [{ B: 1 }, {}] }, members)).toThrow(
    expect.objectContaining({
      type: 'MissingRequiredParameterException',
      message: 'The parameter A is required.\nThe parameter L.member.2.B is required.',
    }),
  )
  expect(() => checkParameters({ A: 'x', L: [{ B: Number.NaN }] }, members)).toThrow(
    'The value NaN for parameter L.member.1.B is invalid.',
  )
})
