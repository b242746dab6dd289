import type { Enrichers } from '../enrichers.ts'
import { decode } from '../utf8.ts'
import { createValueTable } from '../value-table.ts'
import { createWordTable, twice } from '../word-table.ts'
import { type WordDimension, wordColumn, writeValues } from './dimension.ts'

const NAMES = ['browser', 'browser_version', 'os', 'os_version', 'device']

/** An agent of more bytes is a hostile one; its beginning tells enough. */
const MOST_READ = 2048

/** User agents, their browsers and systems. */
export function createAgentDimension(
  seed: number,
  most: number,
  readAgent: Enrichers['readAgent'],
): WordDimension {
  const values = createValueTable()
  let numbers = new Int32Array(NAMES.length << 10)
  let bots = new Uint8Array(1 << 10)
  const table = createWordTable({
    seed,
    most,
    forget() {
      numbers = new Int32Array(NAMES.length << 10)
      bots = new Uint8Array(1 << 10)
      values.forget()
    },
    derive(entry, bytes, from, to) {
      if ((entry + 1) * NAMES.length > numbers.length) numbers = twice(numbers)
      if (entry >= bots.length) bots = twice(bots)
      const facts = readAgent(decode(bytes, from, Math.min(to, from + MOST_READ)))
      const { browser, browserVersion, os, osVersion, device } = facts
      const words = [browser, browserVersion, os, osVersion, device]
      words.forEach((word, at) => {
        numbers[entry * NAMES.length + at] = values.numberOf(word)
      })
      bots[entry] = facts.bot ? 1 : 0
    },
  })
  return {
    key: 'agent',
    table,
    columns(text, slab) {
      values.begin()
      const written = writeValues(NAMES, numbers, values, table, text, slab)
      const flags = slab.uint8(table.size)
      for (let code = 0; code < table.size; code++) flags[code] = bots[table.used[code]]
      return [
        wordColumn('agent', 'keyword', table, text, slab),
        ...written.map((column) => ({ ...column, type: 'keyword' as const, bytes: text.bytes })),
        { name: 'bot', type: 'boolean', values: flags },
      ]
    },
  }
}
