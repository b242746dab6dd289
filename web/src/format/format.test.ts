import { describe, expect, it } from 'vitest'
import { bytes, change, duration, percent, short, whole } from './numbers.ts'
import { countryName } from './places.ts'
import { span } from './times.ts'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.4, '0.4'],
    [7, '7'],
    [999, '999'],
    [1000, '1k'],
    [1234, '1.2k'],
    [99_949, '99.9k'],
    [99_960, '100k'],
    [999_949, '1M'],
    [12_345_678, '12.3M'],
    [2e9, '2G'],
  ])('%d is %s in short', (value, text) => expect(short(value)).toBe(text))

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [2_000_000, '2 MB'],
    [123_456_789_012, '123 GB'],
  ])('%d bytes are %s', (value, text) => expect(bytes(value)).toBe(text))

  it.each([
    [0, '0 %'],
    [0.00001, '< 0.1 %'],
    [0.042, '4.2 %'],
    [0.5, '50 %'],
    [0.998, '99.8 %'],
    [1, '100 %'],
    [Number.NaN, '–'],
  ])('a share of %d is %s', (value, text) => expect(percent(value)).toBe(text))

  it.each([
    [0, '0 ms'],
    [0.0004, '400 µs'],
    [0.0123, '12 ms'],
    [0.0042, '4.2 ms'],
    [0.9999, '1 s'],
    [1.44, '1.4 s'],
    [180, '3 min'],
  ])('%d seconds are %s', (value, text) => expect(duration(value)).toBe(text))

  it('compares with before', () => {
    expect(change(112, 100)).toBe('+12 %')
    expect(change(97, 100)).toBe('−3 %')
    expect(change(410, 100)).toBe('× 4.1')
    expect(change(100, 100)).toBe('± 0 %')
    expect(change(5, 0)).toBeUndefined()
    expect(change(undefined, 5)).toBeUndefined()
  })

  it('groups digits', () => expect(whole(1234567)).toBe('1,234,567'))
})

describe('names', () => {
  it('knows countries and keeps what it does not know', () => {
    expect(countryName('DE')).toBe('Germany')
    expect(countryName('nonsense')).toBe('nonsense')
  })

  it('says spans in words', () => {
    expect([span(15_000), span(900_000), span(21_600_000), span(604_800_000)]).toEqual([
      '15 s',
      '15 min',
      '6 h',
      '7 days',
    ])
  })
})
