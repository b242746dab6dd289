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
  { key, table }: DimensionTable,
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
  await learnAll(session, table, column, Number(highest), ids)
  return { ids, partial: false }
}

/** Words of so many ids come in one row: a string a word would take a second for 400,000. */
const PIECE = 8192

/** Newest ids first: where a word has two, the newest one's row has every column. */
async function learnAll(
  session: Session,
  table: string,
  column: string,
  highest: number,
  ids: WordIds,
): Promise<void> {
  for (let to = highest + 1; to > 0; to -= PIECE) {
    const [[given, lengths, words]] = (await session.rows(
      `SELECT list(id ORDER BY id DESC), list(strlen(${column}) ORDER BY id DESC), encode(string_agg(${column}, '' ORDER BY id DESC)) FROM ${table} WHERE id >= ${to - PIECE} AND id < ${to}`,
    )) as unknown as [[number[] | null, number[], Uint8Array]]
    let end = 0
    given?.forEach((id, at) => {
      const start = end
      end += lengths[at]
      ids.learn(words.subarray(start, end), id)
    })
  }
}
