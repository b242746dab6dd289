import { type Catalogue, SEQUENCE_KEY } from './catalogue.ts'
import { openAppender, type TableAppender } from './chunk.ts'
import type { Session } from './database.ts'
import { type Grave, graveKey } from './graves.ts'
import { type IndexModel, type PhysicalColumn, tableOf } from './model.ts'
import { number, text } from './sql/literal.ts'
import { newIndex, type Widening } from './widen.ts'
import type { WordStore } from './word-store.ts'

/** What one write transaction changes. Nothing of it is seen by others until `commit` has resolved. */
export interface Transaction {
  readonly session: Session
  readonly words: WordStore
  index(name: string): IndexModel | undefined
  indexOrNew(name: string): Promise<IndexModel>
  /** Runs what a widening needs; the index as it is then. */
  apply(widening: Widening): Promise<IndexModel>
  drop(index: IndexModel): Promise<void>
  appender(table: string, columns: readonly PhysicalColumn[]): TableAppender
  /** Hands appended rows over, so that the transaction's own statements see them. */
  flush(): void
  /** `rows` arrival numbers in a row; the first. */
  sequences(rows: number): number
  prefix(prefix: string): number
  grew(index: string, documents: number, bytes: number): void
  position(key: string, value: string): void
  /** Keeps a JSON value of the room's under a key; null forgets it. */
  keep(key: string, value: unknown): void
  /** Keeps a deleted document's version in mind, and that its sequence number is taken. */
  bury(index: IndexModel, id: string, grave: Grave): void
}

export interface Commit {
  /** Indices that are new, wider or fuller. */
  readonly changed: readonly IndexModel[]
  readonly removed: readonly string[]
  readonly state: Readonly<Record<string, unknown>>
}

export interface OpenTransaction extends Transaction {
  commit(): Promise<Commit>
  rollback(): Promise<void>
}

export async function beginTransaction(
  session: Session,
  catalogue: Catalogue,
  words: WordStore,
  now: () => number,
): Promise<OpenTransaction> {
  await session.run('BEGIN')
  const changed = new Map<string, IndexModel>()
  const removed = new Set<string>()
  const appenders = new Map<string, TableAppender>()
  const prefixes = new Map<string, number>()
  const positions = new Map<string, string>()
  const state = new Map<string, unknown>()
  const graves = new Map<string, Grave>()
  const sizes = new Map<string, { documents: number; bytes: number }>()

  const index = (name: string) =>
    changed.get(name) ?? (removed.has(name) ? undefined : catalogue.indices.get(name))

  function flush(): void {
    for (const appender of appenders.values()) appender.close()
    appenders.clear()
  }

  async function apply(widening: Widening): Promise<IndexModel> {
    // An appender is bound to the columns that its table had.
    if (widening.statements.length === 0) return widening.index
    flush()
    await session.run(widening.statements.join(';\n'))
    changed.set(widening.index.name, widening.index)
    return widening.index
  }

  function statements(): string[] {
    const all: string[] = []
    for (const [prefix, id] of prefixes) all.push(`INSERT INTO prefixes VALUES (${id}, ${text(prefix)})`)
    for (const [key, value] of positions)
      all.push(
        `INSERT INTO positions VALUES (${text(key)}, ${text(value)}) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      )
    for (const [key, value] of state)
      all.push(
        value === null
          ? `DELETE FROM catalogue_state WHERE key = ${text(key)}`
          : `INSERT INTO catalogue_state VALUES (${text(key)}, ${text(JSON.stringify(value))}) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      )
    for (const [name, { documents, bytes }] of sizes) {
      const model = index(name)
      if (!model) continue
      const grown = {
        ...model,
        documents: model.documents + documents,
        bytes: Math.max(0, model.bytes + Math.round(bytes)),
      }
      changed.set(name, grown)
      all.push(
        `UPDATE catalogue_indices SET documents = ${number(grown.documents)}, bytes = ${number(grown.bytes)} WHERE number = ${grown.number}`,
      )
    }
    return all
  }

  return {
    session,
    words,
    index,
    apply,
    flush,
    async indexOrNew(name) {
      return index(name) ?? (await apply(newIndex(catalogue.nextIndex++, name, now())))
    },
    async drop(model) {
      flush()
      for (const { table } of model.dimensions.values()) await session.run(`DROP TABLE ${table}`)
      await session.run(`DROP TABLE ${tableOf(model)}`)
      for (const table of ['fields', 'dimensions', 'attributes'])
        await session.run(`DELETE FROM catalogue_${table} WHERE index_number = ${model.number}`)
      await session.run(`DELETE FROM catalogue_indices WHERE number = ${model.number}`)
      words.release(model.number)
      changed.delete(model.name)
      removed.add(model.name)
    },
    appender(table, columns) {
      const open = appenders.get(table) ?? openAppender(session.raw, table, columns)
      appenders.set(table, open)
      return open
    },
    sequences(rows) {
      const first = catalogue.nextSequence
      catalogue.nextSequence += rows
      return first
    },
    prefix(prefix) {
      const known = catalogue.prefixes.get(prefix) ?? prefixes.get(prefix)
      if (known !== undefined) return known
      const id = catalogue.prefixes.size + prefixes.size
      prefixes.set(prefix, id)
      return id
    },
    grew(name, documents, bytes) {
      const size = sizes.get(name) ?? { documents: 0, bytes: 0 }
      sizes.set(name, { documents: size.documents + documents, bytes: size.bytes + bytes })
    },
    position(key, value) {
      positions.set(key, value)
    },
    keep(key, value) {
      state.set(key, value)
    },
    bury(model, id, grave) {
      graves.set(graveKey(model, id), grave)
      positions.set(SEQUENCE_KEY, String(catalogue.nextSequence))
    },
    async commit() {
      flush()
      await session.run([...statements(), 'COMMIT'].join(';\n'))
      for (const name of removed) catalogue.indices.delete(name)
      for (const model of changed.values()) catalogue.indices.set(model.name, model)
      for (const [prefix, id] of prefixes) catalogue.prefixes.set(prefix, id)
      for (const [key, value] of positions) catalogue.positions.set(key, value)
      for (const [key, grave] of graves) catalogue.graves.bury(key, grave)
      words.keep()
      return { changed: [...changed.values()], removed: [...removed], state: Object.fromEntries(state) }
    },
    async rollback() {
      // An appender with rows left would hand them over when it is collected, outside of any transaction.
      for (const appender of appenders.values()) attempt(() => appender.abandon())
      appenders.clear()
      words.distrust()
      await session.run('ROLLBACK').catch(() => undefined)
    },
  }
}

function attempt(run: () => void): void {
  try {
    run()
  } catch {
    // The transaction is being given up; the error that matters is the one that led here.
  }
}
