import pg from 'pg'
import type { CopyRequest, Warehouse } from '../../stages/delivery/ports.ts'

/** A table has to answer within so long, ms. */
const TIMEOUT_MILLIS = 600_000
const CONNECT_MILLIS = 30_000
/** Of one INSERT. */
const ROWS = 1000

/** What PostgreSQL says of a COPY that only Redshift knows: a syntax error. */
const UNKNOWN_STATEMENT = '42601'

/**
 * A database that speaks PostgreSQL's protocol. Redshift copies the staged objects itself; where there is no COPY from
 * S3 the same rows are inserted in one transaction.
 */
export function openWarehouse(): Warehouse {
  return async (request) => {
    const { host, port, database, user, password, isEncrypted } = request
    const client = new pg.Client({
      ...{ host, port, database, user, password },
      ...{ connectionTimeoutMillis: CONNECT_MILLIS, query_timeout: TIMEOUT_MILLIS },
      ...(isEncrypted ? { ssl: true } : {}),
      application_name: 'tailrace',
    })
    // Said by the query that it broke.
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query(request.statement).catch((error: Error & { code?: string }) => {
        if (error.code !== UNKNOWN_STATEMENT) throw error
        return insert(client, request)
      })
    } finally {
      await client.end().catch(() => {})
    }
  }
}

async function insert(client: pg.Client, request: CopyRequest): Promise<void> {
  const { table, columns } = request
  const rows = request.rows()
  const target = table.split('.').map(quoted).join('.')
  const names = columns ?? (await columnsOf(client, target))
  const list = names.map(quoted).join(', ')
  await client.query('BEGIN')
  try {
    for (let from = 0; from < rows.length; from += ROWS) {
      const objects = rows
        .slice(from, from + ROWS)
        .map((row) => (Array.isArray(row) ? keyed(row, names) : row))
      // Every value becomes what its column is; a key that is no column is left out, as COPY's 'auto' leaves it.
      await client.query(
        `INSERT INTO ${target} (${list}) SELECT ${list} FROM json_populate_recordset(null::${target}, $1)`,
        [JSON.stringify(objects)],
      )
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

async function columnsOf(client: pg.Client, target: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [target],
  )
  return rows.map(({ name }) => name)
}

function keyed(values: readonly (string | null)[], names: readonly string[]) {
  if (values.length > names.length) {
    throw new Error(`A record has ${values.length} values for ${names.length} columns.`)
  }
  return Object.fromEntries(values.map((value, at) => [names[at], value]))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
