import { expect, test } from 'vitest'
import { createProgressBar, duration, progressLine } from './progress.ts'

test('a line says how much, how fast and how long', () => {
  expect(progressLine({ lines: 500_000, bytes: 120e6, totalBytes: 480e6, seconds: 2 })).toBe(
    '██████░░░░░░░░░░░░░░░░░░   25 %  500,000 lines  250,000 lines/s  60.0 MB/s  6 s left',
  )
  expect(progressLine({ lines: 10, bytes: 1000, seconds: 1 })).toBe('10 lines  10 lines/s  0.0 MB/s')
  expect(duration(3700)).toBe('1 h 1 min')
})

test('a terminal is redrawn at most ten times a second; elsewhere a line every five seconds', () => {
  for (const [isTTY, expected] of [
    [true, 3],
    [false, 2],
  ] as const) {
    let clock = 0
    const written: string[] = []
    const bar = createProgressBar({ isTTY, write: (text) => written.push(text) }, () => clock)
    for (; clock < 250; clock += 50) bar.show({ lines: clock, bytes: 1, seconds: 1 })
    if (!isTTY) {
      clock = 5_000
      bar.show({ lines: 1, bytes: 1, seconds: 5 })
    }
    expect(written.length).toBe(expected)
  }
})
