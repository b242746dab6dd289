import { expect, test } from 'vitest'
import { history } from './history.ts'

const end = Date.UTC(2026, 10, 20, 13)
const options = { seed: 1, start: end - 24 * 3_600_000, end, lines: 6000, zone: () => 0 }
const LINE =
  /^\S+ - \S+ \[(\d\d)\/Nov\/2026:(\d\d):(\d\d):(\d\d) \+0000\] "(?:[^"\\]|\\x[0-9A-F]{2})*" [1-5]\d\d \d+ "(?:[^"\\]|\\x[0-9A-F]{2})*" "(?:[^"\\]|\\x[0-9A-F]{2})+" \d+\.\d{3}$/

test('a past day: about as many lines as asked for, well formed, in order, within the day, repeatable', () => {
  const text = [...history(options)].join('')
  const lines = text.trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(4000)
  expect(lines.length).toBeLessThan(9000)
  let before = options.start
  for (const line of lines) {
    const found = LINE.exec(line)
    expect(found, line).not.toBeNull()
    const [, day, hour, minute, second] = found!.map(Number)
    const at = Date.UTC(2026, 10, day, hour, minute, second)
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThan(end)
    before = at
  }
  expect([...history(options)].join('')).toBe(text)
})
