import type { Column } from '../../../../record/index.ts'
import type { Enrichers } from '../enrichers.ts'
import { type Slab, uint8 } from '../slab.ts'
import { decode } from '../utf8.ts'
import { createValueTable, forgetValues, numberOf } from '../value-table.ts'
import { createWordTable, twice, type WordTable } from '../word-table.ts'
import { valueColumn, type WordDimension, wordColumn } from './dimension.ts'

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
      forgetValues(values)
    },
    derive(entry, bytes, from, to) {
      if ((entry + 1) * NAMES.length > numbers.length) numbers = twice(numbers)
      if (entry >= bots.length) bots = twice(bots)
      const facts = readAgent(decode(bytes, from, Math.min(to, from + MOST_READ)))
      const { browser, browserVersion, os, osVersion, device } = facts
      const words = [browser, browserVersion, os, osVersion, device]
      words.forEach((word, at) => {
        numbers[entry * NAMES.length + at] = numberOf(values, word)
      })
      bots[entry] = facts.bot ? 1 : 0
    },
  })
  return {
    key: 'agent',
    table,
    columns(text, slab) {
      values.batch++
      const word = wordColumn('agent', 'keyword', table, text, slab)
      const named = NAMES.map((name, at) =>
        valueColumn(name, numbers, NAMES.length, at, values, table, text, slab),
      )
      return [word, ...named, botColumn(bots, table, slab)]
    },
  }
}

function botColumn(bots: Uint8Array, table: WordTable, slab: Slab): Column {
  const { size, used } = table
  const values = uint8(slab, size)
  for (let code = 0; code < size; code++) values[code] = bots[used[code]]
  return { name: 'bot', type: 'boolean', values }
}
