import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { type Mark, ServiceError } from '../../../record/index.ts'
import type {
  Append,
  BulkAction,
  BulkOutcome,
  IndexChange,
  Mapping,
  Query,
} from '../../../stages/search/ports.ts'
import { makeRoom, type OnLost, wantedBy, writeRows } from './append.ts'
import { runBulk } from './bulk.ts'
import type { Catalogue } from './catalogue.ts'
import { applyChange } from './change.ts'
import type { Session } from './database.ts'
import { deleteMatching } from './delete-matching.ts'
import { indexExists, indexNotFound } from './errors.ts'
import type { IndexModel } from './model.ts'
import { beginTransaction, type Commit, type OpenTransaction } from './transaction.ts'
import { mapFields, newIndex, widen } from './widen.ts'
import type { WordStore } from './word-store.ts'

/** All writes, one transaction after another. */
export interface Writer {
  append(writes: readonly Append[], position?: Mark): Promise<void>
  bulk(actions: readonly BulkAction[]): Promise<readonly BulkOutcome[]>
  deleteMatching(indices: readonly string[], query: Query, limit?: number): Promise<number>
  change(change: IndexChange): Promise<void>
  createIndex(index: string, mapping: Mapping): Promise<void>
  deleteIndex(index: string): Promise<void>
  /** Waits for the writes that were accepted, and takes no more. */
  close(): Promise<void>
}

export interface WriterPorts {
  readonly session: Session
  readonly catalogue: Catalogue
  readonly words: WordStore
  readonly now: () => number
  readonly onCommit: (commit: Commit, rows: number) => void
  readonly onLost: OnLost
}

/** Rows of waiting appends that go into one transaction. More would only make the others wait. */
const GROUP_ROWS = 65_536

interface WaitingAppend {
  readonly writes: readonly Append[]
  readonly position: Mark | undefined
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

type Job = { readonly append: WaitingAppend } | { readonly run: () => Promise<void> }

export function createWriter(ports: WriterPorts): Writer {
  const queue: Job[] = []
  let draining: Promise<void> | undefined
  let closed = false

  function enqueue(job: Job): void {
    if (closed) throw new Error('The index is closing and takes no more writes.')
    queue.push(job)
    draining ??= drain()
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const group = takeAppends(queue)
      if (group.length > 0) await appendGroup(ports, group)
      else await (queue.shift() as { run: () => Promise<void> }).run()
    }
    // In the same turn as the last look at the queue: a job that comes later must start a new round.
    draining = undefined
  }

  function alone<T>(
    work: (transaction: OpenTransaction) => Promise<{ answer: T; rows: number }>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      enqueue({ run: () => transact(ports, work).then(resolve, reject) })
    })
  }

  return {
    append: (writes, position) =>
      new Promise((resolve, reject) => enqueue({ append: { writes, position, resolve, reject } })),
    bulk: (actions) =>
      alone(async (transaction) => {
        const { outcomes, written } = await runBulk(transaction, ports.catalogue, actions, {
          makeId,
          now: ports.now(),
        })
        return { answer: outcomes, rows: written }
      }),
    deleteMatching: (indices, query, limit) =>
      alone(async (transaction) => {
        const count = await deleteMatching(transaction, ports.catalogue, indices, query, limit)
        return { answer: count, rows: count }
      }),
    change: (wanted) =>
      alone(async (transaction) => {
        await applyChange(transaction, wanted)
        return { answer: undefined, rows: 0 }
      }),
    createIndex: (name, mapping) =>
      alone(async (transaction) => {
        if (transaction.index(name)) throw indexExists(name)
        await transaction.apply(mapFields(await transaction.indexOrNew(name), mapping))
        return { answer: undefined, rows: 0 }
      }),
    deleteIndex: (name) =>
      alone(async (transaction) => {
        const index = transaction.index(name)
        if (!index) throw indexNotFound(name)
        await transaction.drop(index)
        return { answer: undefined, rows: 0 }
      }),
    async close() {
      closed = true
      await draining
    },
  }
}

/** 20 characters, as OpenSearch's own ids have. */
const makeId = () => randomBytes(15).toString('base64url')

/** The appends at the head of the queue that fit into one transaction; always at least one if the first is one. */
function takeAppends(queue: Job[]): WaitingAppend[] {
  const group: WaitingAppend[] = []
  let rows = 0
  while (queue.length > 0) {
    const [job] = queue
    if (!('append' in job)) break
    rows += job.append.writes.reduce((sum, { documents }) => sum + documents.rows, 0)
    if (group.length > 0 && rows > GROUP_ROWS) break
    group.push(job.append)
    queue.shift()
  }
  return group
}

async function transact<T>(
  { session, catalogue, words, now, onCommit }: WriterPorts,
  work: (transaction: OpenTransaction) => Promise<{ answer: T; rows: number }>,
): Promise<T> {
  const transaction = await beginTransaction(session, catalogue, words, now)
  try {
    const { answer, rows } = await work(transaction)
    onCommit(await transaction.commit(), rows)
    return answer
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

/** One transaction for all; when it fails, each again alone, so that a failure is only its own cause's. */
async function appendGroup(ports: WriterPorts, group: readonly WaitingAppend[]): Promise<void> {
  const refused = new Map<WaitingAppend, unknown>()
  try {
    await transact(ports, async (transaction) => {
      let rows = 0
      for (const one of group) {
        try {
          checkTypes(transaction, ports.catalogue, one)
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error
          refused.set(one, error)
          continue
        }
        rows += await writeAll(transaction, ports, one)
        // Queries get their turn between two appends.
        await turn()
      }
      return { answer: undefined, rows }
    })
  } catch (error) {
    if (group.length === 1) group[0].reject(error)
    else for (const one of group) await appendGroup(ports, [one])
    return
  }
  for (const one of group) {
    if (refused.has(one)) one.reject(refused.get(one))
    else one.resolve()
  }
}

/** A batch without rows still brings its fields: that is how a mapping is widened on its own. */
const bringsNothing = ({ rows, columns, dimensions }: Append['documents']) =>
  rows === 0 && columns.length === 0 && dimensions.length === 0

/** Throws what would be refused, before anything of this append is written. */
function checkTypes(transaction: OpenTransaction, catalogue: Catalogue, { writes }: WaitingAppend): void {
  const indices = new Map<string, IndexModel>()
  for (const { index: name, documents } of writes) {
    if (bringsNothing(documents)) continue
    const index = indices.get(name) ?? transaction.index(name) ?? newIndex(catalogue.nextIndex, name, 0).index
    indices.set(name, widen(index, wantedBy(documents)).index)
  }
}

async function writeAll(
  transaction: OpenTransaction,
  { onLost }: WriterPorts,
  { writes, position }: WaitingAppend,
): Promise<number> {
  let rows = 0
  for (const write of writes) {
    if (bringsNothing(write.documents)) continue
    const index = await makeRoom(transaction, await transaction.indexOrNew(write.index), write.documents)
    await writeRows(transaction, index, write, onLost)
    rows += write.documents.rows
  }
  if (position) transaction.position(position.key, position.value)
  return rows
}
