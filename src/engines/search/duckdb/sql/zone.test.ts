import { describe, expect, it } from 'vitest'
import { isoIn, zoneOf } from './zone.ts'

const at = (iso: string) => Date.parse(iso)
const HOUR = 3_600_000

describe('time zones', () => {
  it('fixed offsets', () => {
    expect(zoneOf('+05:30').offsetAt(0)).toBe(5.5 * HOUR)
    expect(zoneOf('-0800').toUtc(0)).toBe(8 * HOUR)
    expect(zoneOf('UTC').utc).toBe(true)
    expect(isoIn(zoneOf('-03:30'), 0)).toBe('1969-12-31T20:30:00.000-03:30')
    expect(isoIn(zoneOf('UTC'), 0)).toBe('1970-01-01T00:00:00.000Z')
  })

  it('summer time', () => {
    const paris = zoneOf('Europe/Paris')
    expect(paris.offsetAt(at('2026-03-29T00:59:59.999Z'))).toBe(HOUR)
    expect(paris.offsetAt(at('2026-03-29T01:00:00Z'))).toBe(2 * HOUR)
    expect(paris.toUtc(at('2026-07-01T00:00Z'))).toBe(at('2026-06-30T22:00Z'))
  })

  it('a time that clocks show twice is the first one', () => {
    expect(zoneOf('Europe/Paris').toUtc(at('2026-10-25T02:30Z'))).toBe(at('2026-10-25T00:30Z'))
  })

  it('a midnight that clocks skip is the instant after it', () => {
    // Clocks of Cairo went from 24 April 2026, 00:00, to 01:00.
    expect(zoneOf('Africa/Cairo').toUtc(at('2026-04-24T00:00Z'))).toBe(at('2026-04-23T22:00Z'))
  })

  it('SQL has a case for each change of the clocks', () => {
    const sql = zoneOf('Europe/Paris').offsetSql('x', at('2026-01-01T00:00Z'), at('2026-12-31T00:00Z'))
    expect(sql).toBe(
      `CASE WHEN x < ${at('2026-03-29T01:00Z')} THEN 3600000 WHEN x < ${at('2026-10-25T01:00Z')} THEN 7200000 ELSE 3600000 END`,
    )
    expect(zoneOf('Europe/Paris').offsetSql('x', 0, 0)).toBe('3600000')
  })

  it('an unknown one is named', () => {
    expect(() => zoneOf('Mars/Base')).toThrow('Unknown time-zone ID: Mars/Base')
  })
})
