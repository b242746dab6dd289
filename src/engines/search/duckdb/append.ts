import { type Column, type Dimension, type DocumentBatch, NONE } from '../../../record/index.ts'
import type { Append } from '../../../stages/search/ports.ts'
import type { Filler } from './chunk.ts'
import { type DimensionTable, type IndexModel, type PhysicalColumn, tableOf } from './model.ts'
import type { Transaction } from './transaction.ts'
import { type Wanted, widen, withDuplicates } from './widen.ts'
import type { WordIds } from './word-ids.ts'

/** Fields that a batch brings and where it wants them. */
export function wantedBy(batch: DocumentBatch): Wanted[] {
  const wanted: Wanted[] = batch.columns.map(({ name, type }) => ({ name, type }))
  for (const { key, columns } of batch.dimensions) {
    for (const { name, type } of columns) wanted.push({ name, type, dimension: key })
  }
  return wanted
}

/** Told of values that were left out because a column of that type cannot hold them. */
export type OnLost = (index: string, field: string, count: number) => void

/**
 * Writes one batch's rows. Columns and dimensions have their places already (`widen`), so that all that can
 * fail from here on is a malformed batch or the disk.
 */
export async function writeRows(
  transaction: Transaction,
  index: IndexModel,
  { documents, ids }: Append,
  onLost: OnLost,
): Promise<void> {
  const { rows } = documents
  if (rows === 0) return
  let model = index
  const fillers = new Map<string, Filler>([
    ['_s', { kind: 'sequence', first: transaction.sequences(rows) }],
    ['_p', { kind: 'constant', value: transaction.prefix(ids.prefix) }],
    ['_n', { kind: 'offsets', base: ids.first, values: documents.records }],
  ])
  let bytes = rows * 16
  for (const dimension of documents.dimensions) {
    const written = await writeDimension(transaction, model, dimension, rows)
    model = written.index
    fillers.set(written.table.idColumn, { kind: 'codes', codes: dimension.codes, ids: written.ids })
    bytes += written.bytes + rows * 4
  }
  for (const column of documents.columns) {
    bytes += fillColumn(fillers, model, column, undefined, rows, (count) =>
      onLost(index.name, column.name, count),
    )
  }
  transaction.appender(tableOf(model), model.columns).append(rows, inOrder(model.columns, fillers))
  transaction.grew(index.name, rows, bytes)
}

interface WrittenDimension {
  readonly index: IndexModel
  readonly table: DimensionTable
  /** Id of each of the batch's words that a row refers to; NONE for the others. */
  readonly ids: Uint32Array
  readonly bytes: number
}

/** Gives the batch's words their ids and writes those that are new. */
async function writeDimension(
  transaction: Transaction,
  index: IndexModel,
  dimension: Dimension,
  rows: number,
): Promise<WrittenDimension> {
  const [words] = dimension.columns
  if (!words || !('bytes' in words) || words.name !== dimension.key) {
    throw new TypeError(`dimension ${dimension.key}: its first column must be its words`)
  }
  let model = index
  const known = index.dimensions.get(dimension.key)!
  const store = await transaction.words.open(transaction.session, index, known)
  const full = store.ids.full(dimension.size, words.bytes.length)
  if (full) store.ids.forget()
  if (full || store.partial) model = await transaction.apply(withDuplicates(model, dimension.key))
  const { ids, fresh } = assign(dimension, words, store.ids, rows)
  const table = model.dimensions.get(dimension.key)!
  if (fresh.length === 0) return { index: model, table, ids, bytes: 0 }
  // Ids of new words are given in the order of `fresh`, without gaps.
  const fillers = new Map<string, Filler>([['id', { kind: 'sequence', first: ids[fresh[0]] }]])
  let bytes = fresh.length * 4
  for (const column of dimension.columns) {
    bytes += fillColumn(fillers, model, column, dimension.key, dimension.size, () => undefined, fresh)
  }
  const appender = transaction.appender(table.table, table.columns)
  appender.append(fresh.length, inOrder(table.columns, fillers), fresh)
  return { index: model, table, ids, bytes }
}

function assign(
  { codes, size, numbers }: Dimension,
  words: Extract<Column, { bytes: Uint8Array }>,
  store: WordIds,
  rows: number,
): { ids: Uint32Array; fresh: Uint32Array } {
  const ids = new Uint32Array(size).fill(NONE)
  const fresh = new Uint32Array(size)
  let count = 0
  const { bytes, starts, ends } = words
  // A word that was here before under this number needs no look at its bytes.
  const of = numbers?.of ?? NO_NUMBERS
  const known = numbers ? store.byNumber(numbers.memory, mostOf(of) + 1) : NO_NUMBERS
  for (let row = 0; row < rows; row++) {
    const code = codes[row]
    if (code === NONE || ids[code] !== NONE) continue
    if (!(code < size)) throw new RangeError(`code ${code} of a dimension with ${size} words`)
    const number = of[code]
    if (numbers && known[number] > 0) {
      ids[code] = known[number] - 1
      continue
    }
    const start = starts[code]
    if (start === NONE) continue
    if (!(start <= ends[code] && ends[code] <= bytes.length))
      throw new RangeError(`word ${code} outside of its bytes`)
    const before = store.next()
    ids[code] = store.idOf(bytes, start, ends[code])
    if (ids[code] === before) fresh[count++] = code
    if (numbers) known[number] = ids[code] + 1
  }
  return { ids, fresh: fresh.subarray(0, count) }
}

const NO_NUMBERS = new Uint32Array(0)

function mostOf(numbers: Uint32Array): number {
  let most = 0
  for (let i = 0; i < numbers.length; i++) if (numbers[i] > most) most = numbers[i]
  return most
}

/** Adds the fillers of one column; about how many bytes its values have. */
export function fillColumn(
  fillers: Map<string, Filler>,
  index: IndexModel,
  column: Column,
  dimension: string | undefined,
  rows: number,
  onLost: (count: number) => void,
  select?: Uint32Array,
): number {
  const at = index.fields.get(column.name)?.places.find((place) => place.dimension === dimension)
  if (!at) throw new Error(`field ${column.name} of index ${index.name} has no place`)
  const count = select?.length ?? rows
  if (column.type === 'geo_point') {
    fillers.set(at.column, { kind: 'numbers', values: sized(column.lat, rows, column) })
    fillers.set(`${at.column}x`, { kind: 'numbers', values: sized(column.lon, rows, column) })
    return count * 16
  }
  if (column.type === 'boolean') {
    fillers.set(at.column, { kind: 'booleans', values: sized(column.values, rows, column) })
    return count
  }
  if ('values' in column) {
    fillers.set(at.column, { kind: 'numbers', values: sized(column.values, rows, column), onLost })
    return count * 8
  }
  const { bytes, starts, ends } = column
  fillers.set(at.column, {
    kind: 'text',
    bytes,
    starts: sized(starts, rows, column),
    ends: sized(ends, rows, column),
  })
  return textBytes(column, count, select)
}

function textBytes(
  column: Extract<Column, { bytes: Uint8Array }>,
  count: number,
  select?: Uint32Array,
): number {
  let bytes = 0
  for (let row = 0; row < count; row++) {
    const at = select ? select[row] : row
    if (column.starts[at] !== NONE) bytes += column.ends[at] - column.starts[at]
  }
  return bytes
}

function sized<T extends { readonly length: number }>(values: T, rows: number, column: Column): T {
  if (values.length < rows)
    throw new RangeError(`column ${column.name} has ${values.length} of ${rows} values`)
  return values
}

const NOTHING: Filler = { kind: 'none' }

export function inOrder(columns: readonly PhysicalColumn[], fillers: ReadonlyMap<string, Filler>): Filler[] {
  return columns.map(({ name }) => fillers.get(name) ?? NOTHING)
}

/** Gives the batch's fields their places, as far as they have none. A widened dimension forgets its words. */
export async function makeRoom(
  transaction: Transaction,
  index: IndexModel,
  batch: DocumentBatch,
): Promise<IndexModel> {
  const widening = widen(index, wantedBy(batch))
  if (widening.statements.length === 0) return index
  let model = await transaction.apply(widening)
  for (const { key } of batch.dimensions) {
    const before = index.dimensions.get(key)
    const after = model.dimensions.get(key)!
    if (!before || before.columns.length === after.columns.length) continue
    // Words written before have no value for the new column: they must come again, with one.
    const store = await transaction.words.open(transaction.session, model, after)
    store.ids.forget()
    model = await transaction.apply(withDuplicates(model, key))
  }
  return model
}
