import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type BulkOptions, generateLog } from './generator.ts'

const start = Date.UTC(2026, 10, 13)
const options: BulkOptions = { seed: 1, lines: 10_000, start, end: start + 7 * 86_400_000 }
const make = (more: Partial<BulkOptions> = {}) =>
  Buffer.concat([...generateLog({ ...options, ...more })]).toString('latin1')
const COMBINED =
  /^(\S+) - \S+ \[(\d\d\/Nov\/2026:\d\d:\d\d:\d\d \+0000)\] "((?:[^"\\]|\\x[0-9A-F]{2})*)" \d{3} \d+ "((?:[^"\\]|\\x[0-9A-F]{2})+)" "((?:[^"\\]|\\x[0-9A-F]{2})+)"$/

test('the same seed gives the same bytes', () => {
  const text = make()
  expect(make()).toBe(text)
  expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe('c6f772b3e2119304')
  expect(make({ seed: 2 })).not.toBe(text)
})

test('lines are Combined, in order, with the repetitions of a real log', () => {
  const lines = make({ lines: 60_000 }).trimEnd().split('\n')
  expect(lines.length).toBe(60_000)
  const parts = lines.map((line) => COMBINED.exec(line) ?? expect.fail(line))
  const distinct = (group: number) => new Set(parts.map((part) => part[group])).size
  expect(distinct(1)).toBeGreaterThan(10_000)
  expect(distinct(5)).toBeGreaterThan(250)
  expect(distinct(4)).toBeGreaterThan(1000)
  expect(distinct(3) / lines.length).toBeGreaterThan(0.1)
  expect(distinct(3) / lines.length).toBeLessThan(0.35)
  const bytes = lines.reduce((sum, line) => sum + line.length + 1, 0) / lines.length
  expect(bytes).toBeGreaterThan(225)
  expect(bytes).toBeLessThan(250)
  const times = parts.map((part) => part[2])
  expect([...times].sort()).toEqual(times)
})

test('with --time each line ends with its request time', () => {
  for (const line of make({ lines: 5000, withTime: true }).trimEnd().split('\n'))
    expect(line).toMatch(/" \d\.\d{3}$/)
})
