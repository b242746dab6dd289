import type { Enrichers } from '../enrichers.ts'
import { decode } from '../utf8.ts'
import { createValueTable } from '../value-table.ts'
import { createWordTable, twice } from '../word-table.ts'
import { type WordDimension, wordColumn, writeValues } from './dimension.ts'

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
      values.forget()
    },
    derive(entry, bytes, from, to) {
      if ((entry + 1) * NAMES.length > numbers.length) numbers = twice(numbers)
      if ((entry + 1) * 2 > degrees.length) degrees = twice(degrees)
      const place = to - from <= 64 ? locate(decode(bytes, from, to)) : undefined
      const at = entry * NAMES.length
      numbers[at] = values.numberOf(place?.country)
      numbers[at + 1] = values.numberOf(place?.countryName)
      numbers[at + 2] = values.numberOf(place?.city)
      degrees[entry * 2] = place?.latitude ?? Number.NaN
      degrees[entry * 2 + 1] = place?.longitude ?? Number.NaN
    },
  })
  return {
    key: 'host',
    table,
    columns(text, slab) {
      values.begin()
      const { size, used } = table
      const written = writeValues(NAMES, numbers, values, table, text, slab)
      const lat = slab.float64(size)
      const lon = slab.float64(size)
      for (let code = 0; code < size; code++) {
        lat[code] = degrees[used[code] * 2]
        lon[code] = degrees[used[code] * 2 + 1]
      }
      return [
        wordColumn('host', 'ip', table, text, slab),
        ...written.map((column) => ({ ...column, type: 'keyword' as const, bytes: text.bytes })),
        { name: 'location', type: 'geo_point', lat, lon },
      ]
    },
  }
}
