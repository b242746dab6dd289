import type { Query } from '../../../../stages/search/ports.ts'
import type { Session } from '../database.ts'
import { type DimensionTable, type IndexModel, isText, tableOf } from '../model.ts'

/** Fields that a search for a piece of text over many fields can pass over. */
export interface Coverage {
  /** Fields without any value. */
  readonly empty: ReadonlySet<string>
  /** Fields whose every value is a piece of their dimension's word (the path of a request), with that dimension's key. */
  readonly pieces: ReadonlyMap<string, string>
}

/** Remembers how far each dimension was looked through, so that only new words are looked at. */
export type CoverageOf = (session: Session, index: IndexModel) => Promise<Coverage>

/** Of one dimension's table: for each text column whether it has only pieces of the words up to this id. */
interface Looked {
  readonly upTo: number
  readonly columns: ReadonlyMap<string, boolean>
}

export function createCoverage(): CoverageOf {
  const looked = new Map<string, Looked>()
  return async (session, index) => {
    const pieces = new Map<string, string>()
    for (const dimension of index.dimensions.values()) {
      const word = index.fields
        .get(dimension.key)
        ?.places.find((at) => at.dimension === dimension.key)?.column
      if (!word) continue
      const { columns } = await look(session, dimension, word, looked)
      for (const { name, type, places } of index.fields.values()) {
        const [place, ...more] = places
        const inside = place?.dimension === dimension.key && more.length === 0 && columns.get(place.column)
        if (inside && type === 'keyword') pieces.set(name, dimension.key)
      }
    }
    return { pieces, empty: await emptyFields(session, index) }
  }
}

async function look(
  session: Session,
  { table, columns }: DimensionTable,
  word: string,
  looked: Map<string, Looked>,
): Promise<Looked> {
  const texts = columns
    .filter(({ name, type }) => type === 'VARCHAR' && name !== word)
    .map(({ name }) => name)
  const known = looked.get(table)
  const before =
    known && texts.every((name) => known.columns.has(name))
      ? known
      : { upTo: -1, columns: new Map(texts.map((name) => [name, true])) }
  const open = texts.filter((name) => before.columns.get(name))
  if (open.length === 0) return before
  const tests = open.map((name) => `coalesce(bool_and(contains(${word}, ${name})), true)`)
  const [[upTo, ...within]] = await session.rows(
    `SELECT coalesce(max(id), ${before.upTo}), ${tests.join(', ')} FROM ${table} WHERE id > ${before.upTo}`,
  )
  const after: Looked = {
    upTo: Number(upTo),
    columns: new Map(texts.map((name) => [name, open.includes(name) && within[open.indexOf(name)] === true])),
  }
  looked.set(table, after)
  return after
}

/** Text fields of the fact table alone; that a column has no value is known from its statistics. */
async function emptyFields(session: Session, index: IndexModel): Promise<Set<string>> {
  const fields = [...index.fields.values()].filter(
    ({ type, places }) => isText(type) && places.length === 1 && places[0].dimension === undefined,
  )
  if (fields.length === 0) return new Set()
  const tests = fields.map(
    ({ places }) => `EXISTS (SELECT 1 FROM ${tableOf(index)} WHERE ${places[0].column} IS NOT NULL)`,
  )
  const [values] = await session.rows(`SELECT ${tests.join(', ')}`)
  return new Set(fields.filter((_, at) => values[at] === false).map(({ name }) => name))
}

/** Whether the query searches several fields for text, which is when it pays to know what need not be searched. */
export function searchesText(query: Query): boolean {
  if (query.kind === 'match') return query.fields.length !== 1 || query.fields[0].includes('*')
  if (query.kind !== 'bool') return false
  return [...query.must, ...query.filter, ...query.should, ...query.mustNot].some(searchesText)
}
