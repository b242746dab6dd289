import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DuckDBBlobValue, DuckDBConnection, DuckDBListValue } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { databaseFailure } from './errors.ts'

/** The only file that imports the DuckDB packages. */
export { duckdb }

/** A value of a result row. 64-bit integers come as numbers (counts, ms and ids stay far below 2^53). */
export type Value = string | number | boolean | null | Uint8Array | readonly Value[]
export type Row = readonly Value[]

/** One connection: a transaction at a time, statements one after another. */
export interface Session {
  /** One or several statements; those after a failing one are not run. */
  run(sql: string): Promise<void>
  rows(sql: string): Promise<Row[]>
  /** For the appender, which works on the connection itself. */
  readonly raw: duckdb.Connection
  close(): void
}

export interface Database {
  session(): Promise<Session>
  close(): void
}

export interface DatabaseOptions {
  readonly path: string
  readonly threads: number
  /** Bytes, as DuckDB writes them: `300MB`. */
  readonly memoryLimit: string
}

/** Opens or makes the database file. Rejects with a sentence that says who holds it, if another process does. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  mkdirSync(dirname(options.path), { recursive: true })
  const raw = await duckdb
    .open(options.path, configOf(options))
    .catch((error: unknown) => Promise.reject(databaseFailure(error, options.path)))
  const sessions = new Set<Session>()
  // FSST costs CPU at each checkpoint and at each look at a word. Only `SET` reaches this setting, not the configuration.
  const first = await duckdb.connect(raw)
  await duckdb.query(first, "SET GLOBAL disabled_compression_methods = 'fsst,dict_fsst'")
  duckdb.disconnect_sync(first)
  return {
    async session() {
      const session = openSession(await duckdb.connect(raw), () => sessions.delete(session))
      sessions.add(session)
      return session
    },
    close() {
      for (const session of [...sessions]) session.close()
      duckdb.close_sync(raw)
    },
  }
}

/**
 * `checkpoint_threshold`: a checkpoint rewrites the newest row group and the tables' metadata, so that a small
 * one costs CPU at every few commits and a large one costs a long replay after a crash. Measured at 2 M rows.
 */
function configOf({ threads, memoryLimit }: DatabaseOptions): duckdb.Config {
  const config = duckdb.create_config()
  duckdb.set_config(config, 'threads', String(threads))
  duckdb.set_config(config, 'memory_limit', memoryLimit)
  duckdb.set_config(config, 'checkpoint_threshold', '128MB')
  duckdb.set_config(config, 'autoinstall_known_extensions', 'false')
  duckdb.set_config(config, 'autoload_known_extensions', 'false')
  return config
}

function openSession(raw: duckdb.Connection, onClose: () => void): Session {
  const connection = new DuckDBConnection(raw)
  return {
    raw,
    async run(sql) {
      await duckdb.query(raw, sql)
    },
    async rows(sql) {
      const result = await connection.run(sql)
      return (await result.getRows()).map((row) => row.map(plain))
    },
    close() {
      onClose()
      connection.closeSync()
    },
  }
}

function plain(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof DuckDBBlobValue) return value.bytes
  if (value instanceof DuckDBListValue) return value.items.map(plain)
  return value as Value
}
