import { expect, test } from 'vitest'
import { assertTimeZone, compileDatePattern, isoWeek, usWeek } from './date-pattern.ts'

const at = (iso: string) => new Date(iso).getTime()
const print = (pattern: string, iso = '2026-03-05T07:08:09.012Z', zone = 'UTC') =>
  compileDatePattern(pattern)(at(iso), zone)

test.each([
  ['yyyy/MM/dd/HH/', '2026/03/05/07/'],
  ['uuuu-MM-dd-HH-mm-ss', '2026-03-05-07-08-09'],
  ['y yy yyyyy', '2026 26 02026'],
  ['M MM MMM MMMM MMMMM L', '3 03 Mar March M 3'],
  ['d dd D DDD', '5 05 64 064'],
  ['H h K k a', '7 7 7 7 AM'],
  ['S SSS SSSSSS n N A', '0 012 012000 12000000 25689012000000 25689012'],
  ['E EEEE EEEEE e', 'Thu Thursday T 5'],
  ['Y w W Q QQ QQQ QQQQ', '2026 10 1 1 01 Q1 1st quarter'],
  ['z zzzz VV O OOOO', 'UTC Coordinated Universal Time UTC GMT GMT'],
  ['X XX XXX x xx xxx Z ZZZZ ZZZZZ', 'Z Z Z +00 +0000 +00:00 +0000 GMT Z'],
  ["'year='yyyy'/o''clock='HH''", "year=2026/o'clock=07'"],
  ['G yyyy[-MM]', 'AD 2026-03'],
  ['', ''],
])('%s', (pattern, expected) => expect(print(pattern)).toBe(expected))

test('midnight and noon', () => {
  expect(print('H h K k a', '2026-03-05T00:00:00Z')).toBe('0 12 0 24 AM')
  expect(print('H h K k a', '2026-03-05T12:00:00Z')).toBe('12 12 0 12 PM')
})

test('time zones, with daylight saving and half hours', () => {
  expect(print('yyyy-MM-dd HH:mm z XXX', '2026-07-01T23:30:00Z', 'Europe/Berlin')).toBe(
    '2026-07-02 01:30 GMT+2 +02:00',
  )
  expect(print('yyyy-MM-dd HH:mm X O', '2026-01-01T00:30:00Z', 'America/New_York')).toBe(
    '2025-12-31 19:30 -05 GMT-5',
  )
  expect(print('HH:mm X x O OOOO', '2026-01-01T00:00:00Z', 'Asia/Kolkata')).toBe(
    '05:30 +0530 +0530 GMT+5:30 GMT+05:30',
  )
  expect(() => assertTimeZone('Europe/Berlyn')).toThrow()
})

test('YYYY is the week-based year: 27 December 2026 is in the first week of 2027', () => {
  expect(print('yyyy YYYY w', '2026-12-26T12:00:00Z')).toBe('2026 2026 52')
  expect(print('yyyy YYYY w', '2026-12-27T12:00:00Z')).toBe('2026 2027 1')
})

test.each([
  ['2016-02-25', 2016, 9, 2016, 8],
  ['2015-12-27', 2016, 1, 2015, 52],
  ['2016-01-01', 2016, 1, 2015, 53],
  ['2016-01-03', 2016, 2, 2015, 53],
  ['2016-01-04', 2016, 2, 2016, 1],
  ['2026-12-31', 2027, 1, 2026, 53],
])('the week of %s, by the US rule and by ISO 8601', (date, usYear, us, isoYear, iso) => {
  expect(usWeek(new Date(date))).toEqual({ year: usYear, week: us })
  expect(isoWeek(new Date(date))).toEqual({ year: isoYear, week: iso })
})

test.each([
  ['yyyy/bb', "'b'"],
  ['HHH', "'HHH' has too many letters; at most 2"],
  ["'open", 'a quoted text has no end'],
  ['{yyyy}', 'is reserved'],
  ['V', "'VV'"],
])('refuses %s', (pattern, why) => expect(() => compileDatePattern(pattern)).toThrow(why))
