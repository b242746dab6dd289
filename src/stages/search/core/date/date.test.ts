import { describe, expect, test } from 'vitest'
import { dateFormat } from './format.ts'
import { resolveDate } from './math.ts'
import { UTC, zoneOf } from './zone.ts'

const NOW = Date.parse('2026-11-20T13:30:15.250Z')
const at = (value: string | number, format?: string, zone = UTC) => {
  const { from, to } = resolveDate(value, { now: NOW, zone, ...(format ? { format } : {}) })
  return [new Date(from).toISOString(), new Date(to).toISOString()]
}

describe('date math: what a date names, from its first to its last millisecond', () => {
  test.each([
    ['now', '2026-11-20T13:30:15.250Z', '2026-11-20T13:30:15.250Z'],
    ['now-15m', '2026-11-20T13:15:15.250Z', '2026-11-20T13:15:15.250Z'],
    ['now/d', '2026-11-20T00:00:00.000Z', '2026-11-20T23:59:59.999Z'],
    ['now-1d/d', '2026-11-19T00:00:00.000Z', '2026-11-19T23:59:59.999Z'],
    ['now/w', '2026-11-16T00:00:00.000Z', '2026-11-22T23:59:59.999Z'],
    ['now/M', '2026-11-01T00:00:00.000Z', '2026-11-30T23:59:59.999Z'],
    ['now/y', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['now+1h/h', '2026-11-20T14:00:00.000Z', '2026-11-20T14:59:59.999Z'],
    ['now/h-30s', '2026-11-20T12:59:30.000Z', '2026-11-20T13:59:29.999Z'],
    ['2026-11-20||+1M/d', '2026-12-20T00:00:00.000Z', '2026-12-20T23:59:59.999Z'],
    ['2026-01-31||+1M', '2026-02-28T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
    ['2024-02-29||+1y', '2025-02-28T00:00:00.000Z', '2025-02-28T00:00:00.000Z'],
    ['2026', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2026-02', '2026-02-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
    ['2026-11-20T13', '2026-11-20T13:00:00.000Z', '2026-11-20T13:59:59.999Z'],
    ['2026-11-20T13:30:15Z', '2026-11-20T13:30:15.000Z', '2026-11-20T13:30:15.999Z'],
    ['2026-11-20T13:30:15.5+02:00', '2026-11-20T11:30:15.500Z', '2026-11-20T11:30:15.500Z'],
    [1_700_000_000_000, '2023-11-14T22:13:20.000Z', '2023-11-14T22:13:20.000Z'],
    ['1700000000000', '2023-11-14T22:13:20.000Z', '2023-11-14T22:13:20.000Z'],
  ])('%s', (value, from, to) => expect(at(value)).toEqual([from, to]))

  test.each([
    ['1700000000', 'epoch_second', '2023-11-14T22:13:20.000Z'],
    ['20/11/2026', 'dd/MM/yyyy', '2026-11-20T00:00:00.000Z'],
    ['20/Nov/2026:13:30:15 +0100', 'dd/MMM/yyyy:HH:mm:ss Z', '2026-11-20T12:30:15.000Z'],
    ['2026-11-20 13:30', 'yyyy-MM-dd HH:mm', '2026-11-20T13:30:00.000Z'],
    ['20261120', 'basic_date', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T13:30:15.250Z', 'date_time', '2026-11-20T13:30:15.250Z'],
    ['20/11/2026||-1d', 'dd/MM/yyyy', '2026-11-19T00:00:00.000Z'],
    ['5 PM', 'h a', '1970-01-01T17:00:00.000Z'],
  ])('%s in %s', (value, format, from) => expect(at(value, format)[0]).toBe(from))

  test('zones, their jumps, and rounding in them', () => {
    const paris = zoneOf('Europe/Paris')!
    expect(at('2026-11-20', undefined, paris)[0]).toBe('2026-11-19T23:00:00.000Z')
    // The day on which clocks went forward has 23 hours.
    expect(at('2026-03-29', undefined, paris)).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
    ])
    expect(at('2026-03-29||+1d', undefined, paris)[0]).toBe('2026-03-29T22:00:00.000Z')
    expect(at('now/d', undefined, zoneOf('-05:00')!)[0]).toBe('2026-11-20T05:00:00.000Z')
    expect(zoneOf('Nowhere/City')).toBeUndefined()
    expect(zoneOf('+25:00')).toBeUndefined()
  })

  test.each([
    '2026-13-01',
    '2026-02-30',
    '2026-11-20T25',
    'tomorrow',
    '',
    'now-',
    'now-1',
    'now/',
    'now/2d',
    'now*2',
    '2026-11-20||/x',
    'now+99999999999y',
  ])('refuses %s', (value) => expect(() => at(value)).toThrow(/date|math|rounding/))
  test('refuses formats that it does not know', () => {
    expect(() => at('1', 'weekyear_week_day')).toThrow('Invalid format: [weekyear_week_day]')
  })
})

test('prints what it reads', () => {
  const instant = Date.parse('2026-11-20T13:05:09.007Z')
  const print = (format: string, zone = 'UTC') => dateFormat(format).print(instant, zoneOf(zone)!)
  expect(print('strict_date_optional_time')).toBe('2026-11-20T13:05:09.007Z')
  expect(print('strict_date_optional_time', 'Europe/Paris')).toBe('2026-11-20T14:05:09.007+01:00')
  expect(print('epoch_millis')).toBe(String(instant))
  expect(print('epoch_second')).toBe('1795179909')
  expect(print('date_time')).toBe('2026-11-20T13:05:09.007Z')
  expect(print('dd/MMM/yyyy:HH:mm:ss Z', '+02:00')).toBe('20/Nov/2026:15:05:09 +0200')
  expect(print("EEE, d MMMM yy 'at' h a")).toBe('Fri, 20 November 26 at 1 PM')
})
