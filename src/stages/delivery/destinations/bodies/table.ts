import type { Schema } from '../../core/json-schema.ts'
import type { ParquetOptions, ParquetTable } from '../../ports.ts'
import type { ObjectBody } from './body.ts'

/** JSON lines that become one Parquet file. `columns` are those that are known when it is finished. */
export function tableBody(table: ParquetTable, columns: () => Schema, options: ParquetOptions): ObjectBody {
  let size = 0
  return {
    keeps: true,
    size: () => size,
    held: table.held,
    async write(lines) {
      size += lines.length
      await table.write(lines)
    },
    finish: async () => (size === 0 ? [] : [await table.finish(columns(), options)]),
    discard: table.discard,
  }
}
