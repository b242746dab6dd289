import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { appendFile, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Parquet, ParquetOptions, ParquetTable } from '../../stages/delivery/ports.ts'

type Schema = Parameters<ParquetTable['finish']>[0]
type ColumnType = NonNullable<Schema[string]>

/** Lines are kept in memory until there are so many bytes of them, then in a file. */
const IN_MEMORY = 4 << 20
/** DuckDB's default. */
const GROUP_ROWS = 122_880

/**
 * JSON lines to Parquet, by a DuckDB of its own: no tables, one thread, little memory. It is opened for the first
 * table and closed when there is none left for a while.
 */
export function openParquet({ folder }: { readonly folder: string }): Parquet & { close(): Promise<void> } {
  // What a killed program left here.
  rmSync(folder, { recursive: true, force: true })
  let opened: Promise<Database> | undefined
  let queue: Promise<unknown> = Promise.resolve()
  let idle: NodeJS.Timeout | undefined

  /** One conversion at a time: the next one's lines wait on the disk. */
  function converted(act: (connection: DuckDBConnection) => Promise<Uint8Array>): Promise<Uint8Array> {
    const done = queue.then(async () => {
      clearTimeout(idle)
      opened ??= openDatabase(folder)
      opened.catch(() => {
        opened = undefined
      })
      try {
        return await act((await opened).connection)
      } finally {
        idle = setTimeout(release, 30_000).unref()
      }
    })
    queue = done.catch(() => {})
    return done
  }

  function release() {
    const last = opened
    opened = undefined
    last?.then(({ close }) => close()).catch(() => {})
  }

  return {
    open: () => createTable(folder, converted),
    async close() {
      clearTimeout(idle)
      await queue
      release()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Database {
  readonly connection: DuckDBConnection
  close(): void
}

async function openDatabase(folder: string): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', {
    ...{ threads: '1', memory_limit: '192MB', temp_directory: join(folder, 'spill') },
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' },
  })
  const connection = await instance.connect()
  return {
    connection,
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

function createTable(
  folder: string,
  converted: (act: (connection: DuckDBConnection) => Promise<Uint8Array>) => Promise<Uint8Array>,
): ParquetTable {
  const file = join(folder, `${randomUUID()}.ndjson`)
  let pieces: Uint8Array[] = []
  let [held, written, rows] = [0, 0, 0]

  async function flush() {
    const bytes = Buffer.concat(pieces)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    await appendFile(file, bytes, { mode: 0o600 })
    pieces = []
    held = 0
  }

  return {
    async write(lines) {
      pieces.push(lines)
      held += lines.length
      written += lines.length
      for (let at = lines.indexOf(NEWLINE); at >= 0; at = lines.indexOf(NEWLINE, at + 1)) rows++
      if (held >= IN_MEMORY) await flush()
    },
    async finish(columns, options) {
      if (held > 0) await flush()
      const groupRows = groupRowsOf(options, written / Math.max(1, rows))
      const bytes = await converted(async (connection) => {
        try {
          return await convert(connection, file, columns, { ...options, groupRows })
        } catch {
          return convert(connection, file, allText(columns), { ...options, groupRows })
        }
      })
      await rm(file, { force: true })
      return bytes
    },
    held: () => held,
    async discard() {
      pieces = []
      held = 0
      await rm(file, { force: true })
    },
  }
}

const NEWLINE = 0x0a

function groupRowsOf({ groupBytes }: ParquetOptions, rowBytes: number): number {
  return Math.max(2048, Math.min(GROUP_ROWS, Math.floor(groupBytes / Math.max(1, rowBytes))))
}

async function convert(
  connection: DuckDBConnection,
  file: string,
  columns: Schema,
  options: ParquetOptions & { readonly groupRows: number },
): Promise<Uint8Array> {
  const target = `${file}.parquet`
  const known = Object.entries(columns).flatMap(([name, type]) => {
    const sql = type === null ? undefined : sqlType(type)
    return sql ? [`${literal(name)}: ${literal(sql)}`] : []
  })
  // A table has at least one column, also when all objects are empty.
  const struct = known.length > 0 ? known.join(', ') : `'_': 'VARCHAR'`
  try {
    await connection.run(
      `COPY (SELECT * FROM read_json(${literal(file)}, format = 'newline_delimited', columns = {${struct}}))
       TO ${literal(target)} (FORMAT parquet, COMPRESSION ${options.compression.toLowerCase()},
         PARQUET_VERSION ${options.version}, ROW_GROUP_SIZE ${options.groupRows}
         ${options.dictionary ? '' : ', DICTIONARY_SIZE_LIMIT 0'})`,
    )
    return await readFile(target)
  } finally {
    await rm(target, { force: true })
  }
}

/** Undefined when nothing but null is known of it. */
function sqlType(type: ColumnType): string | undefined {
  if (typeof type === 'string') return type
  if ('list' in type) {
    const item = type.list && sqlType(type.list)
    return item ? `${item}[]` : undefined
  }
  const fields = Object.entries(type.fields).flatMap(([name, each]) => {
    const sql = each && sqlType(each)
    return sql ? [`"${name.replaceAll('"', '""')}" ${sql}`] : []
  })
  return fields.length > 0 ? `STRUCT(${fields.join(', ')})` : undefined
}

function allText(columns: Schema): Schema {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, 'VARCHAR']))
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
