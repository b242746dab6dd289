import { type Column, type DocumentBatch, NONE } from '../../../record/index.ts'
import { decode } from './utf8.ts'

export type RowValue = string | number | boolean | { readonly lat: number; readonly lon: number }

/** One row of a batch as field and value, for people and tests. Times are ISO 8601. */
export function rowOf(documents: DocumentBatch, row: number): Record<string, RowValue> {
  const fields: Record<string, RowValue> = {}
  const put = (column: Column, at: number) => {
    const value = valueAt(column, at)
    if (value !== undefined) fields[column.name] = value
  }
  for (const column of documents.columns) put(column, row)
  for (const { codes, columns } of documents.dimensions) {
    if (codes[row] === NONE) continue
    for (const column of columns) put(column, codes[row])
  }
  return fields
}

function valueAt(column: Column, at: number): RowValue | undefined {
  if (column.type === 'geo_point') {
    const [lat, lon] = [column.lat[at], column.lon[at]]
    return Number.isNaN(lat) ? undefined : { lat, lon }
  }
  if (column.type === 'boolean') return column.values[at] === 2 ? undefined : column.values[at] === 1
  if ('bytes' in column) {
    return column.starts[at] === NONE ? undefined : decode(column.bytes, column.starts[at], column.ends[at])
  }
  const value = column.values[at]
  if (Number.isNaN(value)) return undefined
  return column.type === 'date' ? new Date(value).toISOString() : value
}
