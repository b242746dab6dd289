import type { Hit, SearchRequest } from '../../../../stages/search/ports.ts'
import type { Row, Session, Value } from '../database.ts'
import { type Field, type IndexModel, tableOf } from '../model.ts'
import { shortFloat } from './display.ts'
import type { Scope } from './query.ts'
import { pathFilter, putAt, type Wanted, wantedParts } from './source.ts'

/** A row that is a hit. */
export interface Found {
  /** Place of its index in the request. */
  readonly scope: number
  readonly row: number
  readonly sort?: readonly (string | number | boolean | null)[]
  /** Its own score, where scores differ. */
  readonly score?: number
}

/** The documents at those places, in that order. Dimensions are read by id, not joined. */
export async function documentsAt(
  session: Session,
  scopes: readonly Scope[],
  found: readonly Found[],
  source: SearchRequest['source'],
  score: number | null,
): Promise<Hit[]> {
  const hits = new Map<Found, Hit>()
  const wanted = pathFilter(source)
  for (const [at, scope] of scopes.entries()) {
    const own = found.filter((one) => one.scope === at)
    if (own.length === 0) continue
    const documents = await read(
      session,
      scope,
      own.map(({ row }) => row),
      source !== false,
      wanted,
    )
    for (const one of own) {
      const document = documents.get(one.row)!
      const sort = one.sort ? { sort: one.sort } : {}
      hits.set(one, { index: scope.index.name, ...document, score: one.score ?? score, ...sort })
    }
  }
  return found.map((one) => hits.get(one)!)
}

interface Document {
  readonly id: string
  readonly version: number
  readonly sequence: number
  readonly source: Readonly<Record<string, unknown>>
}

async function read(
  session: Session,
  { index, prefixes }: Scope,
  rows: readonly number[],
  withSource: boolean,
  wanted: Wanted,
): Promise<Map<number, Document>> {
  const facts = withSource
    ? index.columns
    : index.columns.filter(({ name }) => name.startsWith('_') && name !== '_j')
  const names = facts.map(({ name }) => name)
  const read = await session.rows(
    `SELECT rowid, ${names.join(', ')} FROM ${tableOf(index)} WHERE rowid IN (SELECT r FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')}) hits(r))`,
  )
  const words = withSource ? await readWords(session, index, names, read) : new Map<string, Map<Value, Row>>()
  const prefixOf = new Map([...prefixes].map(([prefix, id]) => [id, prefix]))
  const documents = new Map<number, Document>()
  for (const [row, ...values] of read) {
    const value = (name: string) => values[names.indexOf(name)] ?? null
    const id = value('_i') ?? `${prefixOf.get(value('_p') as number) ?? ''}${value('_n')}`
    const source = withSource ? sourceOf(index, value, words, wanted) : {}
    const version = Number(value('_v') ?? 1)
    documents.set(row as number, { id: id as string, source, version, sequence: Number(value('_s')) })
  }
  return documents
}

/** Rows of the dimensions that the facts refer to, by dimension and id. */
async function readWords(
  session: Session,
  index: IndexModel,
  names: readonly string[],
  facts: readonly Row[],
): Promise<Map<string, Map<Value, Row>>> {
  const words = new Map<string, Map<Value, Row>>()
  for (const { key, table, idColumn, columns } of index.dimensions.values()) {
    const at = names.indexOf(idColumn) + 1
    const ids = [...new Set(facts.map((row) => row[at]).filter((id) => id !== null))]
    if (ids.length === 0) continue
    const read = await session.rows(
      `SELECT ${columns.map(({ name }) => name).join(', ')} FROM ${table} WHERE id IN (${ids.join(', ')})`,
    )
    words.set(key, new Map(read.map((row) => [row[0], row])))
  }
  return words
}

/** The original where there is one; else built from the columns: nested objects, absent values left out. */
function sourceOf(
  index: IndexModel,
  value: (name: string) => Value,
  words: ReadonlyMap<string, ReadonlyMap<Value, Row>>,
  wanted: Wanted,
): Record<string, unknown> {
  const original = value('_j')
  if (typeof original === 'string')
    return wantedParts(JSON.parse(original) as Record<string, unknown>, wanted)
  const source: Record<string, unknown> = {}
  for (const field of index.fields.values()) {
    if (!wanted(field.name)) continue
    const shown = fieldValue(index, field, value, words)
    if (shown !== undefined) putAt(source, field.name, shown)
  }
  return source
}

function fieldValue(
  index: IndexModel,
  field: Field,
  value: (name: string) => Value,
  words: ReadonlyMap<string, ReadonlyMap<Value, Row>>,
): unknown {
  for (const { dimension, column } of field.places) {
    let get = value
    if (dimension !== undefined) {
      const table = index.dimensions.get(dimension)!
      const row = words.get(dimension)?.get(value(table.idColumn))
      if (!row) continue
      get = (name) => row[table.columns.findIndex((one) => one.name === name)] ?? null
    }
    const found = get(column)
    if (found === null) continue
    if (field.type === 'geo_point') return { lat: found, lon: get(`${column}x`) }
    if (field.type === 'date') return new Date(Number(found)).toISOString()
    return field.type === 'float' ? shortFloat(Number(found)) : found
  }
  return undefined
}
