import { parentPort, workerData } from 'node:worker_threads'
import { ServiceError } from '../../../record/service.ts'
import { createYoungMemory } from '../../../record/young-memory.ts'
import { describe, readCatalogue, readState } from './catalogue.ts'
import { openDatabase, type Session } from './database.ts'
import { indexNotFound, isGone, writeFailure } from './errors.ts'
import type { CallName, Calls, ErrorMessage, Event, Request, WorkerOptions } from './messages.ts'
import { openReaders } from './readers.ts'
import { runCount, runGet, runSearch, scopesOf } from './search.ts'
import { ADDRESS_MACROS } from './sql/address.ts'
import { createCoverage } from './sql/coverage.ts'
import type { Scope } from './sql/query.ts'
import { createWordStore } from './word-store.ts'
import { createWriter } from './writer.ts'

// The thread that owns the database: the appender works synchronously, and must not hold up the program's main thread.

type Handlers = {
  readonly [Name in CallName]: (...args: Parameters<Calls[Name]>) => Promise<ReturnType<Calls[Name]>>
}

const port = parentPort!
const youngMemory = createYoungMemory()
const send = (event: Event) => port.postMessage(event)
/** Time comes with the requests. */
let now = 0

async function start(options: WorkerOptions): Promise<Handlers> {
  const database = await openDatabase(options)
  const session = await database.session()
  const catalogue = await readCatalogue(session, options.path)
  await session.run(ADDRESS_MACROS)
  const readers = await openReaders(database)
  const writer = createWriter({
    session,
    catalogue,
    words: createWordStore(),
    now: () => now,
    onCommit: ({ changed, removed, state }, rows) =>
      send({ kind: 'commit', rows, changed: changed.map(describe), removed, state }),
    onLost: (index, field, count) => send({ kind: 'lost', index, field, count }),
  })
  const written = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw error instanceof ServiceError ? error : writeFailure(error, options.path)
    })
  const coverageOf = createCoverage()
  const asked = <T>(
    indices: readonly string[],
    work: (reader: Session, scopes: readonly Scope[]) => Promise<T>,
  ) =>
    readers
      .read(() => scopesOf(catalogue, indices), work)
      .catch((error: unknown) => {
        throw isGone(error) ? indexNotFound(indices.join(',')) : error
      })
  const state = await readState(session)
  send({ kind: 'ready', indices: [...catalogue.indices.values()].map(describe), state })
  return {
    append: (writes, position) => written(writer.append(writes, position)),
    bulk: (actions) => written(writer.bulk(actions)),
    deleteMatching: (indices, query, limit) => written(writer.deleteMatching(indices, query, limit)),
    nextSequence: async () => catalogue.nextSequence,
    change: (wanted) => written(writer.change(wanted)),
    createIndex: (index, mapping) => written(writer.createIndex(index, mapping)),
    deleteIndex: (index) => written(writer.deleteIndex(index)),
    position: async (key) => catalogue.positions.get(key),
    get: (index, id) => asked([index], (reader, [scope]) => runGet(reader, scope, id)),
    search: (indices, request) =>
      asked(indices, (reader, all) => runSearch(reader, all, request, coverageOf)),
    count: (indices, query) => asked(indices, (reader, all) => runCount(reader, all, query)),
    async close() {
      await writer.close()
      await readers.close()
      database.close()
    },
  }
}

function messageOf(error: unknown): ErrorMessage {
  const { message } = error instanceof Error ? error : new Error(String(error))
  return error instanceof ServiceError ? { message, type: error.type, status: error.status } : { message }
}

start(workerData as WorkerOptions).then(
  (handlers) => {
    port.on('message', ({ id, name, args, now: sent }: Request) => {
      now = sent
      const handler = handlers[name] as (...args: readonly unknown[]) => Promise<unknown>
      handler(...args)
        .then(
          (value) => send({ kind: 'answer', id, value }),
          (error: unknown) => send({ kind: 'failure', id, error: messageOf(error) }),
        )
        .finally(() => {
          if (name === 'append') youngMemory.release()
          if (name === 'close') port.close()
        })
    })
  },
  (error: unknown) => {
    send({ kind: 'failure', id: 0, error: messageOf(error) })
    port.close()
  },
)
