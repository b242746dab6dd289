import { describe, expect, it } from 'vitest'
import { looksLikeDate, parseDate } from './date.ts'

describe('dates', () => {
  it.each([
    ['2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05,6+02:00', '2026-01-02T01:04:05.600Z'],
    ['2026-01-02T03:04-0330', '2026-01-02T06:34:00.000Z'],
    ['2026-01-02T03+01', '2026-01-02T02:00:00.000Z'],
    ['2026-01-02', '2026-01-02T00:00:00.000Z'],
    ['2026-01', '2026-01-01T00:00:00.000Z'],
    ['2026', '2026-01-01T00:00:00.000Z'],
    ['2026/01/02', '2026-01-02T00:00:00.000Z'],
    ['2026/01/02 03:04:05', '2026-01-02T03:04:05.000Z'],
    ['2026/01/02 03:04:05 +01:00', '2026-01-02T02:04:05.000Z'],
    ['1700000000000', '2023-11-14T22:13:20.000Z'],
  ])('%s', (text, expected) => {
    expect(new Date(parseDate(text)!).toISOString()).toBe(expected)
  })

  it.each(['2026-02-30', '2026-13-01', '2026-01-02T25:00', '2026-1-2', 'yesterday', '', '12'])(
    'not %s',
    (text) => {
      expect(parseDate(text)).toBeUndefined()
      expect(looksLikeDate(text)).toBe(false)
    },
  )

  it('are detected only where a number could not be meant', () => {
    expect(['2026', '1700000000000', '2026-01-02', '2026/01/02'].map(looksLikeDate)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})
