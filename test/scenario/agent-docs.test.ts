import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { AGENT_KEYS, FLOW_KEYS, type Key } from '../../src/stages/agent/core/configuration-keys.ts'

const page = readFileSync(new URL('../../docs/agent.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `([\w.]+)` \| ([\w ]+) \| ([\w ]+) \|/gm)].map(([, ...row]) => row)

const rowOf = ([name, key]: [string, Key]): string[] => {
  if (key.refused) return [name, 'refused', 'refused']
  if (key.notUsed) return [name, 'not used', 'not used']
  return [name, key.notUsedInside ? 'not used' : 'honoured', 'honoured']
}

it('docs/agent.md says of every key what becomes of it', () => {
  expect(rows).toEqual([...Object.entries(AGENT_KEYS), ...Object.entries(FLOW_KEYS)].map(rowOf))
})
