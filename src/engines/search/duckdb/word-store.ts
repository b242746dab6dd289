import type { Session } from './database.ts'
import type { DimensionTable, IndexModel } from './model.ts'
import { createWordIds, WORD_BYTES, WORDS, type WordIds } from './word-ids.ts'

/** The words of the dimensions that are being written to, read back from their tables when first needed. */
export interface WordStore {
  open(session: Session, index: IndexModel, dimension: DimensionTable): Promise<OpenWords>
  /** Forgets a dropped index. */
  release(index: number): void
  /** The transaction has committed: ids given out since the last call stand. */
  keep(): void
  /** It has not: what it touched is read again. */
  distrust(): void
}

export interface OpenWords {
  readonly ids: WordIds
  /** The table holds words that `ids` does not know: they may get a second id. */
  readonly partial: boolean
}

/** Late lines go to yesterday's index; more than two open ones are an import of old logs. */
const OPEN_INDICES = 2

export function createWordStore(maxWords = WORDS, maxBytes = WORD_BYTES): WordStore {
  const indices = new Map<number, Map<string, OpenWords>>()
  const touched = new Set<number>()

  function release(index: number): void {
    indices.delete(index)
  }

  return {
    async open(session, index, dimension) {
      touched.add(index.number)
      const known = indices.get(index.number) ?? new Map<string, OpenWords>()
      indices.delete(index.number)
      indices.set(index.number, known)
      for (const oldest of indices.keys()) {
        if (indices.size <= OPEN_INDICES || touched.has(oldest)) break
        release(oldest)
      }
      const open = known.get(dimension.key) ?? (await load(session, index, dimension, maxWords, maxBytes))
      known.set(dimension.key, open)
      return open
    },
    release,
    keep() {
      touched.clear()
    },
    distrust() {
      for (const index of touched) release(index)
      touched.clear()
    },
  }
}

async function load(
  session: Session,
  index: IndexModel,
  { key, table, unique }: DimensionTable,
  maxWords: number,
  maxBytes: number,
): Promise<OpenWords> {
  const column = index.fields.get(key)?.places.find((at) => at.dimension === key)?.column
  if (!column) throw new Error(`dimension ${key} of index ${index.name} has no column for its words`)
  const [[count, bytes, highest]] = await session.rows(
    `SELECT count(*), coalesce(sum(strlen(${column})), 0), coalesce(max(id), -1) FROM ${table}`,
  )
  const ids = createWordIds(1 + Number(highest), maxWords, maxBytes)
  if (Number(count) > maxWords || Number(bytes) > maxBytes) return { ids, partial: true }
  // Of a word's ids the newest is the one whose row has every column.
  for await (const rows of session.chunks(
    `SELECT id, ${column} FROM ${table}${unique ? '' : ' ORDER BY id DESC'}`,
  )) {
    for (const [id, word] of rows) ids.learn(Buffer.from(word as string), id as number)
  }
  return { ids, partial: false }
}
