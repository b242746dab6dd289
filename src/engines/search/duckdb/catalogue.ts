import type { FieldType, IndexAttributes, IndexDescription } from '../../../stages/search/ports.ts'
import type { Session } from './database.ts'
import { newerFormat } from './errors.ts'
import { createGraves, type Graves } from './graves.ts'
import type { DimensionTable, Field, IndexModel, PhysicalColumn, SqlType } from './model.ts'
import { tableOf } from './model.ts'

/** Raised when the tables change in a way that an older version cannot read. */
const FORMAT = 1

const TABLES = `
CREATE TABLE IF NOT EXISTS catalogue_format (format INTEGER);
CREATE TABLE IF NOT EXISTS catalogue_indices (number INTEGER PRIMARY KEY, name VARCHAR, created_at BIGINT, documents BIGINT, bytes BIGINT);
CREATE TABLE IF NOT EXISTS catalogue_dimensions (index_number INTEGER, number INTEGER, key VARCHAR, is_unique BOOLEAN);
CREATE TABLE IF NOT EXISTS catalogue_fields (index_number INTEGER, name VARCHAR, type VARCHAR, dimension VARCHAR, column_name VARCHAR);
CREATE TABLE IF NOT EXISTS catalogue_attributes (index_number INTEGER PRIMARY KEY, value VARCHAR);
CREATE TABLE IF NOT EXISTS catalogue_state (key VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE IF NOT EXISTS prefixes (id UINTEGER, prefix VARCHAR);
CREATE TABLE IF NOT EXISTS positions (key VARCHAR PRIMARY KEY, value VARCHAR);`

/** Everything that is kept in memory about the database. */
export interface Catalogue {
  readonly indices: Map<string, IndexModel>
  /** Prefix of an id to its number, and back. */
  readonly prefixes: Map<string, number>
  readonly positions: Map<string, string>
  /** The next arrival number, over all indices. */
  nextSequence: number
  nextIndex: number
  readonly graves: Graves
}

/** The position under which deletions keep the next sequence number: the highest may be that of none that is left. */
export const SEQUENCE_KEY = 'engine/sequence'

/** Makes the catalogue's tables in a new database and reads them in an old one. */
export async function readCatalogue(session: Session, path: string): Promise<Catalogue> {
  await session.run(TABLES)
  const [format] = await session.rows('SELECT format FROM catalogue_format')
  if (!format) await session.run(`INSERT INTO catalogue_format VALUES (${FORMAT})`)
  else if (Number(format[0]) > FORMAT) throw newerFormat(path, Number(format[0]), FORMAT)
  const indices = await readIndices(session)
  const positions = new Map(
    (await session.rows('SELECT key, value FROM positions')) as unknown as [string, string][],
  )
  return {
    indices,
    prefixes: new Map(
      (await session.rows('SELECT prefix, id FROM prefixes')) as unknown as [string, number][],
    ),
    positions,
    nextSequence: Math.max(
      Number(positions.get(SEQUENCE_KEY) ?? 0),
      await nextSequence(session, [...indices.values()]),
    ),
    graves: createGraves(),
    nextIndex: 1 + Math.max(0, ...[...indices.values()].map((index) => index.number)),
  }
}

export function describe(index: IndexModel): IndexDescription {
  const { name, createdAt, documents, bytes, attributes } = index
  const mapping: Record<string, FieldType> = {}
  for (const field of index.fields.values()) mapping[field.name] = field.type
  return { name, createdAt, mapping, documents, bytes, ...(attributes ? { attributes } : {}) }
}

/** What the room keeps under its own keys. */
export async function readState(session: Session): Promise<Record<string, unknown>> {
  const rows = await session.rows('SELECT key, value FROM catalogue_state')
  return Object.fromEntries(rows.map(([key, value]) => [key as string, JSON.parse(value as string)]))
}

async function readAttributes(session: Session): Promise<Map<number, IndexAttributes>> {
  const rows = await session.rows('SELECT index_number, value FROM catalogue_attributes')
  return new Map(rows.map(([number, value]) => [number as number, JSON.parse(value as string)]))
}

async function nextSequence(session: Session, indices: readonly IndexModel[]): Promise<number> {
  if (indices.length === 0) return 0
  const newest = indices.map((index) => `SELECT max(_s) AS s FROM ${tableOf(index)}`)
  const [row] = await session.rows(`SELECT coalesce(max(s), -1) FROM (${newest.join(' UNION ALL ')})`)
  return 1 + Number(row[0])
}

async function readIndices(session: Session): Promise<Map<string, IndexModel>> {
  const columns = await readColumns(session)
  const attributes = await readAttributes(session)
  const indices = new Map<string, IndexModel>()
  for (const row of await session.rows('SELECT * FROM catalogue_indices ORDER BY name')) {
    const [number, name, createdAt, documents, bytes] = row as [number, string, number, number, number]
    const own = columns.get(tableOf({ number })) ?? []
    const fields = await readFields(session, number)
    indices.set(name, {
      number,
      name,
      createdAt,
      documents,
      bytes,
      fields,
      dimensions: await readDimensions(session, number, columns),
      columns: own,
      keepsSources: own.some((column) => column.name === '_j'),
      nextColumn: 1 + highestColumn(fields),
      ...(attributes.has(number) ? { attributes: attributes.get(number)! } : {}),
    })
  }
  return indices
}

async function readColumns(session: Session): Promise<Map<string, PhysicalColumn[]>> {
  const columns = new Map<string, PhysicalColumn[]>()
  const rows = await session.rows(
    'SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index',
  )
  for (const [table, name, type] of rows as [string, string, SqlType][]) {
    const known = columns.get(table)
    if (known) known.push({ name, type })
    else columns.set(table, [{ name, type }])
  }
  return columns
}

async function readFields(session: Session, index: number): Promise<Map<string, Field>> {
  const fields = new Map<string, Field>()
  const rows = await session.rows(
    `SELECT name, type, dimension, column_name FROM catalogue_fields WHERE index_number = ${index} ORDER BY rowid`,
  )
  for (const [name, type, dimension, column] of rows as [string, FieldType, string | null, string | null][]) {
    const places = fields.get(name)?.places ?? []
    const at = column === null ? [] : [dimension === null ? { column } : { dimension, column }]
    fields.set(name, { name, type, places: [...places, ...at] })
  }
  return fields
}

async function readDimensions(
  session: Session,
  index: number,
  columns: ReadonlyMap<string, PhysicalColumn[]>,
): Promise<Map<string, DimensionTable>> {
  const dimensions = new Map<string, DimensionTable>()
  const rows = await session.rows(
    `SELECT number, key, is_unique FROM catalogue_dimensions WHERE index_number = ${index} ORDER BY number`,
  )
  for (const [number, key, unique] of rows as [number, string, boolean][]) {
    const table = `d${index}_${number}`
    dimensions.set(key, { key, table, idColumn: `d${number}`, columns: columns.get(table) ?? [], unique })
  }
  return dimensions
}

function highestColumn(fields: ReadonlyMap<string, Field>): number {
  let highest = 0
  for (const field of fields.values())
    for (const { column } of field.places) highest = Math.max(highest, Number(column.slice(1)))
  return highest
}
