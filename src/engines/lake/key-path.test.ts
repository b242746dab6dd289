import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { entryOfName, pathOfKey } from './key-path.ts'

/** Small pieces that keys of trouble are made of. */
const PIECES = [
  '.',
  '..',
  '/',
  '//',
  '\\',
  '\0',
  '%',
  '%2E',
  '%+',
  '%D',
  '%F',
  '%-',
  '~',
  ':',
  'a',
  'A',
  'é',
  '😀',
  ' ',
  '\u202e',
]

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('5,000 keys of trouble stay inside, are names that file systems take, and are read back', () => {
  const random = randomFrom(4566)
  const seen = new Map<string, string>()
  for (let at = 0; at < 5_000; at++) {
    const count = 1 + Math.floor(random() * 12)
    const times = random() < 0.05 ? 60 : 1
    const key = Array.from({ length: count }, () => PIECES[Math.floor(random() * PIECES.length)])
      .join('')
      .repeat(times)
    const path = pathOfKey(key)
    const whole = join('/lake', ...path)
    expect(whole.startsWith(`/lake${sep}`)).toBe(true)
    expect(whole.split(sep).slice(2)).toEqual(path)
    for (const name of path) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
      expect(name).not.toMatch(/^\.|[\0/\\<>:"|?*]/)
    }
    expect(seen.get(whole) ?? key).toBe(key)
    seen.set(whole, key)
    expect(keyOfPath(path)).toBe(key)
  }
})

function keyOfPath(path: readonly string[]): string {
  return path
    .map((name, at) => {
      const entry = entryOfName(name, at < path.length - 1)
      if (!entry) return undefined
      return entry.kind === 'folder' ? `${entry.text}/` : entry.text
    })
    .join('')
}
