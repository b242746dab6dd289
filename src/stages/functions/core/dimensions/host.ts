import type { Column } from '../../../../record/index.ts'
import type { Enrichers } from '../enrichers.ts'
import { float64, type Slab } from '../slab.ts'
import { decode } from '../utf8.ts'
import { createValueTable, forgetValues, numberOf } from '../value-table.ts'
import { createWordTable, twice, type WordTable } from '../word-table.ts'
import { valueColumn, type WordDimension, wordColumn } from './dimension.ts'

const NAMES = ['country', 'country_name', 'city']

/** Clients and where they are. */
export function createHostDimension(seed: number, most: number, locate: Enrichers['locate']): WordDimension {
  const values = createValueTable()
  let numbers = new Int32Array(NAMES.length << 10)
  let degrees = new Float64Array(2 << 10)
  const table = createWordTable({
    seed,
    most,
    forget() {
      numbers = new Int32Array(NAMES.length << 10)
      degrees = new Float64Array(2 << 10)
      forgetValues(values)
    },
    derive(entry, bytes, from, to) {
      if ((entry + 1) * NAMES.length > numbers.length) numbers = twice(numbers)
      if ((entry + 1) * 2 > degrees.length) degrees = twice(degrees)
      const place = to - from <= 64 ? locate(decode(bytes, from, to)) : undefined
      const at = entry * NAMES.length
      numbers[at] = numberOf(values, place?.country)
      numbers[at + 1] = numberOf(values, place?.countryName)
      numbers[at + 2] = numberOf(values, place?.city)
      degrees[entry * 2] = place?.latitude ?? Number.NaN
      degrees[entry * 2 + 1] = place?.longitude ?? Number.NaN
    },
  })
  return {
    key: 'host',
    table,
    columns(text, slab) {
      values.batch++
      const word = wordColumn('host', 'ip', table, text, slab)
      const named = NAMES.map((name, at) =>
        valueColumn(name, numbers, NAMES.length, at, values, table, text, slab),
      )
      return [word, ...named, locationColumn(degrees, table, slab)]
    },
  }
}

function locationColumn(degrees: Float64Array, table: WordTable, slab: Slab): Column {
  const { size, used } = table
  const lat = float64(slab, size)
  const lon = float64(slab, size)
  for (let code = 0; code < size; code++) {
    lat[code] = degrees[used[code] * 2]
    lon[code] = degrees[used[code] * 2 + 1]
  }
  return { name: 'location', type: 'geo_point', lat, lon }
}
