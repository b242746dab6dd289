import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandLineReference } from './reference.ts'

test('docs/command-line.md is what the settings say (npm run docs writes it)', () => {
  const file = new URL('../../docs/command-line.md', import.meta.url)
  expect(readFileSync(file, 'utf8')).toBe(commandLineReference())
})
