import { ServiceError } from '../../../record/index.ts'
import type { BulkAction, BulkOutcome, FieldType } from '../../../stages/search/ports.ts'
import { fillColumn, inOrder } from './append.ts'
import type { Catalogue } from './catalogue.ts'
import { withFreshRules } from './change.ts'
import type { Filler } from './chunk.ts'
import { columnOf, textColumn } from './columns.ts'
import { shrunk } from './delete-matching.ts'
import { parseDocument, type Typed } from './document.ts'
import {
  documentMissing,
  externalConflict,
  idTooLong,
  indexNotFound,
  type Reason,
  reasonOf,
  sequenceConflict,
  sourceMissing,
  versionConflict,
} from './errors.ts'
import { graveKey } from './graves.ts'
import { type IndexModel, tableOf } from './model.ts'
import { findHits } from './sql/hits.ts'
import { idCondition, idExpression, type Prefixes } from './sql/ids.ts'
import { list } from './sql/literal.ts'
import { isObject } from './sql/source.ts'
import type { Transaction } from './transaction.ts'
import { widen } from './widen.ts'

/** A document as it is now in the transaction, under its id. */
interface Standing {
  /** Arrival number of its row before the transaction, to be deleted when it is replaced. */
  row?: number
  /** Undefined: not there (never, or deleted). */
  version?: number
  /** Version that it had when it was deleted, not long ago. */
  grave?: number
  /** Absent: as the row has it. */
  document?: {
    readonly source: Readonly<Record<string, unknown>>
    readonly values: ReadonlyMap<string, Typed>
  }
  sequence: number
}

interface Batch {
  index: IndexModel
  /** Sequence numbers from here on are this batch's own. */
  readonly first: number
  readonly standings: Map<string, Standing>
}

/**
 * Documents one by one, in order, in one transaction. Their fields become columns of the fact table, never words
 * of a dimension: a document may pair a client with another country than the lines of that client have.
 */
export async function runBulk(
  transaction: Transaction,
  catalogue: Catalogue,
  actions: readonly BulkAction[],
  { makeId, now }: { readonly makeId: () => string; readonly now: number },
): Promise<{ readonly outcomes: BulkOutcome[]; readonly written: number }> {
  const named = actions.map((action) => ({ ...action, id: action.id ?? makeId() }))
  const batches = new Map<string, Batch>()
  const outcomes: BulkOutcome[] = []
  for (const action of named) {
    const refused = refusal(action)
    if (refused) {
      outcomes.push(failed(action, 400, refused))
      continue
    }
    const missing = action.action === 'delete' || action.action === 'update'
    if (missing && !batches.has(action.index) && !transaction.index(action.index)) {
      const reason =
        action.action === 'update' ? documentMissing(action.id) : reasonOf(indexNotFound(action.index))
      outcomes.push(failed(action, 404, reason))
      continue
    }
    const batch =
      batches.get(action.index) ?? (await openBatch(transaction, catalogue, action.index, named, now))
    batches.set(action.index, batch)
    outcomes.push(await runOne(transaction, catalogue.prefixes, batch, action))
  }
  let written = 0
  for (const batch of batches.values()) {
    written += await writeBatch(transaction, batch)
    for (const [id, { version, grave, sequence }] of batch.standings) {
      if (version === undefined && grave !== undefined && sequence >= batch.first)
        transaction.bury(batch.index, id, { version: grave, sequence, at: now })
    }
  }
  return { outcomes, written }
}

type Named = BulkAction & { readonly id: string }

function refusal({ action, id, source }: Named): Reason | undefined {
  const length = Buffer.byteLength(id)
  if (length > 512 || length === 0) return idTooLong(length)
  return action !== 'delete' && !source ? sourceMissing(action) : undefined
}

async function openBatch(
  transaction: Transaction,
  catalogue: Catalogue,
  name: string,
  actions: readonly Named[],
  now: number,
): Promise<Batch> {
  const plain = await transaction.indexOrNew(name)
  const index = await transaction.apply(widen(plain, [], true))
  const ids = [...new Set(actions.filter((action) => action.index === name).map(({ id }) => id))]
  const standings = new Map<string, Standing>()
  for (let from = 0; from < ids.length; from += 1000) {
    const condition = idCondition(index, catalogue.prefixes, ids.slice(from, from + 1000))
    const rows = await transaction.session.rows(
      `SELECT ${idExpression(index)}, f._s, coalesce(f._v, 1) FROM ${tableOf(index)} f WHERE ${condition} ORDER BY f._s`,
    )
    for (const [id, row, version] of rows as [string, number, number][]) {
      standings.set(id, { row, version, sequence: row })
    }
  }
  for (const id of ids) {
    const grave = standings.has(id) ? undefined : catalogue.graves.find(graveKey(index, id), now)
    if (grave) standings.set(id, { grave: grave.version, sequence: grave.sequence })
  }
  return { index, standings, first: catalogue.nextSequence }
}

async function runOne(
  transaction: Transaction,
  prefixes: Prefixes,
  batch: Batch,
  action: Named,
): Promise<BulkOutcome> {
  const standing = batch.standings.get(action.id) ?? { sequence: -1 }
  const { version } = standing
  const conflict = conflictOf(action, standing)
  if (conflict) return failed(action, 409, conflict)
  if (action.action === 'delete') return runDelete(batch, action, standing, transaction)
  let source = action.source!
  if (action.action === 'update') {
    if (version === undefined) return failed(action, 404, documentMissing(action.id))
    const before =
      standing.document?.source ?? (await currentSource(transaction, prefixes, batch.index, action.id))
    source = merged(before, source)
    if (!action.always && JSON.stringify(source) === JSON.stringify(before)) {
      return done(action, 200, 'noop', version, standing.sequence)
    }
  }
  const parsed = parseDocument(source, batch.index.fields, action.id, batch.index.attributes?.rules)
  if ('type' in parsed) return failed(action, 400, parsed)
  try {
    batch.index = await transaction.apply(
      widen(batch.index, wantedBy(batch.index, parsed.values, parsed.fresh)),
    )
    if (parsed.freshRules.size > 0 || parsed.freshObjects.size > 0)
      batch.index = await transaction.apply(withFreshRules(batch.index, parsed))
  } catch (error) {
    if (error instanceof ServiceError) return failed(action, 400, reasonOf(error))
    throw error
  }
  const next = {
    ...standing,
    document: { source, values: parsed.values },
    sequence: transaction.sequences(1),
  }
  next.version = action.version?.value ?? (version ?? standing.grave ?? 0) + 1
  batch.standings.set(action.id, next)
  const created = version === undefined
  return done(action, created ? 201 : 200, created ? 'created' : 'updated', next.version, next.sequence)
}

function runDelete(batch: Batch, action: Named, standing: Standing, transaction: Transaction): BulkOutcome {
  const sequence = transaction.sequences(1)
  const grave = action.version?.value ?? (standing.version ?? standing.grave ?? 0) + 1
  const row = standing.row === undefined ? {} : { row: standing.row }
  batch.standings.set(action.id, { sequence, grave, ...row })
  const there = standing.version !== undefined
  return done(action, there ? 200 : 404, there ? 'deleted' : 'not_found', grave, sequence)
}

/** What the action demands of the present document and does not find. */
function conflictOf(
  { action, id, ifSequence, ifTerm = 1, version }: Named,
  standing: Standing,
): Reason | undefined {
  const present = standing.version
  if (action === 'create' && present !== undefined) return versionConflict(id, present)
  if (
    ifSequence !== undefined &&
    (present === undefined || standing.sequence !== ifSequence || ifTerm !== 1)
  ) {
    // An update of what is not there says so itself.
    if (action === 'update' && present === undefined) return undefined
    return sequenceConflict(id, [ifSequence, ifTerm], present === undefined ? undefined : standing.sequence)
  }
  const last = present ?? standing.grave
  if (!version || last === undefined) return undefined
  const refused = version.kind === 'external' ? version.value <= last : version.value < last
  return refused ? externalConflict(id, last, version) : undefined
}

function wantedBy(
  index: IndexModel,
  values: ReadonlyMap<string, Typed>,
  fresh: ReadonlyMap<string, FieldType>,
): { name: string; type: FieldType }[] {
  return [...values.keys()].map((name) => ({ name, type: index.fields.get(name)?.type ?? fresh.get(name)! }))
}

async function currentSource(
  { session }: Transaction,
  prefixes: Prefixes,
  index: IndexModel,
  id: string,
): Promise<Readonly<Record<string, unknown>>> {
  const [hit] = await findHits(session, [{ index, prefixes }], {
    where: [{ kind: 'ids', values: [id] }],
    from: 0,
    size: 1,
    sort: [],
    source: { includes: [], excludes: [] },
  })
  return hit.source
}

/** A partial document over a whole one: objects are merged, everything else is replaced. */
function merged(
  before: Readonly<Record<string, unknown>>,
  partial: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = Object.entries(partial).map(([key, value]): [string, unknown] => {
    const old = before[key]
    return [key, isObject(old) && isObject(value) ? merged(old, value) : value]
  })
  return Object.fromEntries([...Object.entries(before), ...entries])
}

/** Deletes the rows that were replaced or deleted and appends what stands now; how many were appended. */
async function writeBatch(transaction: Transaction, { index, standings }: Batch): Promise<number> {
  const all = [...standings.entries()]
  const touched = all.filter(([, { document, version }]) => document || version === undefined)
  const replaced = touched.flatMap(([, { row }]) => (row === undefined ? [] : [row]))
  if (replaced.length > 0) {
    transaction.flush()
    await transaction.session.run(`DELETE FROM ${tableOf(index)} WHERE _s IN ${list(replaced.map(String))}`)
    shrunk(transaction, index, replaced.length)
  }
  const written = touched.filter(([, { document, version }]) => document && version !== undefined)
  if (written.length === 0) return replaced.length
  const standing = written.map(([, one]) => one)
  const sources = standing.map(({ document }) => JSON.stringify(document!.source))
  const fillers = new Map<string, Filler>([
    ['_s', { kind: 'numbers', values: Float64Array.from(standing, ({ sequence }) => sequence) }],
    ['_v', { kind: 'numbers', values: Float64Array.from(standing, ({ version }) => version!) }],
    ['_i', { kind: 'text', ...textColumn(written.map(([id]) => id)) }],
    ['_j', { kind: 'text', ...textColumn(sources) }],
  ])
  const names = new Set(standing.flatMap(({ document }) => [...document!.values.keys()]))
  let bytes = sources.reduce((sum, source) => sum + source.length, 0)
  for (const name of names) {
    const column = columnOf(
      index.fields.get(name)!,
      standing.map(({ document }) => document!.values.get(name)),
    )
    bytes += fillColumn(fillers, index, column, undefined, written.length, () => undefined)
  }
  transaction.appender(tableOf(index), index.columns).append(written.length, inOrder(index.columns, fillers))
  transaction.grew(index.name, written.length, bytes)
  return written.length
}

function failed({ index, id }: Named, status: number, error: Reason): BulkOutcome {
  return { index, id, status, error }
}

function done(
  { index, id }: Named,
  status: number,
  result: NonNullable<BulkOutcome['result']>,
  version: number,
  sequence: number,
): BulkOutcome {
  return { index, id, status, result, version, sequence }
}
