import { expect, test } from 'vitest'
import {
  type Aging,
  abortionOf,
  abortsUploads,
  expiringPrefixes,
  expiryOf,
  isDue,
  type LifecycleRule,
} from './lifecycle.ts'

const DAY = 86_400_000
const at = (text: string) => Date.parse(text)
const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({ id: 'r', prefix: '', tags: [], ...more })
const object = (more: Partial<Aging> = {}): Aging => ({
  key: 'logs/a',
  size: 100,
  modifiedAt: at('2026-01-15T10:30:00Z'),
  ...more,
})

test.each([
  ['2014-01-15T10:30:00Z', 3, '2014-01-19T00:00:00Z'],
  ['2014-01-15T23:59:59.999Z', 1, '2014-01-17T00:00:00Z'],
  ['2014-01-15T00:00:00.001Z', 1, '2014-01-17T00:00:00Z'],
  ['2014-01-15T00:00:00Z', 1, '2014-01-17T00:00:00Z'],
  ['2024-02-28T12:00:00Z', 1, '2024-03-01T00:00:00Z'],
  ['2026-12-31T12:00:00Z', 30, '2027-01-31T00:00:00Z'],
])('made %s, kept %i days: goes %s', (made, expireDays, gone) => {
  const due = expiryOf([rule({ expireDays })], object({ modifiedAt: at(made) }))
  expect(due).toEqual({ at: at(gone), rule: 'r' })
  expect(isDue(due, at(gone) - 1)).toBe(false)
  expect(isDue(due, at(gone))).toBe(true)
})

test('as many days as S3 allows still are a date', () => {
  const due = expiryOf([rule({ expireDays: 2_147_483_647 })], object())
  expect(new Date(due?.at ?? Number.NaN).getTime()).toBe(8.64e15)
})

test('from a date on, everything that the rule says goes, whenever it was made', () => {
  const rules = [rule({ expireFrom: at('2026-01-01T00:00:00Z') })]
  expect(expiryOf(rules, object())).toEqual({ at: at('2026-01-01T00:00:00Z'), rule: 'r' })
})

test.each<[string, Partial<LifecycleRule>, Partial<Aging>, boolean]>([
  ['every object', {}, {}, true],
  ['a prefix', { prefix: 'logs/' }, {}, true],
  ['another prefix', { prefix: 'log/' }, {}, false],
  ['a prefix longer than the key', { prefix: 'logs/ab' }, {}, false],
  ['a prefix in capitals', { prefix: 'Logs/' }, {}, false],
  ['larger', { above: 99 }, {}, true],
  ['not larger', { above: 100 }, {}, false],
  ['smaller', { below: 101 }, {}, true],
  ['not smaller', { below: 100 }, {}, false],
  ['nothing is larger than 0 bytes of nothing', { above: 0 }, { size: 0 }, false],
  ['a tag', { tags: [{ Key: 'a', Value: '1' }] }, { tags: [{ Key: 'a', Value: '1' }] }, true],
  [
    'a tag of another value',
    { tags: [{ Key: 'a', Value: '1' }] },
    { tags: [{ Key: 'a', Value: '2' }] },
    false,
  ],
  ['a tag, of an object without', { tags: [{ Key: 'a', Value: '1' }] }, {}, false],
  [
    'two tags, of an object with one',
    {
      tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    },
    { tags: [{ Key: 'a', Value: '1' }] },
    false,
  ],
  ['all at once', { prefix: 'l', above: 1, below: 200, tags: [{ Key: 'a', Value: '' }] }, {}, false],
])('a rule for %s', (_, more, aging, applies) => {
  expect(expiryOf([rule({ ...more, expireDays: 1 })], object(aging)) !== undefined).toBe(applies)
})

test('a rule that says nothing of objects leaves them alone', () => {
  expect(expiryOf([rule({ abortDays: 1 })], object())).toBeUndefined()
  expect(expiryOf([], object())).toBeUndefined()
  expect(isDue(undefined, Number.MAX_SAFE_INTEGER)).toBe(false)
})

test('of several rules the earliest tells', () => {
  const rules = [
    rule({ id: 'late', expireDays: 9 }),
    rule({ id: 'early', expireDays: 2 }),
    rule({ id: 'not mine', prefix: 'x', expireDays: 1 }),
  ]
  expect(expiryOf(rules, object())?.rule).toBe('early')
})

test('uploads are told by their begin and their prefix', () => {
  const rules = [rule({ prefix: 'logs/', abortDays: 7, expireDays: 1 })]
  const startedAt = at('2026-03-01T08:00:00Z')
  expect(abortionOf(rules, { key: 'logs/x', startedAt })).toEqual({
    at: at('2026-03-09T00:00:00Z'),
    rule: 'r',
  })
  expect(abortionOf(rules, { key: 'other', startedAt })).toBeUndefined()
  expect([abortsUploads(rules), abortsUploads([rule({ expireDays: 1 })])]).toEqual([true, false])
})

test('where to look: no prefix twice, none below another', () => {
  const prefixes = (...all: string[]) => {
    return expiringPrefixes(all.map((prefix) => rule({ prefix, expireDays: 1 })))
  }
  expect(prefixes('a/', 'a/b', 'a/', 'b')).toEqual(['a/', 'b'])
  expect(prefixes('a', 'ab', '')).toEqual([''])
  expect(expiringPrefixes([rule({ abortDays: 1 }), rule({ prefix: 'x', expireFrom: 1 })])).toEqual(['x'])
})

test('whatever the hour: at a midnight, after the days have passed, at most a day later', () => {
  for (let hour = 0; hour < 24 * 366; hour += 7) {
    const modifiedAt = at('2025-01-01T00:00:00Z') + hour * 3_600_000
    const one = object({ modifiedAt })
    const days = (hour % 40) + 1
    const due = expiryOf([rule({ expireDays: days })], one)?.at ?? Number.NaN
    expect(due % DAY).toBe(0)
    expect(due - modifiedAt).toBeGreaterThan(days * DAY)
    expect(due - modifiedAt).toBeLessThanOrEqual((days + 1) * DAY)
  }
})
